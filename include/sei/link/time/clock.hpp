// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/time/clock.hpp: the time line of a simulation, in whole nanoseconds since its start.
///
/// 64 signed bits hold 292 years. The clock has no static `now()`: every world has a present of its own, so
/// ask the world, or a timer that lives in it.

#include <sei/error.hpp>

#include <chrono>
#include <string>

namespace sei::link::inline SEI_RELEASE {

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

/// `start + span` for a span of at least 0. Throws `sei::error` when the sum does not fit.
[[nodiscard]] inline std::chrono::nanoseconds checked_add(std::chrono::nanoseconds start,
                                                          std::chrono::nanoseconds span) {
    if (start > (std::chrono::nanoseconds::max)() - span)
        throw error("an event " + std::to_string(span.count()) + " ns after " +
                    std::to_string(start.count()) +
                    " ns leaves the time that 64 bits of nanoseconds hold (292 years)");
    return start + span;
}

} // namespace sei::link::inline SEI_RELEASE
