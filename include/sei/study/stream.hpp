// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/stream.hpp: frames at a steady rate through device, link and server, and what became of each.
///
/// A frame is captured, computed on its device, sent, computed on the server, answered. Each device, each
/// device's way to the link and the server take one frame at a time; a frame that finds them busy waits or is
/// dropped by the rule of the stream. Latency runs from capture to the answer's arrival at the device.
/// Several devices share one link, where packets of all of them take turns, and one server.
///
/// UDP: the server starts when a frame's last datagram arrives, or `udp_wait` after the first one that did:
/// it can't know whether the last one is lost or late. What arrives after the start comes too late and counts
/// as lost. If nothing arrived, or part of the answer is lost, the frame never comes back. A device gives up
/// what it has not sent of a frame `udp_send_for` after it was ready. TCP: one connection for each device,
/// opened before the first frame.

#include <sei/study/detail/tcp_stream.hpp>
#include <sei/study/detail/udp_stream.hpp>
#include <sei/study/stream_options.hpp>

namespace sei::study::inline SEI_TARGET {

namespace detail {

class local_stream final : stream_base {
public:
    using stream_base::stream_base;

    [[nodiscard]] stream_outcome run() {
        capture_all();
        world_.run();
        return take_outcome();
    }

private:
    void computed(std::size_t frame) override { answered(frame); }
};

} // namespace detail

/// All on the devices.
[[nodiscard]] inline stream_outcome simulate_local(const stream_load& load, const stream_options& options) {
    require_usable(options);
    return detail::local_stream(load, options).run();
}

/// Throws sei::error if link or load are impossible: see link::require_usable.
[[nodiscard]] inline stream_outcome simulate_udp(const stream_load& load, const stream_options& options) {
    require_usable(options);
    return detail::udp_stream(load, options).run();
}

[[nodiscard]] inline stream_outcome simulate_tcp(const stream_load& load, const stream_options& options) {
    require_usable(options);
    return detail::tcp_stream(load, options).run();
}

} // namespace sei::study::inline SEI_TARGET
