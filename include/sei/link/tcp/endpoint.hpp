// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/endpoint.hpp: one end of a TCP connection: handshake, timers, and both halves joined.
///
/// Segments leave through a handler and arrive by `receive`; the connection (tcp.hpp) puts a link in between.
/// As in ns-3.37; the numbers in brackets are rules of the reference (docs/explanation/tcp_rules.md).
/// An endpoint that receives a SYN is the passive one. SYN and SYN-ACK are repeated after T, 3 T, 7 T ... A
/// waiting acknowledgement travels on data when there is some; SACK blocks travel on bare acknowledgements
/// only. `delivered` and `acknowledged` report totals of bytes; handlers may `write`. Bare acknowledgements
/// carry the next new sequence number, also during repairs (ns-3 puts the last repeated one there).

#include <sei/link/medium/tcp_segment.hpp>
#include <sei/link/tcp/linux_kernel/sender.hpp>
#include <sei/link/tcp/ns3/sender.hpp>
#include <sei/link/tcp/profile.hpp>
#include <sei/link/tcp/receiver.hpp>
#include <sei/link/tcp/sending_half.hpp>
#include <sei/link/time/detail/alarm.hpp>
#include <sei/link/time/timing.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace sei::link::inline SEI_RELEASE {

struct tcp_counters {
    std::uint64_t data_packets = 0; // retransmissions and packets dropped by the own queue included
    std::uint64_t retransmissions = 0;
    std::uint64_t timeouts = 0; // of data
    std::uint64_t fast_recoveries = 0;
    std::uint64_t syn_packets = 0; // SYN, or SYN-ACK at the passive end
    std::uint64_t ack_packets = 0; // without data
};

namespace detail {

[[nodiscard]] inline std::unique_ptr<tcp_sending_half> make_sending_half(const tcp_options& options,
                                                                         tcp_sending_half::output& owner) {
    if (options.profile.stack == tcp_stack::linux_kernel)
        return std::make_unique<linux_sender>(options, owner);
    return std::make_unique<ns3_sender>(options, owner);
}

} // namespace detail

template <waitable_timer Timer>
class basic_tcp_endpoint final : private tcp_sending_half::output {
public:
    using executor_type = typename Timer::executor_type;
    using time_point = typename Timer::time_point;
    enum class state { closed, syn_sent, syn_received, established, aborted };

    struct handlers {
        std::function<void(const tcp_segment&)> transmit;
        std::function<void(std::uint64_t)> delivered;    // bytes delivered in order so far
        std::function<void(std::uint64_t)> acknowledged; // bytes acknowledged so far
        std::function<void()> established;
        std::function<void()> aborted;
    };

    basic_tcp_endpoint(const executor_type& executor, const tcp_options& options, handlers events)
        : options_(options),
          handlers_(std::move(events)),
          sender_(detail::make_sending_half(options, *this)),
          receiver_(options),
          retransmission_(executor, [this] { timer_fired(); }),
          delayed_ack_(executor, [this] { send_acknowledgement(); }),
          write_(executor, [this] { sender_->send(); }) {}

    /// The active end: sends the SYN.
    void connect() {
        if (state_ != state::closed) return;
        state_ = state::syn_sent;
        send_syn();
    }

    /// Appends bytes to the stream. They reach TCP a moment later [7], or when the connection is up.
    void write(std::uint64_t bytes) {
        sender_->write(bytes);
        if (state_ == state::established) schedule_write();
    }

    void receive(const tcp_segment& segment) {
        if (state_ == state::aborted) return;
        if (state_ == state::established && receiver_.is_old(segment)) {
            send_acknowledgement();
            return;
        }
        receiver_.timestamp(segment);
        if (segment.syn) sender_->synchronized();
        if (segment.ack) sender_->measure(segment);
        if (segment.syn)
            receive_syn(segment);
        else
            receive_established(segment);
    }

    [[nodiscard]] state connection_state() const noexcept { return state_; }
    [[nodiscard]] const tcp_sending_half& sender() const noexcept { return *sender_; }
    [[nodiscard]] tcp_counters counters() const noexcept {
        tcp_counters result = counters_;
        result.fast_recoveries = sender_->fast_recoveries();
        return result;
    }

private:
    /// Time on the clock that timestamps are taken from.
    [[nodiscard]] std::chrono::nanoseconds clock() const { return write_.now().time_since_epoch(); }

    [[nodiscard]] tcp_segment blank_segment() const {
        return {.sequence = sender_->next(),
                .acknowledgement = receiver_.next(),
                .timestamp_ms = std::chrono::floor<std::chrono::milliseconds>(clock()).count(),
                .echo_ms = receiver_.echo_ms(),
                .ack = true};
    }

    void receive_syn(const tcp_segment& segment) {
        if (!segment.ack) {
            if (state_ == state::closed) {
                state_ = state::syn_received;
                receiver_.synchronized();
            }
            if (state_ == state::syn_received) send_syn(); // every SYN is answered [6]
        } else if (state_ == state::syn_sent) {
            receiver_.synchronized();
            retransmission_.stop();
            state_ = state::established;
            send_acknowledgement();
            establish();
        }
    }

