// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/predict/packet_recursion.hpp: a TCP transfer or exchange without losses, packet by packet,
/// without a simulation.
///
/// Without losses three streams tell all: segments that arrive at b, acknowledgements that arrive at a, and
/// b's timer for delayed acknowledgements; merging them in order of time takes no event queue. Equal to
/// `simulate` to the nanosecond wherever an answer is given. Nothing where more would be needed: losses, a
/// queue that would overflow, a timeout at a, segments in fragments, other congestion control than NewReno
/// and LinuxReno, and two events at one instant whose order counts.

#include <sei/link/exchange.hpp>
#include <sei/link/predict/closed_form.hpp>
#include <sei/link/tcp/ns3/round_trip.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace sei::link::inline SEI_RELEASE {

namespace detail {

/// One direction of a link as its packets see it: when each arrives.
class recursion_line {
public:
    explicit recursion_line(const channel_options& options)
        : options_(options), clock_(options.rate_bits_per_second) {}

    /// When a packet handed over at this time arrives. If the queue may be full `overflowed` turns true: a
    /// packet that leaves the queue at this very instant counts as waiting.
    std::chrono::nanoseconds send(std::chrono::nanoseconds now, std::uint32_t ip_bytes) {
        while (!starts_.empty() && starts_.front() < now) starts_.pop_front();
        if (now > free_at_) {
            free_at_ = now;
            clock_.idle();
        } else if (starts_.size() >= options_.queue_packets) {
            overflowed_ = true;
        }
        starts_.push_back(free_at_);
        free_at_ += clock_.occupy(ip_bytes + options_.l2_bytes);
        return free_at_ + options_.delay;
    }

    [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }

private:
    const channel_options& options_;
    line_clock clock_;
    std::chrono::nanoseconds free_at_{0};
    std::deque<std::chrono::nanoseconds> starts_{}; // of the packets that may still wait, the next one first
    bool overflowed_ = false;
};

/// The congestion window while nothing is lost: slow start without end [45, 46].
class lossless_window {
public:
    explicit lossless_window(const tcp_options& tcp)
        : mss_(tcp.mss()),
          counts_segments_(tcp.congestion == congestion_control::linux_reno),
          size_(std::uint64_t{mss_} * tcp.profile.initial_window_segments) {}

    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

    void acknowledged(std::uint64_t bytes) noexcept {
        remainder_ += bytes % mss_;
        const std::uint64_t segments = bytes / mss_ + remainder_ / mss_;
        remainder_ %= mss_;
        size_ =
            (std::min)(size_ + mss_ * (counts_segments_ ? segments : (std::min<std::uint64_t>)(segments, 1)),
                       std::uint64_t{1} << 30);
    }

private:
    std::uint64_t mss_;
    bool counts_segments_;
    std::uint64_t size_;
    std::uint64_t remainder_ = 0;
};

class tcp_recursion {
public:
    using nanoseconds = std::chrono::nanoseconds;

    tcp_recursion(const transfer_request& request, std::uint64_t answer_bytes, nanoseconds work)
        : request_(request),
          tcp_(request.tcp),
          answer_bytes_(answer_bytes),
          work_(work),
          there_(request.link.forward),
          back_(request.link.backward),
          window_(request.tcp),
          round_trip_(request.tcp.profile) {}

    /// Until the request has been delivered and, if there is one, the answer has come back.
    [[nodiscard]] std::optional<exchange_result> run() {
        if (!shake_hands()) return std::nullopt;
        while (!result_.delivered)
            if (!step()) return std::nullopt;
        if (answer_bytes_ > 0 && !answer()) return std::nullopt;
        return result_;
    }

private:
    static constexpr nanoseconds never = (nanoseconds::max)();

    struct segment {
        nanoseconds arrives;
        std::uint32_t bytes;
        std::int64_t sent_ms;
    };
    struct acknowledgement {
        nanoseconds arrives;
        std::uint64_t bytes; // acknowledged so far
        std::int64_t echo_ms;
    };

    const transfer_request& request_;
    const tcp_options& tcp_;
    std::uint64_t answer_bytes_;
    nanoseconds work_;
    recursion_line there_;
    recursion_line back_;

    lossless_window window_; // a
    ns3_round_trip round_trip_;
    std::uint64_t sent_ = 0;
    std::uint64_t acknowledged_ = 0;
    nanoseconds timeout_at_ = never;

