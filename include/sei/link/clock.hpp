// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/clock.hpp: the time line of a simulation, in whole nanoseconds since its start.
///
/// 64 signed bits hold 292 years. The clock has no static `now()`: every world has a present of its own, so ask
/// the world, or a timer that lives in it.

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
template <class Clock>
[[nodiscard]] constexpr std::chrono::time_point<Clock> saturating_add(std::chrono::time_point<Clock> start,
                                                                      typename Clock::duration span) noexcept {
    using time_point = std::chrono::time_point<Clock>;
    return span > Clock::duration::zero() && start > (time_point::max)() - span ? (time_point::max)()
                                                                                : start + span;
}

} // namespace sei::link