    void receive_established(const tcp_segment& segment) {
        if (state_ == state::syn_received) { // by an ACK or by data [9]
            retransmission_.stop();
            state_ = state::established;
            establish();
        }
        if (state_ != state::established) return;
        const std::uint64_t before = sender_->first_outstanding();
        sender_->acknowledged(segment);
        if (sender_->first_outstanding() != before) {
            timeouts_in_a_row_ = 0;
            if (handlers_.acknowledged) handlers_.acknowledged(sender_->first_outstanding() - 1);
        }
        if (segment.payload_bytes > 0) receive_data(segment);
        sender_->send();
    }

    void receive_data(const tcp_segment& segment) {
        const std::uint64_t before = receiver_.next();
        receiver_.store(segment, clock());
        if (receiver_.next() != before && handlers_.delivered) handlers_.delivered(receiver_.next() - 1);
        if (receiver_.reply_to_stored() == tcp_receiver::reply::at_once)
            send_acknowledgement();
        else if (!delayed_ack_.running())
            delayed_ack_.start_after(options_.profile.delayed_ack);
    }

    void establish() {
        receiver_.acknowledge_next_at_once();
        if (sender_->unsent() > 0) schedule_write();
        if (handlers_.established) handlers_.established();
    }

    void schedule_write() {
        if (!write_.running()) write_.start_after(options_.profile.write_latency);
    }

    /// SYN or SYN-ACK. Each one doubles the timeout; only the first and the timer's own start the timer [5,
    /// 6].
    void send_syn() {
        if (counters_.syn_packets == options_.profile.syn_attempts) {
            abort();
            return;
        }
        const auto timeout = options_.profile.syn_timeout * (std::int64_t{1} << counters_.syn_packets);
        if (counters_.syn_packets++ == 0) sender_->syn_sent();
        tcp_segment segment = blank_segment();
        segment.syn = true;
        segment.ack = state_ == state::syn_received;
        segment.sequence = 0;
        segment.ip_bytes = tcp_header_bytes(true, options_.timestamps, 0);
        if (options_.profile.stack == tcp_stack::linux_kernel) segment.ip_bytes += 4; // the MSS option
        if (segment.ack) receiver_.acknowledged(false);
        handlers_.transmit(segment);
        if (!retransmission_.running()) retransmission_.start_after(timeout);
    }

    void send_acknowledgement() {
        tcp_segment segment = blank_segment();
        receiver_.write_sack_blocks(segment);
        segment.ip_bytes = tcp_header_bytes(false, options_.timestamps, segment.sack_count);
        sender_->bare_acknowledgement_sent();
        delayed_ack_.stop();
        receiver_.acknowledged(false);
        ++counters_.ack_packets;
        handlers_.transmit(segment);
    }

    void transmit(std::uint64_t sequence, std::uint32_t bytes, bool repeated) override {
        tcp_segment segment = blank_segment();
        segment.sequence = sequence;
        segment.payload_bytes = bytes;
        segment.repeated = repeated;
        segment.ip_bytes = tcp_header_bytes(false, options_.timestamps, 0) + bytes;
        delayed_ack_.stop();
        receiver_.acknowledged(true);
        ++counters_.data_packets;
        if (repeated) ++counters_.retransmissions;
        handlers_.transmit(segment);
    }

    void start_timer(std::chrono::nanoseconds span) override { retransmission_.start_after(span); }
    void stop_timer() override { retransmission_.stop(); }
    [[nodiscard]] bool timer_running() const override { return retransmission_.running(); }
    [[nodiscard]] std::chrono::nanoseconds now() const override { return clock(); }

    void timer_fired() {
        if (state_ == state::syn_sent || state_ == state::syn_received) {
            send_syn();
        } else if (state_ == state::established && !sender_->all_acknowledged()) {
            if (sender_->timer_means_timeout()) {
                if (timeouts_in_a_row_++ == options_.profile.timeouts_without_progress) {
                    abort();
                    return;
                }
                ++counters_.timeouts;
            }
            sender_->timer_fired();
            sender_->send();
        }
    }

    void abort() {
        state_ = state::aborted;
        retransmission_.stop();
        delayed_ack_.stop();
        write_.stop();
        if (handlers_.aborted) handlers_.aborted();
    }

    tcp_options options_;
    handlers handlers_;
    std::unique_ptr<tcp_sending_half> sender_;
    tcp_receiver receiver_;
    tcp_counters counters_;
    state state_ = state::closed;
    std::uint32_t timeouts_in_a_row_ = 0;
    detail::alarm<Timer> retransmission_;
    detail::alarm<Timer> delayed_ack_;
    detail::alarm<Timer> write_; // from the application's write to TCP
};

} // namespace sei::link::inline SEI_RELEASE
