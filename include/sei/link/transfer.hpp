// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/transfer.hpp: how long one transfer takes: a request in, a result out, no events to handle.
///
/// Sends `bytes` from a to b over a fresh link, TCP with its handshake (time counts from the SYN) or on a
/// connection that is warm (time counts from the write), UDP from the first datagram. Runs until nothing is
/// left to happen, so it always ends: TCP gives up after a bounded number of timeouts.

#include <sei/error.hpp>
#include <sei/link/medium/channel.hpp>
#include <sei/link/tcp/connection.hpp>
#include <sei/link/tcp/profile.hpp>
#include <sei/link/time/world.hpp>
#include <sei/link/udp/flow.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sei::link::inline SEI_RELEASE {

enum class protocol { udp, tcp };

/// What a TCP connection carries before the transfer that counts: as many bytes, an answer, and a rest.
struct warm_up {
    std::uint64_t answer_bytes = 4000;
    std::chrono::nanoseconds work = std::chrono::milliseconds(5); // until the answer
    std::chrono::nanoseconds rest = std::chrono::seconds(1);      // after it
};

struct transfer_request {
    protocol transport = protocol::tcp;
    std::uint64_t bytes = 1;
    link_options link{};
    tcp_options tcp{};
    udp_options udp{};
    std::optional<warm_up> before{}; // TCP only; without one the connection is fresh
};

struct transfer_result {
    /// When the last byte that got through arrived (TCP: in order); empty if nothing did, or if TCP gave up.
    /// After a warm-up all times and counts are of the transfer alone.
    std::optional<std::chrono::nanoseconds> completion;
    std::optional<std::chrono::nanoseconds> sender_done; // TCP: when the sender knew that all had arrived
    std::uint64_t bytes_delivered = 0;
    std::uint64_t bytes_lost = 0; // UDP: in lost and dropped datagrams; TCP: not delivered when it gave up
    channel_counters forward{};   // packets from a to b
    channel_counters backward{};
    tcp_counters sender{};
    tcp_counters receiver{};
    std::vector<datagram_record> datagrams; // UDP: the fate of each
};

/// Throws `sei::error` for a request that cannot be simulated.
inline void require_usable(const transfer_request& request) {
    require_usable(request.link);
    std::uint32_t payload = 0;
    std::uint32_t header = 0;
    if (request.transport == protocol::tcp) {
        require_usable(request.tcp);
        payload = request.tcp.mss();
        header = tcp_header_bytes(false, request.tcp.timestamps, 0);
    } else {
        require_usable(request.udp);
        payload = request.udp.payload_bytes();
        header = request.udp.header_bytes;
    }
    if (request.bytes == 0) throw error("bytes is 0, expected at least 1");
    if (request.before) {
        if (request.before->answer_bytes == 0)
            throw error("the warm-up's answer has 0 bytes, expected at least 1");
        detail::expect_delay("the warm-up's work", request.before->work);
        detail::expect_delay("the warm-up's rest", request.before->rest);
    }
    const double overhead = static_cast<double>(header + request.link.forward.l2_bytes) / payload;
    const double wire_bytes = static_cast<double>(request.bytes) * (1 + overhead);
    const double seconds = wire_bytes * 8 / static_cast<double>(request.link.forward.rate_bits_per_second);
    if (seconds > 1e9)
        throw error(
            "the transfer takes " + sei::detail::short_number(seconds) +
            " s on the line alone, expected at most 10^9 s, so that times fit 64 bits of nanoseconds");
}

namespace detail {

inline transfer_result simulate_udp(const transfer_request& request) {
    world simulation;
    transfer_result result;
    udp_flow flow(simulation.get_executor(), request.udp, request.link.forward, request.link.seed);
    flow.send(request.bytes, [&](const message_record& message) {
        result.bytes_delivered = message.bytes_delivered();
        result.bytes_lost = message.bytes_lost();
        if (message.count(datagram_fate::delivered) > 0)
            result.completion = message.last_arrival().time_since_epoch();
        result.datagrams = message.datagrams;
    });
    simulation.run();
    result.forward = flow.counters();
    return result;
}

[[nodiscard]] inline channel_counters operator-(channel_counters total, const channel_counters& before) {
    total.offered -= before.offered;
    total.queue_drops -= before.queue_drops;
    total.lost -= before.lost;
    total.delivered -= before.delivered;
    total.wire_bytes -= before.wire_bytes;
    return total;
}

[[nodiscard]] inline tcp_counters operator-(tcp_counters total, const tcp_counters& before) {
    total.data_packets -= before.data_packets;
    total.retransmissions -= before.retransmissions;
    total.timeouts -= before.timeouts;
    total.fast_recoveries -= before.fast_recoveries;
    total.syn_packets -= before.syn_packets;
    total.ack_packets -= before.ack_packets;
    return total;
}

/// One connection and the transfer on it that counts.
class tcp_transfer {
public:
    explicit tcp_transfer(const transfer_request& request)
        : request_(request), connection_(world_.get_executor(), request.tcp, request.link) {
        connection_.on_delivered(side::b, [this](std::uint64_t bytes, virtual_time) { delivered_ = bytes; });
        connection_.on_acknowledged(side::a, [this](std::uint64_t bytes, virtual_time time) {
            if (started_ && bytes == sent_before_ + request_.bytes) result_.sender_done = time - start_;
        });
    }

    [[nodiscard]] transfer_result run() {
        connection_.connect();
        if (request_.before)
            warm();
        else
            send();
        world_.run();
        result_.bytes_delivered = started_ ? delivered_ - sent_before_ : 0;
        result_.bytes_lost = request_.bytes - result_.bytes_delivered;
        if (!started_) return result_;
        result_.forward = connection_.link_counters(side::a) - before_.forward;
        result_.backward = connection_.link_counters(side::b) - before_.backward;
        result_.sender = connection_.counters(side::a) - before_.sender;
        result_.receiver = connection_.counters(side::b) - before_.receiver;
        return result_;
    }

private:
    void warm() {
        connection_.send(side::a, request_.bytes, [this](virtual_time) {
            world_.call_after(request_.before->work, [this] {
                if (connection_.aborted()) return;
                connection_.send(side::b, request_.before->answer_bytes, [this](virtual_time) {
                    world_.call_after(request_.before->rest, [this] {
                        if (!connection_.aborted()) send_warm();
                    });
                });
            });
        });
    }

    void send_warm() {
        sent_before_ = request_.bytes;
        start_ = world_.now();
        before_.forward = connection_.link_counters(side::a);
        before_.backward = connection_.link_counters(side::b);
        before_.sender = connection_.counters(side::a);
        before_.receiver = connection_.counters(side::b);
        send();
    }

    void send() {
        started_ = true;
        connection_.send(side::a, request_.bytes,
                         [this](virtual_time time) { result_.completion = time - start_; });
    }

    const transfer_request& request_;
    world world_;
    tcp_connection connection_;
    transfer_result result_;
    transfer_result before_; // counters when the transfer began
    virtual_time start_{};
    bool started_ = false; // the transfer, not the warm-up
    std::uint64_t sent_before_ = 0;
    std::uint64_t delivered_ = 0;
};

} // namespace detail

/// The same request always gives the same result, on any thread.
[[nodiscard]] inline transfer_result simulate(const transfer_request& request) {
    require_usable(request);
    return request.transport == protocol::tcp ? detail::tcp_transfer(request).run()
                                              : detail::simulate_udp(request);
}

} // namespace sei::link::inline SEI_RELEASE
