// SPDX-License-Identifier: MIT
#include <sei/link/tcp/linux_kernel/timer.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using sei::link::detail::jiffy;
using sei::link::detail::until_tick;

TEST_CASE("A timer fires at the tick after the jiffies that hold its span") {
    CHECK(until_tick(0ns, 40ms) == 44ms);
    CHECK(until_tick(0ns, 41ms) == 48ms);
    CHECK(until_tick(3ms, 40ms) == 41ms);
    CHECK(until_tick(0ns, 0ns) == 4ms);
}

TEST_CASE("A long span is rounded to eight jiffies, a longer one to sixty-four") {
    CHECK(until_tick(0ns, 252ms) == 256ms);
    CHECK(until_tick(0ns, 1s) == 1024ms);
    CHECK(until_tick(0ns, 3s) == 3072ms);
}

TEST_CASE("Never early, never more than a granule and a jiffy late") {
    for (std::int64_t now = 0; now < 50; now += 7)
        for (auto span = 1ms; span < 100s; span = span * 5 / 4 + 1ms) {
            const auto start = std::chrono::milliseconds(now) + 123'456ns;
            const auto wait = until_tick(start, span);
            CHECK((start + wait) % jiffy == 0ns);
            CHECK(wait >= span);
            CHECK(wait <= span + (std::max<std::chrono::nanoseconds>)(span / 7, 0ns) + 2 * jiffy);
        }
}
