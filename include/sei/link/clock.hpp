// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/clock.hpp: the time line of a simulation, in whole nanoseconds since its start.
///
/// 64 signed bits hold 292 years. The clock has no static `now()`: every world has a present of its own, so
/// ask the world, or a timer that lives in it.

#include <chrono>

namespace sei::link {

struct virtual_clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<virtual_clock>;
    static constexpr bool is_steady = true;
};

/// An instant of a simulation; a default-constructed one is its start.
using virtual_time = virtual_clock::time_point;

/// `start + span`, or the last instant there is when the sum does not fit.
template <class Clock, class Duration>
[[nodiscard]] constexpr std::chrono::time_point<Clock, Duration>
saturating_add(std::chrono::time_point<Clock, Duration> start, Duration span) noexcept {
    constexpr auto last = (std::chrono::time_point<Clock, Duration>::max)();
    return span > Duration::zero() && start > last - span ? last : start + span;
}

} // namespace sei::link
