// SPDX-License-Identifier: MIT
#include <sei/link/tcp/linux_kernel/cubic.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace std::chrono_literals;
using sei::link::detail::linux_cubic;

TEST_CASE("A loss leaves seven tenths, at least two segments") {
    linux_cubic cubic;
    CHECK(cubic.reduced(100) == 70);
    CHECK(cubic.reduced(2) == 2);
}

TEST_CASE("With long round trips the window follows the cubic back to where it was") {
    linux_cubic cubic;
    std::uint32_t window = cubic.reduced(1000);
    CHECK(window == 700);
    (void)cubic.leaves_slow_start({.now = 0s, .sample = 100ms}, window, false);
    std::uint32_t counted = 0;
    // K = cbrt(300 / 0.4) = 9.09 s
    for (std::chrono::nanoseconds now = 1s; now < 10s; now += 1ms) {
        counted += 7;
        const std::uint32_t needed = cubic.segments_per_growth(window, 7, now);
        window += counted / needed;
        counted %= needed;
    }
    CHECK(window == doctest::Approx(1000).epsilon(0.01));
}

TEST_CASE("With short ones it is at least as fast as Reno with the same mean window") {
    linux_cubic cubic;
    std::uint32_t window = cubic.reduced(20);
    (void)cubic.leaves_slow_start({.now = 0s, .sample = 1ms}, window, false);
    std::uint32_t counted = 0;
    for (std::chrono::nanoseconds now = 1s; now < 1s + 200ms; now += 1ms) { // 200 round trips
        counted += window;
        const std::uint32_t needed = cubic.segments_per_growth(window, window, now);
        window += counted / needed;
        counted %= needed;
    }
    CHECK(window >= 14 + 200 * 8 / 15); // 3 (1 - beta) / (1 + beta) a round trip
    CHECK(window <= 14 + 200);
}

TEST_CASE("HyStart ends slow start when acknowledgements close together last half a round trip") {
    linux_cubic cubic;
    std::chrono::nanoseconds now = 100ms;
    bool found = false;
    for (std::uint64_t number = 1; !found && number < 100; ++number, now += 1ms)
        found = cubic.leaves_slow_start(
            {.now = now, .sample = 20ms, .acknowledged = number, .next = 1000, .time_of_four_bursts = 1ms},
            30, true);
    CHECK(found);
    CHECK(now == 100ms + 12ms); // more than (20 + 1) / 2
}

TEST_CASE("HyStart ends slow start when the round trip has grown by an eighth, at least 4 ms") {
    linux_cubic cubic;
    (void)cubic.leaves_slow_start({.now = 0s, .sample = 20ms, .acknowledged = 1, .next = 1}, 30, true);
    int samples = 0;
    std::chrono::nanoseconds now = 1s;
    while (
        !cubic.leaves_slow_start({.now = now, .sample = 25ms, .acknowledged = 2, .next = 1000}, 30, true)) {
        now += 3ms; // too far apart for a train
        REQUIRE(++samples < 100);
    }
    CHECK(samples == 8);
    linux_cubic steady;
    for (int i = 0; i < 100; ++i)
        CHECK_FALSE(steady.leaves_slow_start(
            {.now = i * 3ms, .sample = 20ms + (i % 3) * 1ms, .acknowledged = 2, .next = 1000}, 30, true));
}
