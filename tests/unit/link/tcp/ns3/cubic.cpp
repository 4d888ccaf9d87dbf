// SPDX-License-Identifier: MIT
#include <sei/link/tcp/ns3/cubic.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

constexpr std::uint32_t mss = 1000;
constexpr std::uint32_t no_threshold = 4'000'000'000;

tcp_ack_event at(std::chrono::nanoseconds now, std::chrono::nanoseconds round_trip,
                 std::uint64_t acknowledged = 0, std::uint64_t highest_sent = 0) {
    return {.now = now,
            .smoothed_round_trip = round_trip,
            .acknowledged = acknowledged,
            .highest_sent = highest_sent};
}

} // namespace

TEST_CASE("In slow start every acknowledged segment counts") {
    ns3_cubic cubic(mss);
    CHECK(cubic.grown(10 * mss, no_threshold, 3, at(1s, 20ms)) == 13 * mss);
}

TEST_CASE("A loss takes three tenths off, and fast convergence remembers less of a window that shrinks") {
    ns3_cubic cubic(mss);
    CHECK(cubic.reduced(100 * mss) == 70 * mss);
    CHECK(cubic.reduced(2 * mss) == 2 * mss);
}

TEST_CASE("After a loss the window follows the cubic back to where it was, then beyond") {
    ns3_cubic cubic(mss);
    std::uint32_t window = cubic.reduced(100 * mss);
    const std::uint32_t threshold = window;
    (void)cubic.leaves_slow_start(at(0s, 100ms), window, threshold);
    // K = cbrt((100 - 70) / 0.4) = 4.217 s, counted from the epoch's start less a round trip
    const auto window_at = [&](std::chrono::nanoseconds end, std::chrono::nanoseconds& now) {
        for (; now < end; now += 1ms) window = cubic.grown(window, threshold, 2, at(now, 100ms));
        return window / mss;
    };
    std::chrono::nanoseconds now = 1s;
    CHECK(window_at(2s, now) == doctest::Approx(100 - 0.4 * std::pow(4.217 - 1.1, 3)).epsilon(0.03));
    CHECK(window_at(5s, now) == doctest::Approx(100).epsilon(0.015));
    CHECK(window_at(9s, now) == doctest::Approx(100 + 0.4 * std::pow(8.1 - 4.217, 3)).epsilon(0.03));
}

TEST_CASE("Without a loss growth is at most a segment for two and at least one for twenty") {
    ns3_cubic cubic(mss);
    std::uint32_t window = 100 * mss;
    for (int i = 0; i < 19; ++i) window = cubic.grown(window, mss, 1, at(1s, 1ms));
    CHECK(window == 100 * mss);
    CHECK(cubic.grown(window, mss, 1, at(1s, 1ms)) == 101 * mss);
}

TEST_CASE("HyStart ends slow start when a train of acknowledgements lasts longer than a round trip") {
    ns3_cubic cubic(mss);
    (void)cubic.grown(20 * mss, no_threshold, 1, at(0ms, 20ms, 1, 100)); // a round starts
    bool found = false;
    std::chrono::nanoseconds now = 0ms;
    for (; !found && now < 100ms; now += 1ms)
        found = cubic.leaves_slow_start(at(now, 20ms), 20 * mss, no_threshold);
    CHECK(now == 22ms); // the acknowledgement at 21 ms
    SUBCASE("but not below sixteen segments") {
        ns3_cubic small(mss);
        (void)small.grown(15 * mss, no_threshold, 1, at(0ms, 20ms, 1, 100));
        for (now = 0ms; now < 100ms; now += 1ms)
            CHECK_FALSE(small.leaves_slow_start(at(now, 20ms), 15 * mss, no_threshold));
    }
    SUBCASE("but not when the train has gaps") {
        ns3_cubic gaps(mss);
        (void)gaps.grown(20 * mss, no_threshold, 1, at(0ms, 20ms, 1, 100));
        for (now = 0ms; now < 100ms; now += 3ms)
            CHECK_FALSE(gaps.leaves_slow_start(at(now, 20ms), 20 * mss, no_threshold));
    }
}

TEST_CASE("HyStart ends slow start when the round trip has doubled") {
    ns3_cubic cubic(mss);
    (void)cubic.leaves_slow_start(at(0ms, 20ms), 10 * mss, no_threshold); // the least round trip
    (void)cubic.grown(20 * mss, no_threshold, 1, at(5ms, 41ms, 1, 100));
    for (int sample = 0; sample < 8; ++sample)
        CHECK_FALSE(cubic.leaves_slow_start(at(10ms * (sample + 1), 41ms), 20 * mss, no_threshold));
    CHECK(cubic.leaves_slow_start(at(90ms, 41ms), 20 * mss, no_threshold));
    CHECK_FALSE(cubic.leaves_slow_start(at(91ms, 41ms), 20 * mss, no_threshold)); // once
}
