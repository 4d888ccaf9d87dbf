// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp_profile.hpp: the constants in which TCP stacks differ, and the options of a connection.

#include <sei/error.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace sei::link {

/// Timers and limits of a TCP stack. RFC 6298 (retransmission), RFC 1122 4.2.3.2 (delayed acknowledgement).
struct tcp_profile {
    std::chrono::nanoseconds minimum_rto;
    std::chrono::nanoseconds syn_timeout; // of the first SYN or SYN-ACK; doubles with each repetition
    std::chrono::nanoseconds delayed_ack;
    std::chrono::nanoseconds maximum_rto = std::chrono::seconds(60);
    std::chrono::nanoseconds write_latency = std::chrono::nanoseconds(1); // from the application's write to TCP
    std::uint32_t segments_per_ack = 2;
    std::uint32_t initial_window_segments = 10; // RFC 6928
    std::uint32_t syn_attempts = 20;
    std::uint32_t timeouts_without_progress = 20; // the next one aborts the connection
};

namespace tcp_profiles {
/// ns-3.37's defaults: the conformance profile.
inline constexpr tcp_profile ns3{.minimum_rto = std::chrono::seconds(1),
                                 .syn_timeout = std::chrono::seconds(3),
                                 .delayed_ack = std::chrono::milliseconds(200)};
/// ns-3's algorithms with Linux's timers.
inline constexpr tcp_profile linuxlike{.minimum_rto = std::chrono::milliseconds(200),
                                       .syn_timeout = std::chrono::seconds(1),
                                       .delayed_ack = std::chrono::milliseconds(40)};
} // namespace tcp_profiles

enum class congestion_control {
    new_reno,  // ns-3's TcpNewReno: counts acknowledgements
    linux_reno // ns-3's TcpLinuxReno: counts acknowledged segments
};

struct tcp_options {
    tcp_profile profile = tcp_profiles::ns3;
    congestion_control congestion = congestion_control::new_reno;
    std::uint32_t mtu = 1500; // IP bytes
    bool timestamps = true;

    /// Payload of a full segment: the MTU without IP (20), TCP (20) and the padded timestamp option (12).
    [[nodiscard]] constexpr std::uint32_t mss() const noexcept { return mtu - (timestamps ? 52 : 40); }
};

/// The smallest MTU leaves room for an acknowledgement with all its SACK blocks and some data.
inline void validate(const tcp_options& options) {
    if (options.mtu < 128 || options.mtu > 65535)
        throw error("mtu is " + std::to_string(options.mtu) + " bytes, expected 128 to 65535 for TCP");
}

} // namespace sei::link
