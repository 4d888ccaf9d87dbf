// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/predict/closed_form.hpp: how long a transfer without losses takes, by a formula instead of a
/// simulation.
///
/// Equal to `simulate` to the nanosecond wherever an answer is given; nothing where the formula does not
/// hold: losses are possible, a queue could overflow, a timer could repeat a SYN, TCP would have to wait for
/// acknowledgements (packet_recursion.hpp goes on there) or is Linux's, or the line has bursts, jitter, duty
/// cycles or turns to take. With N bytes in n packets of h header bytes, R
/// bit/s and a one-way delay d (forward and backward where they differ), x bytes take 8 x / R:
///
///     UDP         T = (N + n h) 8/R + d
///     fresh TCP   T = 3 d + (SYN + SYN-ACK + ACK + N + n h) 8/R     n <= initial window
///     warm TCP    T = d + (N + n h) 8/R                             n <= window, and the connection is idle

#include <sei/link/medium/loss.hpp>
#include <sei/link/medium/tcp_segment.hpp>
#include <sei/link/transfer.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <variant>

namespace sei::link::inline SEI_RELEASE {

namespace detail {

struct never_loses {
    bool operator()(const no_loss&) const noexcept { return true; }
    bool operator()(const bernoulli_loss& model) const noexcept { return model.probability == 0; }
    bool operator()(const listed_loss& model) const noexcept { return model.indices.empty(); }
    bool operator()(const gilbert_elliott_loss& model) const noexcept {
        return model.loss_in_good == 0 && (model.loss_in_bad == 0 || model.good_to_bad == 0);
    }
    bool operator()(const trace_loss& model) const noexcept {
        return std::find(model.lost.begin(), model.lost.end(), true) == model.lost.end();
    }
};

/// Whether the line carries bytes at a constant rate, without jitter or compulsory silence.
[[nodiscard]] inline bool is_plain(const channel_options& line) noexcept {
    return std::holds_alternative<constant_rate>(line.line) &&
           std::holds_alternative<no_jitter>(line.jitter) && line.duty_cycle == 1;
}

/// Whether the formulas for TCP know this link and this stack. Linux's probes and quick acknowledgements they
/// don't.
[[nodiscard]] inline bool is_plain(const transfer_request& request) noexcept {
    return is_plain(request.link.forward) && is_plain(request.link.backward) &&
           request.link.duplex == duplex_mode::full && request.tcp.profile.stack == tcp_stack::ns3 &&
           !request.before;
}

__extension__ using wide_integer = __int128; // bytes x 8e9 of a large transfer don't fit 64 bits

/// How long packets of the given sizes, back to back, occupy an idle line: the exact sum,
/// rounded.
[[nodiscard]] inline std::chrono::nanoseconds line_time(wide_integer bytes, std::int64_t rate) noexcept {
    return std::chrono::nanoseconds(static_cast<std::int64_t>((bytes * 8'000'000'000 + rate / 2) / rate));
}

/// When trains of packets have left a line. What rounding leaves over is carried on while the line is busy,
/// as by `line_process`: where packets take less than a nanosecond, one may find it so although others have
/// left.
class busy_line {
public:
    explicit busy_line(std::int64_t rate) noexcept : rate_(rate) {}

    [[nodiscard]] std::chrono::nanoseconds occupy(std::chrono::nanoseconds start,
                                                  wide_integer bytes) noexcept {
        if (start > free_at_) {
            free_at_ = start;
            carried_ = 0;
        }
        const wide_integer exact = bytes * 8'000'000'000 + carried_; // in 1/rate nanoseconds
        const wide_integer rounded = (exact + rate_ / 2) / rate_;
        carried_ = exact - rounded * rate_;
        return free_at_ += std::chrono::nanoseconds(static_cast<std::int64_t>(rounded));
    }

private:
    std::int64_t rate_;
    wide_integer carried_ = 0;
    std::chrono::nanoseconds free_at_{0};
};

/// A number of bytes as packets on a line.
struct packet_train {
    std::uint64_t packets = 0;
    wide_integer wire_bytes = 0; // headers included

    packet_train(std::uint64_t bytes, std::uint32_t payload, std::uint32_t headers)
        : packets(bytes / payload + (bytes % payload != 0 ? 1 : 0)),
          wire_bytes(wide_integer{bytes} + wide_integer{packets} * headers) {}
};

[[nodiscard]] inline packet_train tcp_train(std::uint64_t bytes, const tcp_options& tcp,
                                            const channel_options& line) {
    return {bytes, tcp.mss(), tcp_header_bytes(false, tcp.timestamps, 0) + line.l2_bytes};
}

/// Whether a full segment is one packet: larger ones travel in fragments, which the formulas don't know.
[[nodiscard]] inline bool is_one_packet(const tcp_options& tcp) noexcept {
    return tcp.mss() + tcp_header_bytes(false, tcp.timestamps, 0) <= tcp.mtu;
}

} // namespace detail

/// Whether the model can't lose a packet.
[[nodiscard]] inline bool is_lossless(const loss_model& model) noexcept {
    return std::visit(detail::never_loses{}, model);
}
[[nodiscard]] inline bool is_lossless(const link_options& link) noexcept {
    return is_lossless(link.forward.loss) && is_lossless(link.backward.loss);
}

/// When the last byte of a UDP message arrives: `simulate(request).completion`. Nothing if packets can be
/// lost, or overflow the queue (a burst of more than it holds, with the one on the line). Throws as
/// `simulate` does.
[[nodiscard]] inline std::optional<std::chrono::nanoseconds>
udp_closed_form(const transfer_request& request) {
    require_usable(request);
    const channel_options& line = request.link.forward;
    const detail::packet_train train(request.bytes, request.udp.payload_bytes(),
                                     request.udp.header_bytes + line.l2_bytes);
    const bool overflows = request.udp.pacing == udp_pacing::burst && train.packets - 1 > line.queue_packets;
    if (!is_lossless(line.loss) || !detail::is_plain(line) || overflows) return std::nullopt;
    return detail::line_time(train.wire_bytes, line.rate_bits_per_second) + line.delay;
}

/// When the last byte of a message over a fresh TCP connection arrives, counted from the SYN:
/// `simulate(request).completion`. Nothing for more segments than the initial window, for a queue that can't
/// hold them behind the acknowledgement, for round trips that reach the SYN's timeout, or with losses.
[[nodiscard]] inline std::optional<std::chrono::nanoseconds>
fresh_tcp_closed_form(const transfer_request& request) {
    require_usable(request);
    using detail::line_time;
    const channel_options& there = request.link.forward;
    const channel_options& back = request.link.backward;
    const tcp_profile& profile = request.tcp.profile;
    const detail::packet_train train = detail::tcp_train(request.bytes, request.tcp, there);
    if (!is_lossless(request.link) || !detail::is_plain(request) || !detail::is_one_packet(request.tcp) ||
        train.packets > profile.initial_window_segments || train.packets > there.queue_packets)
        return std::nullopt;

    const std::uint32_t syn = tcp_header_bytes(true, request.tcp.timestamps, 0);
    const std::uint32_t ack = tcp_header_bytes(false, request.tcp.timestamps, 0) + there.l2_bytes;
    detail::busy_line line(there.rate_bits_per_second);
    const auto syn_arrives = line.occupy(std::chrono::nanoseconds(0), syn + there.l2_bytes) + there.delay;
    const auto answered =
        syn_arrives + line_time(syn + back.l2_bytes, back.rate_bits_per_second) + back.delay;
    const auto ack_arrives = line.occupy(answered, ack) + there.delay;
    if (answered >= profile.syn_timeout || ack_arrives - syn_arrives >= profile.syn_timeout)
        return std::nullopt;
    // The data follow the acknowledgement without a gap, unless that has left before they come.
    return line.occupy(answered + profile.write_latency, train.wire_bytes) + there.delay;
}

/// How long a message takes over a TCP connection on which nothing is under way and whose window holds
/// `window_bytes` (`ns3_window::size`), from a to b. Nothing if the window or the queue can't hold it all, or
/// with losses. `request.bytes` and its options as for `simulate`.
[[nodiscard]] inline std::optional<std::chrono::nanoseconds>
warm_tcp_closed_form(const transfer_request& request, std::uint64_t window_bytes) {
    require_usable(request);
    const channel_options& line = request.link.forward;
    const detail::packet_train train = detail::tcp_train(request.bytes, request.tcp, line);
    // A short last segment goes only if the window has room for a whole one, or for all that is left.
    if (!is_lossless(line.loss) || !detail::is_plain(request) || !detail::is_one_packet(request.tcp) ||
        request.bytes > window_bytes || train.packets - 1 > line.queue_packets)
        return std::nullopt;
    return request.tcp.profile.write_latency +
           detail::line_time(train.wire_bytes, line.rate_bits_per_second) + line.delay;
}

} // namespace sei::link::inline SEI_RELEASE
