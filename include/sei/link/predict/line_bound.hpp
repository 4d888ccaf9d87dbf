// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/predict/line_bound.hpp: the time that no exchange can beat, whatever is lost or dropped on its
/// way.
///
/// All bytes cross the line once, after the handshake and after what comes before them; losses only add to
/// that. A requirement below the bound is missed for certain, without a simulation.

#include <sei/link/exchange.hpp>
#include <sei/link/predict/closed_form.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace sei::link::inline SEI_RELEASE {

/// The least time that this number of bytes occupies a line, headers included. A line with bursts or a
/// recorded bandwidth may be faster than its rate for a while: then nothing is known.
[[nodiscard]] inline std::chrono::nanoseconds least_line_time(std::uint64_t wire_bytes,
                                                              const channel_options& line) {
    if (!std::holds_alternative<constant_rate>(line.line)) return std::chrono::nanoseconds(0);
    return detail::line_time(wire_bytes, line.rate_bits_per_second);
}

/// At most `simulate(exchange).answered`, for every seed; within a few nanoseconds of it for a lossless
/// exchange that never waits for an acknowledgement. Throws as `simulate` does.
[[nodiscard]] inline std::chrono::nanoseconds line_bound(const exchange_request& exchange) {
    require_usable(exchange);
    using detail::packet_train;
    const transfer_request& request = exchange.request;
    const channel_options& there = request.link.forward;
    const channel_options& back = request.link.backward;
    const bool tcp = request.transport == protocol::tcp;
    const std::uint32_t payload = tcp ? request.tcp.mss() : request.udp.payload_bytes();
    const std::uint32_t header =
        tcp ? tcp_header_bytes(false, request.tcp.timestamps, 0) : request.udp.header_bytes;
    packet_train up(request.bytes, payload, header + there.l2_bytes);
    packet_train down(exchange.answer_bytes, payload, header + back.l2_bytes);
    std::chrono::nanoseconds handshake{0};
    if (tcp) {
        const std::uint32_t syn = tcp_header_bytes(true, request.tcp.timestamps, 0);
        up.wire_bytes += syn + there.l2_bytes;
        // The ACK crosses the line before the data unless SYNs, repeated, leave it no place in the queue.
        if (there.queue_packets >= request.tcp.profile.syn_attempts) up.wire_bytes += header + there.l2_bytes;
        down.wire_bytes += syn + back.l2_bytes;
        handshake = there.delay + back.delay;
    }
    // Each time on the line is rounded to a nanosecond, perhaps downwards.
    const auto rounding = static_cast<std::int64_t>(up.packets + down.packets + 3);
    const auto bound = handshake + least_line_time(static_cast<std::uint64_t>(up.wire_bytes), there) +
                       there.delay + exchange.work +
                       least_line_time(static_cast<std::uint64_t>(down.wire_bytes), back) + back.delay -
                       std::chrono::nanoseconds(rounding);
    return (std::max)(bound, std::chrono::nanoseconds(0));
}

} // namespace sei::link::inline SEI_RELEASE
