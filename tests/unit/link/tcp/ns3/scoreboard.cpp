// SPDX-License-Identifier: MIT
#include <sei/link/tcp/ns3/scoreboard.hpp>

#include <doctest/doctest.h>

#include <deque>
#include <optional>
#include <random>

#include <initializer_list>
#include <vector>

using namespace sei::link;

namespace {

/// Ten segments of 100 bytes: 1..100, 101..200, ...
ns3_scoreboard ten_segments() {
    ns3_scoreboard board;
    for (int i = 0; i < 10; ++i) board.sent(100);
    return board;
}

std::uint64_t sack(ns3_scoreboard& board, std::initializer_list<sack_block> blocks) {
    return board.sack(std::vector(blocks));
}

constexpr sack_block segments(std::uint64_t first, std::uint64_t last) {
    return {first * 100 + 1, last * 100 + 101};
}

} // namespace

TEST_CASE("What is sent is in flight until it is acknowledged") {
    ns3_scoreboard board = ten_segments();
    CHECK(board.in_flight() == 1000);
    CHECK(board.acknowledge(301) == 300);
    CHECK(board.first() == 301);
    CHECK(board.in_flight() == 700);
    CHECK(board.acknowledge(350) == 0); // segments go as a whole
    CHECK(board.acknowledge(1001) == 700);
    CHECK(board.empty());
    CHECK(board.first() == board.next());
}

TEST_CASE("Sacked bytes are counted once") {
    ns3_scoreboard board = ten_segments();
    CHECK(sack(board, {segments(2, 2)}) == 100);
    CHECK(sack(board, {segments(2, 3)}) == 100);
    CHECK(sack(board, {segments(3, 3), {350, 450}}) == 0); // known, and no segment lies wholly inside
    CHECK(board.in_flight() == 800);
    CHECK(board.acknowledge(401) == 200); // 0 and 1; 2 and 3 had been delivered
    CHECK(board.in_flight() == 600);
}

TEST_CASE("Below three sacked segments everything unsacked is lost") {
    ns3_scoreboard board = ten_segments();
    sack(board, {segments(3, 4)});
    CHECK(board.first_lost() == nullptr);
    CHECK(!board.is_lost(1));
    sack(board, {segments(6, 6)});
    // From 6 downwards: 6, 4 and 3 are the three; 5 lies above the third and counts as under way.
    CHECK(board.is_lost(1));
    CHECK(board.is_lost(201));
    CHECK(!board.is_lost(501));
    CHECK(board.in_flight() == 400); // 5, 7, 8, 9
    REQUIRE(board.first_lost() != nullptr);
    CHECK(board.first_lost()->sequence == 1);
}

TEST_CASE("A repaired segment counts as in flight even when it is sacked") {
    ns3_scoreboard board = ten_segments();
    sack(board, {segments(1, 3)});
    CHECK(board.in_flight() == 600);
    board.repeated(*board.first_lost());
    CHECK(board.in_flight() == 700);
    CHECK(board.first_lost() == nullptr);
    sack(board, {segments(0, 3)});
    CHECK(board.in_flight() == 700);
    board.acknowledge(401);
    CHECK(board.in_flight() == 600);
}

TEST_CASE("A segment repeated without being lost counts twice") {
    ns3_scoreboard board = ten_segments();
    board.repeated(*board.first_unsure());
    CHECK(board.in_flight() == 1100);
    CHECK(board.first_unsure()->sequence == 101);
}

TEST_CASE("The first lost or sacked segment at or after a byte decides whether it is lost") {
    ns3_scoreboard board = ten_segments();
    sack(board, {segments(2, 4)});
    CHECK(board.is_lost(1));
    CHECK(board.is_lost(101));
    CHECK(!board.is_lost(201)); // sacked
    CHECK(!board.is_lost(401)); // the highest sacked segment and beyond
    board.repeated(*board.first_lost());
    CHECK(board.is_lost(1)); // being repaired does not undo it
}

TEST_CASE("Marking the first segment lost takes back its repetition") {
    ns3_scoreboard board = ten_segments();
    board.repeated(*board.first_outstanding());
    board.mark_first_lost();
    CHECK(board.in_flight() == 900);
    CHECK(board.first_lost() == board.first_outstanding());
}

TEST_CASE("After a timeout nothing is in flight and what was sacked stays so") {
    ns3_scoreboard board = ten_segments();
    sack(board, {segments(5, 6)});
    board.repeated(*board.first_outstanding());
    board.mark_all_lost();
    CHECK(board.in_flight() == 0);
    std::vector<std::uint64_t> repeated;
    while (outstanding_segment* next = board.first_lost()) {
        repeated.push_back(next->sequence);
        board.repeated(*next);
    }
    CHECK(repeated == std::vector<std::uint64_t>{1, 101, 201, 301, 401, 701, 801, 901});
}

