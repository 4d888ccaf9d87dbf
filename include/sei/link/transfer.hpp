// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/transfer.hpp: how long one transfer takes: a request in, a result out, no events to handle.
///
/// Sends `bytes` from a to b over a fresh link, TCP with its handshake (time counts from the SYN), UDP from
/// the first datagram. Runs until nothing is left to happen, so it always ends: TCP gives up after a bounded
/// number of timeouts.

#include <sei/error.hpp>
#include <sei/link/channel.hpp>
#include <sei/link/tcp.hpp>
#include <sei/link/tcp_profile.hpp>
#include <sei/link/udp.hpp>
#include <sei/link/world.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sei::link {

enum class protocol { udp, tcp };

struct transfer_request {
    protocol transport = protocol::tcp;
    std::uint64_t bytes = 1;
    link_options link{};
    tcp_options tcp{};
    udp_options udp{};
};

struct transfer_result {
    /// When the last byte that got through arrived (TCP: in order); empty if nothing did, or if TCP gave up.
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
inline void validate(const transfer_request& request) {
    validate(request.link.forward);
    validate(request.link.backward);
    std::uint32_t payload = request.tcp.mss();
    std::uint32_t header = tcp_header_bytes(false, request.tcp.timestamps, 0);
    if (request.transport == protocol::tcp) {
        validate(request.tcp);
    } else {
        validate(request.udp);
        payload = request.udp.payload_bytes();
        header = udp_header_bytes;
    }
    if (request.bytes == 0) throw error("bytes is 0, expected at least 1");
    const double overhead = static_cast<double>(header + request.link.forward.l2_bytes) / payload;
    const double wire_bytes = static_cast<double>(request.bytes) * (1 + overhead);
    const double seconds = wire_bytes * 8 / static_cast<double>(request.link.forward.rate_bits_per_second);
    if (seconds > 1e9)
        throw error(
            "the transfer takes " + std::to_string(seconds) +
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

inline transfer_result simulate_tcp(const transfer_request& request) {
    world simulation;
    transfer_result result;
    tcp_connection connection(simulation.get_executor(), request.tcp, request.link);
    connection.on_delivered(side::b,
                            [&](std::uint64_t bytes, virtual_time) { result.bytes_delivered = bytes; });
    connection.on_acknowledged(side::a, [&](std::uint64_t bytes, virtual_time time) {
        if (bytes == request.bytes) result.sender_done = time.time_since_epoch();
    });
    connection.connect();
    connection.send(side::a, request.bytes,
                    [&](virtual_time time) { result.completion = time.time_since_epoch(); });
    simulation.run();
    result.bytes_lost = request.bytes - result.bytes_delivered;
    result.forward = connection.link_counters(side::a);
    result.backward = connection.link_counters(side::b);
    result.sender = connection.counters(side::a);
    result.receiver = connection.counters(side::b);
    return result;
}

} // namespace detail

/// The same request always gives the same result, on any thread.
[[nodiscard]] inline transfer_result simulate(const transfer_request& request) {
    validate(request);
    return request.transport == protocol::tcp ? detail::simulate_tcp(request) : detail::simulate_udp(request);
}

} // namespace sei::link
