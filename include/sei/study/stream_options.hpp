// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/stream_options.hpp: what a stream of frames is made of, and what becomes of it.

#include <sei/error.hpp>
#include <sei/link/medium/channel_options.hpp>
#include <sei/link/tcp/profile.hpp>
#include <sei/link/udp/flow.hpp>
#include <sei/study/frame_queue.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sei::study::inline SEI_TARGET {

using std::chrono::nanoseconds;

/// What one frame asks of device, link and server.
struct stream_load {
    nanoseconds device_time{0};
    nanoseconds server_time{0};
    std::vector<std::uint32_t> datagram_bytes{}; ///< UDP: bytes of each datagram, sei's header included
    std::uint64_t stream_bytes = 0;              ///< TCP: bytes of a frame, sei's header included
    std::vector<std::uint32_t> answer_datagram_bytes{}; ///< UDP: the same for the answer
    std::uint64_t answer_stream_bytes = 0;              ///< TCP: the same for the answer
};

/// When the cameras of several devices take their pictures.
enum class device_phase : std::uint8_t {
    staggered, ///< evenly over the period between two frames of one device
    in_phase   ///< all in the same instant
};

[[nodiscard]] inline std::string name_of(device_phase phase) {
    return phase == device_phase::staggered ? "staggered" : "in-phase";
}

struct stream_options {
    double frames_per_second = 20; ///< of each device
    std::size_t frames = 1;        ///< of all devices together; frame n comes from device n modulo `devices`
    std::size_t devices = 1;       ///< they share the link and the server
    device_phase phase = device_phase::staggered;
    queue_rule queue{}; ///< before each device, at each device before the link, and before the server
    nanoseconds udp_wait = std::chrono::milliseconds(50);
    std::optional<nanoseconds> udp_send_for{}; ///< after which a device stops sending a frame; none: never
    link::link_options link{};
    link::udp_options udp{};
    link::tcp_options tcp{};
};

/// Where a frame was dropped because too many waited.
enum class drop_place : std::uint8_t { device, link, server };

/// What became of one frame.
struct frame_outcome {
    std::optional<nanoseconds> latency{};   ///< none: the answer never came
    std::optional<nanoseconds> link_time{}; ///< both ways, waiting for the link included
    std::vector<std::size_t> lost{};        ///< indices of the datagrams not there in time, ascending
    bool nothing_arrived = false;           ///< the server never saw the frame
    std::optional<drop_place> dropped{};
};

/// How much of the time each station was at work: 0 to 1.
struct station_use {
    double device = 0; ///< mean over the devices
    double uplink = 0;
    double downlink = 0;
    double server = 0;
};

/// All frames, and what the stations did meanwhile.
struct stream_outcome {
    std::vector<frame_outcome> frames{};
    nanoseconds duration{0}; ///< from the first capture to the last event, and at least all frames' periods
    double answers_per_second = 0;
    station_use use{};
    nanoseconds device_busy{0};     ///< of all devices together
    std::size_t computed = 0;       ///< frames that devices have worked on
    std::uint64_t uplink_bytes = 0; ///< on the line, with all headers, repetitions and acknowledgements
    std::uint64_t downlink_bytes = 0;

    [[nodiscard]] std::size_t dropped(drop_place where) const {
        std::size_t count = 0;
        for (const frame_outcome& frame : frames) count += frame.dropped == where ? 1U : 0U;
        return count;
    }
};

/// Throws sei::error for an impossible stream.
inline void require_usable(const stream_options& options) {
    if (!(options.frames_per_second > 0) || options.frames_per_second > 1e9)
        throw error("a stream of " + sei::detail::short_number(options.frames_per_second) +
                    " frames per second, expected more than 0 and at most 1e9");
    if (options.frames == 0) throw error("a stream of 0 frames, expected at least 1");
    if (options.devices == 0 || options.devices > options.frames)
        throw error("a stream of " + std::to_string(options.frames) + " frames for " +
                    std::to_string(options.devices) +
                    " devices, expected at least one device, and a frame for each");
    if (static_cast<double>(options.frames) / options.frames_per_second > 1e9)
        throw error("a stream that lasts more than 10^9 s; times are 64 bits of nanoseconds");
    if (options.udp_wait < nanoseconds::zero())
        throw error("a UDP wait of " + std::to_string(options.udp_wait.count()) + " ns, expected 0 or more");
    if (options.udp_send_for && *options.udp_send_for < nanoseconds::zero())
        throw error("frames sent for " + std::to_string(options.udp_send_for->count()) +
                    " ns, expected 0 or more");
}

} // namespace sei::study::inline SEI_TARGET