    std::uint64_t received_ = 0; // b
    std::uint64_t acknowledged_by_b_ = 0;
    std::uint32_t unacknowledged_segments_ = 0;
    std::int64_t echo_ms_ = 0;
    nanoseconds delayed_ack_at_ = never;

    std::deque<segment> segments_{}; // on their way
    std::deque<acknowledgement> acknowledgements_{};
    exchange_result result_{};

    [[nodiscard]] static std::int64_t in_ms(nanoseconds time) {
        return std::chrono::floor<std::chrono::milliseconds>(time).count();
    }
    [[nodiscard]] std::uint32_t header(bool syn = false) const {
        return tcp_header_bytes(syn, tcp_.timestamps, 0);
    }
    [[nodiscard]] std::optional<std::int64_t> echo(std::int64_t ms) const {
        return tcp_.timestamps ? std::optional(ms) : std::nullopt;
    }

    /// Up to the moment at which the first data have been handed to the line.
    [[nodiscard]] bool shake_hands() {
        round_trip_.sent(0, 0, nanoseconds(0));
        const nanoseconds syn_arrives = there_.send(nanoseconds(0), header(true));
        const nanoseconds answered = back_.send(syn_arrives, header(true));
        round_trip_.acknowledged(1, answered, echo(0));
        const nanoseconds ack_sent = answered;
        round_trip_.recompute_timeout();
        const nanoseconds ack_arrives = there_.send(ack_sent, header());
        result_.packets_there = 2;
        result_.packets_back = 1;
        if (answered >= tcp_.profile.syn_timeout || ack_arrives - syn_arrives >= tcp_.profile.syn_timeout)
            return false;
        unacknowledged_segments_ = tcp_.profile.segments_per_ack; // the first segment is answered at once [9]
        send(ack_sent + tcp_.profile.write_latency);
        return !there_.overflowed();
    }

    /// a sends what the window allows [41, 42].
    void send(nanoseconds now) {
        const std::uint64_t mss = tcp_.mss();
        while (sent_ - acknowledged_ < window_.size()) {
            const std::uint64_t free = window_.size() - (sent_ - acknowledged_);
            const std::uint64_t left = request_.bytes - sent_;
            if (left == 0 || (free < mss && left > free)) return;
            const auto bytes = static_cast<std::uint32_t>((std::min)({free, left, mss}));
            round_trip_.sent(sent_ + 1, bytes, now);
            if (timeout_at_ == never) timeout_at_ = now + round_trip_.timeout();
            segments_.push_back({there_.send(now, header() + bytes), bytes, in_ms(now)});
            sent_ += bytes;
        }
    }

    /// The next thing that happens; false if the recursion ends here.
    [[nodiscard]] bool step() {
        const nanoseconds at_b = segments_.empty() ? never : segments_.front().arrives;
        const nanoseconds at_a = acknowledgements_.empty() ? never : acknowledgements_.front().arrives;
        const nanoseconds next = (std::min)({at_b, at_a, delayed_ack_at_});
        if (next == never || next >= timeout_at_ || (at_b == delayed_ack_at_ && next == at_b)) return false;
        if (next == at_b)
            arrive();
        else if (next == at_a)
            take_acknowledgement();
        else
            acknowledge(next);
        return !there_.overflowed() && !back_.overflowed();
    }

    /// A segment arrives at b [10, 11].
    void arrive() {
        const segment data = segments_.front();
        segments_.pop_front();
        ++result_.packets_there;
        if (received_ <= acknowledged_by_b_)
            echo_ms_ = data.sent_ms; // the first one after an ACK counts [15]
        received_ += data.bytes;
        if (received_ == request_.bytes) result_.delivered = data.arrives;
        if (++unacknowledged_segments_ >= tcp_.profile.segments_per_ack)
            acknowledge(data.arrives);
        else if (delayed_ack_at_ == never)
            delayed_ack_at_ = data.arrives + tcp_.profile.delayed_ack;
    }

    void acknowledge(nanoseconds now) {
        delayed_ack_at_ = never;
        unacknowledged_segments_ = 0;
        acknowledged_by_b_ = received_;
        acknowledgements_.push_back({back_.send(now, header()), received_, echo_ms_});
    }