TEST_CASE("A repeated unsacked segment is found by its end") {
    ns3_scoreboard board = ten_segments();
    CHECK(!board.repeated_segment_ends_at(101));
    board.repeated(*board.first_outstanding());
    CHECK(board.repeated_segment_ends_at(101));
    CHECK(!board.repeated_segment_ends_at(100));
    sack(board, {segments(0, 0)});
    CHECK(!board.repeated_segment_ends_at(101));
}

TEST_CASE("Blocks beyond what was sent end the processing") {
    ns3_scoreboard board = ten_segments();
    CHECK(sack(board, {{5000, 6000}, segments(2, 2)}) == 0);
    CHECK(sack(board, {segments(2, 2), {5000, 6000}}) == 100);
}

namespace {

/// The rules word by word: every call walks all segments.
class plain_scoreboard {
public:
    void sent(std::uint32_t bytes) {
        segments_.push_back({.sequence = next_, .bytes = bytes});
        next_ += bytes;
    }
    void sack(std::uint64_t left, std::uint64_t right) {
        bool is_new = false;
        for (outstanding_segment& each : segments_) {
            if (each.sequence < left || each.end() > right || each.sacked) continue;
            each.sacked = is_new = true;
            each.lost = false;
            if (!highest_ || each.end() >= *highest_) highest_ = each.sequence;
        }
        if (!is_new || !highest_) return;
        int sacked_above = 0;
        for (auto each = segments_.rbegin(); each != segments_.rend(); ++each) {
            if (each->sequence > *highest_) continue;
            if (each->sacked)
                ++sacked_above;
            else if (sacked_above >= 3)
                each->lost = true;
        }
    }
    void acknowledge(std::uint64_t point) {
        while (!segments_.empty() && segments_.front().end() <= point) {
            if (highest_ == segments_.front().sequence) highest_.reset();
            segments_.pop_front();
        }
    }
    void mark_first_lost() {
        if (segments_.empty()) return;
        segments_.front().retransmitted = false;
        segments_.front().lost = true;
    }
    void mark_all_lost() {
        for (outstanding_segment& each : segments_) {
            each.retransmitted = false;
            each.lost = each.lost || !each.sacked;
        }
    }
    void repeat(std::uint64_t sequence) {
        for (outstanding_segment& each : segments_)
            if (each.sequence == sequence) each.retransmitted = true;
    }
    [[nodiscard]] std::uint64_t in_flight() const {
        std::int64_t sum = 0;
        for (const outstanding_segment& each : segments_)
            sum += std::int64_t{each.bytes} * (1 - each.sacked - each.lost + each.retransmitted);
        return static_cast<std::uint64_t>(sum);
    }
    [[nodiscard]] std::uint64_t first_lost() const {
        for (const outstanding_segment& each : segments_)
            if (each.lost && !each.sacked && !each.retransmitted) return each.sequence;
        return 0;
    }
    [[nodiscard]] std::uint64_t some_edge(std::uint64_t random) const {
        return segments_.empty() ? next_ : segments_[random % segments_.size()].sequence;
    }

private:
    std::deque<outstanding_segment> segments_;
    std::uint64_t next_ = 1;
    std::optional<std::uint64_t> highest_;
};

} // namespace

TEST_CASE("What the scoreboard remembers between calls changes nothing: random histories") {
    std::mt19937_64 random(21);
    int repairs = 0;
    for (int history = 0; history < 60; ++history) {
        ns3_scoreboard board;
        plain_scoreboard plain;
        for (int step = 0; step < 400; ++step) {
            const std::uint64_t action = random() % 20;
            if (action < 8) {
                const auto bytes = static_cast<std::uint32_t>(1 + random() % 3);
                board.sent(bytes);
                plain.sent(bytes);
            } else if (action < 13) {
                const std::uint64_t left = plain.some_edge(random());
                const std::uint64_t right = left + random() % 12;
                const sack_block block{left, right};
                board.sack(std::span(&block, 1));
                plain.sack(left, right);
            } else if (action < 15) {
                const std::uint64_t point = plain.some_edge(random() % 3);
                board.acknowledge(point);
                plain.acknowledge(point);
            } else if (action < 18) {
                outstanding_segment* const lost = board.first_lost();
                CHECK((lost == nullptr ? 0 : lost->sequence) == plain.first_lost());
                if (lost == nullptr) continue;
                ++repairs;
                plain.repeat(lost->sequence);
                board.repeated(*lost);
            } else if (action == 18) {
                board.mark_first_lost();
                plain.mark_first_lost();
            } else if (random() % 4 == 0) {
                board.mark_all_lost();
                plain.mark_all_lost();
            }
            REQUIRE(board.in_flight() == plain.in_flight());
        }
    }
    CHECK(repairs > 500);
}
