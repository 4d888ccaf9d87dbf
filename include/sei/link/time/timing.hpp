// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/time/timing.hpp: what the link models ask of a timer, so that one model runs on any clock.
///
/// The models are templates `basic_...<Timer>`. `virtual_timer` and `boost::asio::steady_timer` both qualify:
/// the first simulates, the second makes the same model shape traffic in real time.
/// A timer qualifies if it is constructible from its executor, counts nanoseconds, and has `expiry`,
/// `expires_at`, `cancel` and `async_wait`.

#include <sei/link/time/timer.hpp>

#include <boost/system/error_code.hpp>

#include <chrono>
#include <concepts>

namespace sei::link::inline SEI_RELEASE {

template <class Timer>
concept waitable_timer = std::constructible_from<Timer, const typename Timer::executor_type&> &&
    std::same_as<typename Timer::duration, std::chrono::nanoseconds> &&
    requires(Timer& timer, typename Timer::time_point time, void (*handler)(boost::system::error_code)) {
    typename Timer::clock_type;
    { timer.expiry() } -> std::convertible_to<typename Timer::time_point>;
    timer.expires_at(time);
    timer.cancel();
    timer.async_wait(handler);
};

static_assert(waitable_timer<virtual_timer>);

/// The present of the timer's clock: its world's clock if it has one, else the static clock.
template <waitable_timer Timer>
[[nodiscard]] typename Timer::time_point now(const Timer& timer) {
    if constexpr (requires { timer.now(); })
        return timer.now();
    else
        return Timer::clock_type::now();
}

/// A place among the events of one instant. Real clocks know no such thing as the same instant.
template <waitable_timer Timer>
[[nodiscard]] event_order reserve_order(Timer& timer) {
    if constexpr (requires { timer.reserve_order(); })
        return timer.reserve_order();
    else
        return {};
}

template <waitable_timer Timer>
void set_expiry(Timer& timer, typename Timer::time_point time, event_order order) {
    if constexpr (requires { timer.expires_at(time, order); })
        timer.expires_at(time, order);
    else
        timer.expires_at(time);
}

} // namespace sei::link::inline SEI_RELEASE