    void take_acknowledgement() {
        const acknowledgement ack = acknowledgements_.front();
        acknowledgements_.pop_front();
        ++result_.packets_back;
        round_trip_.acknowledged(ack.bytes + 1, ack.arrives, echo(ack.echo_ms));
        window_.acknowledged(ack.bytes - acknowledged_);
        acknowledged_ = ack.bytes;
        round_trip_.recompute_timeout();
        timeout_at_ = acknowledged_ == request_.bytes ? never : ack.arrives + round_trip_.timeout();
        send(ack.arrives);
    }

    /// b's answer, which must fit its initial window; its last acknowledgement leaves before it or on it. The
    /// first segment acknowledges all data, so that a's timer may not fire until it is there.
    [[nodiscard]] bool answer() {
        const nanoseconds starts = *result_.delivered + work_ + tcp_.profile.write_latency;
        const packet_train train = tcp_train(answer_bytes_, tcp_, request_.link.backward);
        if (train.packets > tcp_.profile.initial_window_segments || delayed_ack_at_ == starts) return false;
        if (delayed_ack_at_ < starts) acknowledge(delayed_ack_at_);
        nanoseconds first = never;
        for (std::uint64_t left = answer_bytes_; left > 0;) {
            const auto bytes = static_cast<std::uint32_t>((std::min<std::uint64_t>)(left, tcp_.mss()));
            result_.answered = back_.send(starts, header() + bytes);
            first = (std::min)(first, *result_.answered);
            left -= bytes;
        }
        result_.packets_back += train.packets;
        return !back_.overflowed() && outlasts(first);
    }

    /// Whether a's timer stays quiet until this time, at which all of its data are acknowledged.
    [[nodiscard]] bool outlasts(nanoseconds time) {
        while (!acknowledgements_.empty() && timeout_at_ != never) {
            if (acknowledgements_.front().arrives >= timeout_at_) return false;
            take_acknowledgement();
        }
        return time < timeout_at_;
    }
};

[[nodiscard]] inline bool recursion_holds(const transfer_request& request) {
    const congestion_control control = request.tcp.congestion;
    return is_lossless(request.link) && is_plain(request) && is_one_packet(request.tcp) &&
           (control == congestion_control::new_reno || control == congestion_control::linux_reno);
}

} // namespace detail

/// When the last byte of a TCP message over a fresh connection arrives, counted from the SYN:
/// `simulate(request).completion`. Throws as `simulate` does.
[[nodiscard]] inline std::optional<std::chrono::nanoseconds>
packet_recursion(const transfer_request& request) {
    require_usable(request);
    if (request.transport != protocol::tcp || !detail::recursion_holds(request)) return std::nullopt;
    const auto result = detail::tcp_recursion(request, 0, std::chrono::nanoseconds(0)).run();
    return result ? result->delivered : std::nullopt;
}

/// The times of a TCP exchange: those of `simulate(exchange)`. `packets_there` leaves out acknowledgements of
/// the answer, whose loss would not delay it. Nothing, too, if the answer has more segments than the initial
/// window.
[[nodiscard]] inline std::optional<exchange_result> packet_recursion(const exchange_request& exchange) {
    require_usable(exchange);
    const transfer_request& request = exchange.request;
    if (request.transport != protocol::tcp || !detail::recursion_holds(request)) return std::nullopt;
    return detail::tcp_recursion(request, exchange.answer_bytes, exchange.work).run();
}

/// The times of a UDP exchange: those of `simulate(exchange)`. Nothing as for a transfer, for either way.
[[nodiscard]] inline std::optional<exchange_result> udp_closed_form(const exchange_request& exchange) {
    require_usable(exchange);
    transfer_request answer = exchange.request;
    std::swap(answer.link.forward, answer.link.backward);
    answer.bytes = exchange.answer_bytes;
    const auto there = udp_closed_form(exchange.request);
    const auto back = udp_closed_form(answer);
    if (!there || !back || exchange.request.transport != protocol::udp ||
        exchange.request.link.duplex == duplex_mode::half)
        return std::nullopt;
    const auto datagrams = [&](std::uint64_t bytes) {
        return detail::packet_train(bytes, answer.udp.payload_bytes(), 0).packets;
    };
    return exchange_result{.delivered = *there,
                           .answered = *there + exchange.work + *back,
                           .packets_there = datagrams(exchange.request.bytes),
                           .packets_back = datagrams(exchange.answer_bytes)};
}

} // namespace sei::link::inline SEI_RELEASE
