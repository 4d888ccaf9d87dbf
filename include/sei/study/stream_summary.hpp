// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/stream_summary.hpp: how a stream loaded its stations, and what a frame of it cost its device in
/// energy.

#include <sei/model/device.hpp>
#include <sei/model/results.hpp>
#include <sei/study/stream_options.hpp>

#include <algorithm>
#include <optional>

namespace sei::study::inline SEI_TARGET {

[[nodiscard]] inline stream_summary summarise(const stream_outcome& stream, const stream_options& options) {
    return {.devices = options.devices,
            .answers_per_second = stream.answers_per_second,
            .dropped_at_device = stream.dropped(drop_place::device),
            .dropped_at_link = stream.dropped(drop_place::link),
            .dropped_at_server = stream.dropped(drop_place::server),
            .device_use = stream.use.device,
            .uplink_use = stream.use.uplink,
            .downlink_use = stream.use.downlink,
            .server_use = stream.use.server};
}

/// Means over the frames captured, in millijoules, when a frame that is computed takes `macs`
/// multiply-accumulates. A part of which there is none costs 0, whatever the profile says; one of which the
/// profile does not know the price is unknown. Bits are those on the line.
[[nodiscard]] inline energy_summary energy_per_frame(const stream_outcome& stream,
                                                     const stream_options& options,
                                                     const device_energy& profile, std::uint64_t macs) {
    const auto frames = static_cast<double>(stream.frames.size());
    const auto millijoules = [frames](double amount, const std::optional<double>& joules_each) {
        if (amount == 0) return std::optional<double>(0.0);
        return joules_each ? std::optional<double>(amount * *joules_each * 1e3 / frames) : std::nullopt;
    };
    const double seconds = static_cast<double>(stream.duration.count()) / 1e9;
    const double busy = static_cast<double>(stream.device_busy.count()) / 1e9;
    const double idle = (std::max)(0.0, seconds * static_cast<double>(options.devices) - busy);
    return {.computing_mj = millijoules(static_cast<double>(macs) * static_cast<double>(stream.computed),
                                        profile.joules_per_mac),
            .sending_mj =
                millijoules(static_cast<double>(stream.uplink_bytes) * 8, profile.joules_per_bit_sent),
            .receiving_mj =
                millijoules(static_cast<double>(stream.downlink_bytes) * 8, profile.joules_per_bit_received),
            .idle_mj = millijoules(idle, profile.idle_watts)};
}

} // namespace sei::study::inline SEI_TARGET
