// SPDX-License-Identifier: MIT
#include <sei/link/tcp_scoreboard.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <vector>

using namespace sei::link;

namespace {

/// Ten segments of 100 bytes: 1..100, 101..200, ...
tcp_scoreboard ten_segments() {
    tcp_scoreboard board;
    for (int i = 0; i < 10; ++i) board.sent(100);
    return board;
}

std::uint64_t sack(tcp_scoreboard& board, std::initializer_list<sack_block> blocks) {
    return board.sack(std::vector(blocks));
}

constexpr sack_block segments(std::uint64_t first, std::uint64_t last) {
    return {first * 100 + 1, last * 100 + 101};
}

} // namespace

TEST_CASE("What is sent is in flight until it is acknowledged") {
    tcp_scoreboard board = ten_segments();
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
    tcp_scoreboard board = ten_segments();
    CHECK(sack(board, {segments(2, 2)}) == 100);
    CHECK(sack(board, {segments(2, 3)}) == 100);
    CHECK(sack(board, {segments(3, 3), {350, 450}}) == 0); // known, and no segment lies wholly inside
    CHECK(board.in_flight() == 800);
    CHECK(board.acknowledge(401) == 200); // 0 and 1; 2 and 3 had been delivered
    CHECK(board.in_flight() == 600);
}

TEST_CASE("Below three sacked segments everything unsacked is lost") {
    tcp_scoreboard board = ten_segments();
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
    tcp_scoreboard board = ten_segments();
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
    tcp_scoreboard board = ten_segments();
    board.repeated(*board.first_unsure());
    CHECK(board.in_flight() == 1100);
    CHECK(board.first_unsure()->sequence == 101);
}

TEST_CASE("The first lost or sacked segment at or after a byte decides whether it is lost") {
    tcp_scoreboard board = ten_segments();
    sack(board, {segments(2, 4)});
    CHECK(board.is_lost(1));
    CHECK(board.is_lost(101));
    CHECK(!board.is_lost(201)); // sacked
    CHECK(!board.is_lost(401)); // the highest sacked segment and beyond
    board.repeated(*board.first_lost());
    CHECK(board.is_lost(1)); // being repaired does not undo it
}

TEST_CASE("Marking the first segment lost takes back its repetition") {
    tcp_scoreboard board = ten_segments();
    board.repeated(*board.first_outstanding());
    board.mark_first_lost();
    CHECK(board.in_flight() == 900);
    CHECK(board.first_lost() == board.first_outstanding());
}

TEST_CASE("After a timeout nothing is in flight and what was sacked stays so") {
    tcp_scoreboard board = ten_segments();
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
    tcp_scoreboard board = ten_segments();
    CHECK(!board.repeated_segment_ends_at(101));
    board.repeated(*board.first_outstanding());
    CHECK(board.repeated_segment_ends_at(101));
    CHECK(!board.repeated_segment_ends_at(100));
    sack(board, {segments(0, 0)});
    CHECK(!board.repeated_segment_ends_at(101));
}

TEST_CASE("Blocks beyond what was sent end the processing") {
    tcp_scoreboard board = ten_segments();
    CHECK(sack(board, {{5000, 6000}, segments(2, 2)}) == 0);
    CHECK(sack(board, {segments(2, 2), {5000, 6000}}) == 100);
}
