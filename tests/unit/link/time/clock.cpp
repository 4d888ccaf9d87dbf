// SPDX-License-Identifier: MIT
#include <sei/link/time/clock.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>

using namespace std::chrono_literals;
using sei::link::checked_add;
using sei::link::saturating_add;
using sei::link::virtual_clock;
using sei::link::virtual_time;

static_assert(std::is_same_v<virtual_clock::rep, std::int64_t>);
static_assert(std::is_same_v<virtual_clock::period, std::nano>);
static_assert(virtual_clock::is_steady);

template <class Clock>
concept has_static_now = requires {
    Clock::now();
};
static_assert(!has_static_now<virtual_clock>);

TEST_CASE("A default-constructed instant is the start of the simulation") {
    CHECK(virtual_time{}.time_since_epoch() == 0ns);
}

TEST_CASE("Adding to an instant stops at the last one instead of overflowing") {
    constexpr virtual_time last = (virtual_time::max)();
    CHECK(saturating_add(virtual_time(1s), 2ns) == virtual_time(1'000'000'002ns));
    CHECK(saturating_add(virtual_time(1s), -2ns) == virtual_time(999'999'998ns));
    CHECK(saturating_add(last - 1ns, 1ns) == last);
    CHECK(saturating_add(last - 1ns, 2ns) == last);
    CHECK(saturating_add(virtual_time(1ns), (std::chrono::nanoseconds::max)()) == last);
}

TEST_CASE("A checked sum that does not fit is refused") {
    constexpr auto last = (std::chrono::nanoseconds::max)();
    CHECK(checked_add(1s, 2ns) == 1'000'000'002ns);
    CHECK(checked_add(-5ns, 3ns) == -2ns);
    CHECK(checked_add(last - 1ns, 1ns) == last);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(checked_add(10ns, last)),
        "an event 9223372036854775807 ns after 10 ns leaves the time that 64 bits of nanoseconds "
        "hold (292 years)",
        sei::error);
}
