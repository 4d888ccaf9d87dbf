// SPDX-License-Identifier: MIT
#pragma once
/// One exchange over a link, twice: by this machine's kernel through the relay, and by sei's TCP in virtual
/// time.
///
/// N bytes go from a to b, 5 ms later an answer of 4,000 bytes comes back. TCP does it twice on one
/// connection, the second time (warm) after 1 s of rest. Each exchange has namespaces of its own, so no
/// cached metrics, no late segments and no listening socket of another one can disturb it.

#include "relay.hpp"

#include <sei/link/tcp/connection.hpp>
#include <sei/link/transfer.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <future>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace link_validation {

inline constexpr std::uint64_t answer_bytes = 4'000;
inline constexpr std::chrono::milliseconds think_time{5};
inline constexpr std::chrono::seconds rest{1};
inline constexpr std::chrono::minutes longest_exchange{10};

struct exchange_request {
    sei::link::protocol transport = sei::link::protocol::tcp;
    std::string congestion_control = "cubic"; // a name that the kernel knows
    std::uint64_t bytes = 1;
    sei::link::link_options link{};
    bool slow_start_after_idle = true; // the kernel's default (RFC 2861)
};

/// What TCP_INFO says of the sender when an answer has arrived.
struct sender_state {
    std::uint32_t retransmissions = 0; // since the connection's start
    std::uint32_t window_segments = 0;
    std::uint32_t threshold_segments = 0;
    std::uint32_t round_trip_us = 0;
    std::uint32_t timeout_us = 0;
};

struct exchange_result {
    double fresh_seconds = 0;        // from connect() (UDP: from the first datagram) to the last byte at b
    double warm_seconds = 0;         // from the first byte's sending
    double fresh_answer_seconds = 0; // to the answer's last byte at a
    double warm_answer_seconds = 0;
    std::uint64_t bytes_delivered = 0; // UDP
    sender_state fresh{};
    sender_state warm{};
    real_time begin{};
    std::vector<packet_record> packets;

    [[nodiscard]] std::size_t count(sei::link::side from, packet_fate fate) const {
        return static_cast<std::size_t>(
            std::count_if(packets.begin(), packets.end(),
                          [&](const packet_record& each) { return each.from == from && each.fate == fate; }));
    }
    /// How late the relay came at worst.
    [[nodiscard]] std::chrono::nanoseconds lateness() const {
        std::chrono::nanoseconds worst{0};
        for (const packet_record& each : packets)
            if (each.fate == packet_fate::delivered) worst = (std::max)(worst, each.settled - each.due);
        return worst;
    }
};

[[nodiscard]] inline double seconds_between(real_time from, real_time to) {
    return std::chrono::duration<double>(to - from).count();
}

namespace detail {

/// Two namespaces with a relay between them.
struct emulated_link {
    explicit emulated_link(const exchange_request& request)
        : wire(enter(a, "10.9.0.1", request), enter(b, "10.9.0.2", request), request.link) {}

    static descriptor enter(const network_namespace& where, const char* address,
                            const exchange_request& request) {
        return where.inside([&] {
            set_network_parameter("ipv4/tcp_slow_start_after_idle", request.slow_start_after_idle ? 1 : 0);
            return open_tunnel(address, 1500);
        });
    }

    template <class Socket>
    [[nodiscard]] Socket open(const network_namespace& where, boost::asio::io_context& context) const {
        return where.inside([&] {
            Socket socket(context);
            socket.open(decltype(socket.local_endpoint().protocol())::v4());
            return socket;
        });
    }

    network_namespace a;
    network_namespace b;
    relay wire;
};

inline void choose(int socket, const std::string& congestion_control) {
    if (::setsockopt(socket, IPPROTO_TCP, TCP_CONGESTION, congestion_control.data(),
                     static_cast<socklen_t>(congestion_control.size())) != 0)
        throw not_possible_here("this kernel has no congestion control '" + congestion_control + "'");
}

[[nodiscard]] inline sender_state state_of(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    checked(::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size), "TCP_INFO can't be read");
    return {.retransmissions = info.tcpi_total_retrans,
            .window_segments = info.tcpi_snd_cwnd,
            .threshold_segments = info.tcpi_snd_ssthresh,
            .round_trip_us = info.tcpi_rtt,
            .timeout_us = info.tcpi_rto};
}

/// Runs both ends at once. If one fails, or both take too long, `unblock` has to make the other fail, too.
template <class A, class B, class Unblock>
void run_both(A a, B b, Unblock unblock) {
    const auto guarded = [&](auto& end) {
        return std::async(std::launch::async, [&] {
            take_priority(10);
            try {
                end();
            } catch (...) {
                unblock();
                throw;
            }
        });
    };
    auto at_b = guarded(b);
    auto at_a = guarded(a);
    const auto limit = real_clock::now() + longest_exchange;
    if (at_a.wait_until(limit) != std::future_status::ready ||
        at_b.wait_until(limit) != std::future_status::ready)
        unblock();
    at_a.get();
    at_b.get();
}

} // namespace detail

