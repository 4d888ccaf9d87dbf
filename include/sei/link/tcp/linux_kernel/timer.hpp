// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/linux_kernel/timer.hpp: when a timer of the Linux kernel fires: at a tick, never early, and
/// the later the coarser (kernel/time/timer.c of Linux 6.18, CONFIG_HZ=250).

#include <sei/config.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace sei::link::inline SEI_RELEASE::detail {

inline constexpr std::chrono::nanoseconds jiffy = std::chrono::milliseconds(4);

/// From `now` to the tick at which a timer set for `span` from now fires. The wheel rounds up by a whole
/// granule: one jiffy for less than 63 of them, eight times as much for every eightfold span.
[[nodiscard]] inline std::chrono::nanoseconds until_tick(std::chrono::nanoseconds now,
                                                         std::chrono::nanoseconds span) {
    using std::chrono::nanoseconds;
    const std::int64_t jiffies = (std::max<std::int64_t>)((span + jiffy - nanoseconds(1)) / jiffy, 0);
    std::int64_t granule = 1;
    while (jiffies >= 63 * granule) granule *= 8;
    const std::int64_t tick = ((now / jiffy + jiffies) / granule + 1) * granule;
    return tick * jiffy - now;
}

} // namespace sei::link::inline SEI_RELEASE::detail
