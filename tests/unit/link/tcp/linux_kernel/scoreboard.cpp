// SPDX-License-Identifier: MIT
#include <sei/link/tcp/linux_kernel/scoreboard.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <random>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

constexpr std::uint32_t mss = 1000;

tcp_segment acknowledgement(std::uint64_t segments, std::initializer_list<std::uint64_t> sacked = {}) {
    tcp_segment segment{.acknowledgement = 1 + segments * mss, .ack = true};
    for (const std::uint64_t each : sacked)
        segment.sacks[segment.sack_count++] = {1 + each * mss, 1 + (each + 1) * mss};
    return segment;
}

/// Ten segments, sent a millisecond apart from 1 ms on.
linux_scoreboard ten_segments() {
    linux_scoreboard board;
    for (int i = 0; i < 10; ++i) board.sent(mss, 1ms * (i + 1));
    return board;
}

} // namespace

TEST_CASE("Acknowledged and sacked segments leave the flight, and measure the round trip") {
    linux_scoreboard board = ten_segments();
    CHECK(board.in_flight() == 10);
    const linux_delivery delivery = board.acknowledge(acknowledgement(2, {5}), 0, 30ms, 1s);
    CHECK(delivery.delivered == 3);
    CHECK(delivery.newly_sacked == 1);
    CHECK(delivery.advanced);
    CHECK(delivery.first_sent == 1ms);
    CHECK(delivery.last_sent == 6ms);
    CHECK(board.in_flight() == 7);
    const linux_delivery again = board.acknowledge(acknowledgement(2, {5}), 0, 31ms, 1s);
    CHECK(again.delivered == 0);
    CHECK_FALSE(again.advanced);
}

TEST_CASE("What was sent before a segment that has arrived is lost after the reordering window") {
    linux_scoreboard board = ten_segments();
    (void)board.acknowledge(acknowledgement(0, {3}), 0, 24ms, 1s); // a round trip of 20 ms
    const auto wait = board.mark_lost(24ms, 5ms);
    CHECK(board.lost() == 0);
    CHECK(wait == 20ms + 5ms - (24ms - 3ms)); // the last of the three that came before
    CHECK_FALSE(board.mark_lost(28ms, 5ms).has_value());
    CHECK(board.lost() == 3);
    CHECK(board.in_flight() == 6);
    CHECK(board.first_to_repeat()->sequence == 1);
}

TEST_CASE("A repetition is lost, too, when something sent after it arrives") {
    linux_scoreboard board = ten_segments();
    (void)board.acknowledge(acknowledgement(0, {3}), 0, 24ms, 1s);
    (void)board.mark_lost(24ms, 0ms);
    board.repeat(*board.first_to_repeat(), 25ms);
    CHECK(board.repeated() == 1);
    CHECK(board.first_to_repeat()->sequence == 1 + mss);
    board.sent(mss, 26ms);
    (void)board.acknowledge(acknowledgement(0, {10}), 0, 46ms, 1ms);
    (void)board.mark_lost(46ms, 0ms);
    CHECK(board.repeated() == 0);
    CHECK(board.first_to_repeat()->sequence == 1);
}

TEST_CASE("A timeout loses all but what was sent within a round trip, the first one always") {
    linux_scoreboard board = ten_segments();
    (void)board.acknowledge(acknowledgement(1), 0, 21ms, 1s); // 20 ms
    board.time_out(26ms);
    CHECK(board.lost() == 5); // sent at 2 to 6 ms
    CHECK(board.first_to_repeat()->sequence == 1 + mss);
}

TEST_CASE("Counts agree with the segments whatever arrives") {
    std::mt19937 random(1);
    for (int run = 0; run < 200; ++run) {
        linux_scoreboard board;
        std::chrono::nanoseconds now = 1ms;
        for (int step = 0; step < 100; ++step, now += 1ms) {
            const auto pick = [&](std::uint64_t below) {
                return static_cast<std::uint64_t>(random()) % below;
            };
            for (std::uint64_t i = pick(4); i > 0; --i) board.sent(mss, now);
            const std::uint64_t first = (board.first() - 1) / mss;
            const std::uint64_t count = board.outstanding();
            if (count > 0) {
                tcp_segment segment = acknowledgement(first + pick(2) * pick(count + 1));
                if (pick(2) == 1) {
                    const std::uint64_t left = first + pick(count);
                    segment.sacks[segment.sack_count++] = {1 + left * mss, 1 + (left + 1 + pick(3)) * mss};
                }
                (void)board.acknowledge(segment, 0, now, 2ms);
            }
            if (pick(3) == 0) (void)board.mark_lost(now, 1ms);
            if (pick(20) == 0) board.time_out(now);
            if (linux_segment* const lost = board.first_to_repeat()) {
                CHECK(lost->lost);
                CHECK_FALSE(lost->sacked);
                board.repeat(*lost, now);
            }
            CHECK(board.sacked() + board.lost() <= board.outstanding());
            CHECK(board.repeated() <= board.lost());
            CHECK(board.next() - board.first() == std::uint64_t{board.outstanding()} * mss);
        }
    }
}

TEST_CASE("A probe hides no lost segment") {
    linux_scoreboard board;
    for (int i = 0; i < 3; ++i) board.sent(mss, 1ms * (i + 1));
    linux_scoreboard::probe(board.back(), 50ms);
    CHECK(board.in_flight() == 3);
    (void)board.acknowledge(acknowledgement(0, {1}), 0, 60ms, 1ms);
    (void)board.mark_lost(60ms, 0ms);
    REQUIRE(board.first_to_repeat() != nullptr);
    CHECK(board.first_to_repeat()->sequence == 1);
}