/// Throws `not_possible_here` without the rights, `sei::error` or `std::system_error` if the kernels don't
/// finish.
[[nodiscard]] inline exchange_result measure_tcp(const exchange_request& request) {
    namespace asio = boost::asio;
    using asio::ip::tcp;
    detail::emulated_link link(request);
    asio::io_context context;
    const tcp::endpoint service(asio::ip::make_address("10.9.0.2"), 7000);
    tcp::acceptor acceptor = link.open<tcp::acceptor>(link.b, context);
    acceptor.bind(service);
    detail::choose(acceptor.native_handle(), request.congestion_control); // accepted sockets inherit it
    acceptor.listen();
    tcp::socket client = link.open<tcp::socket>(link.a, context);
    detail::choose(client.native_handle(), request.congestion_control);
    tcp::socket server(context);
    // Closing resets: a socket that waited for its FIN to be acknowledged would keep its namespace for
    // minutes.
    const tcp::socket::linger reset(true, 0);
    client.set_option(reset);

    const std::vector<char> question(request.bytes);
    exchange_result result;
    std::array<real_time, 2> begun{};
    std::array<real_time, 2> received{};
    std::array<real_time, 2> answered{};
    const auto b = [&] {
        std::vector<char> memory(request.bytes);
        const std::vector<char> answer(answer_bytes);
        acceptor.accept(server);
        server.set_option(reset);
        for (real_time& time : received) {
            asio::read(server, asio::buffer(memory));
            time = real_clock::now();
            std::this_thread::sleep_for(think_time);
            asio::write(server, asio::buffer(answer));
        }
    };
    const auto a = [&] {
        std::vector<char> memory(answer_bytes);
        for (std::size_t turn = 0; turn < 2; ++turn) {
            begun[turn] = real_clock::now();
            if (turn == 0) client.connect(service);
            asio::write(client, asio::buffer(question));
            asio::read(client, asio::buffer(memory));
            answered[turn] = real_clock::now();
            (turn == 0 ? result.fresh : result.warm) = detail::state_of(client.native_handle());
            if (turn == 0) std::this_thread::sleep_for(rest);
        }
    };
    detail::run_both(a, b, [&] {
        for (const int each : {acceptor.native_handle(), client.native_handle(), server.native_handle()})
            ::shutdown(each, SHUT_RDWR);
    });
    result.packets = link.wire.stop();
    result.begin = begun[0];
    result.fresh_seconds = seconds_between(begun[0], received[0]);
    result.warm_seconds = seconds_between(begun[1], received[1]);
    result.fresh_answer_seconds = seconds_between(begun[0], answered[0]);
    result.warm_answer_seconds = seconds_between(begun[1], answered[1]);
    result.bytes_delivered = request.bytes;
    return result;
}

/// One message in datagrams of 1,472 bytes, sent at the line's rate but two datagrams ahead of it, so that
/// the line is never idle.
[[nodiscard]] inline exchange_result measure_udp(const exchange_request& request) {
    namespace asio = boost::asio;
    using asio::ip::udp;
    detail::emulated_link link(request);
    asio::io_context context;
    const udp::endpoint service(asio::ip::make_address("10.9.0.2"), 7000);
    udp::socket server = link.open<udp::socket>(link.b, context);
    server.set_option(udp::socket::receive_buffer_size(4'000'000));
    server.bind(service);
    udp::socket client = link.open<udp::socket>(link.a, context);

    const std::size_t payload = sei::link::udp_options{}.payload_bytes();
    const auto& line = request.link.forward;
    const auto silence = std::chrono::milliseconds(500) +
                         2 * std::chrono::duration_cast<std::chrono::milliseconds>(line.delay);
    exchange_result result;
    real_time last{};
    const auto b = [&] {
        std::vector<char> memory(payload);
        pollfd readable{.fd = server.native_handle(), .events = POLLIN, .revents = 0};
        while (checked(::poll(&readable, 1, static_cast<int>(silence.count())), "poll failed") > 0) {
            const std::size_t size = server.receive(asio::buffer(memory));
            last = real_clock::now();
            result.bytes_delivered += size;
        }
    };
    const auto a = [&] {
        const std::vector<char> memory(payload);
        sei::link::line_clock clock(line.rate_bits_per_second);
        real_time free_at = result.begin = real_clock::now();
        std::chrono::nanoseconds full{0}; // of the line, per full datagram
        for (std::uint64_t left = request.bytes; left > 0;) {
            const std::size_t size = static_cast<std::size_t>((std::min<std::uint64_t>)(left, payload));
            std::this_thread::sleep_until(free_at - 2 * full);
            client.send_to(asio::buffer(memory.data(), size), service);
            const auto busy =
                clock.occupy(static_cast<std::uint32_t>(size) + sei::link::udp_header_bytes + line.l2_bytes);
            full = (std::max)(full, busy);
            free_at += busy;
            left -= size;
        }
    };
    detail::run_both(a, b, [] {});
    result.packets = link.wire.stop();
    result.fresh_seconds = result.bytes_delivered > 0 ? seconds_between(result.begin, last) : 0;
    return result;
}

[[nodiscard]] inline exchange_result measure(const exchange_request& request) {
    return request.transport == sei::link::protocol::tcp ? measure_tcp(request) : measure_udp(request);
}

} // namespace link_validation
