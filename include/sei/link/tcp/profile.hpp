// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/profile.hpp: the constants in which TCP stacks differ, and the options of a connection.

#include <sei/error.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace sei::link::inline SEI_RELEASE {

/// Whose algorithms run: ns-3.37's, exactly, or a model of Linux's.
enum class tcp_stack { ns3, linux_kernel };

/// Timers and limits of a TCP stack. RFC 6298 (retransmission), RFC 1122 4.2.3.2 (delayed acknowledgement).
struct tcp_profile {
    std::chrono::nanoseconds minimum_rto;
    std::chrono::nanoseconds syn_timeout; // of the first SYN or SYN-ACK; doubles with each repetition
    std::chrono::nanoseconds delayed_ack;
    std::chrono::nanoseconds maximum_rto = std::chrono::seconds(60);
    std::chrono::nanoseconds write_latency =
        std::chrono::nanoseconds(1); // from the application's write to TCP
    std::uint32_t segments_per_ack = 2;
    std::uint32_t initial_window_segments = 10; // RFC 6928
    std::uint32_t syn_attempts = 20;
    std::uint32_t timeouts_without_progress = 20; // the next one aborts the connection
    tcp_stack stack = tcp_stack::ns3;
    std::uint32_t quick_acks = 0;       // segments that a receiver acknowledges one by one at first
    bool slow_start_after_idle = false; // linux_kernel: net.ipv4.tcp_slow_start_after_idle
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
/// Linux 6.18: to predict what a real connection does. `linux` itself is a macro of GNU compilers.
inline constexpr tcp_profile linux_kernel{.minimum_rto = std::chrono::milliseconds(200),
                                          .syn_timeout = std::chrono::seconds(1),
                                          .delayed_ack = std::chrono::milliseconds(40),
                                          .maximum_rto = std::chrono::seconds(120),
                                          .syn_attempts = 7,
                                          .timeouts_without_progress = 15,
                                          .stack = tcp_stack::linux_kernel,
                                          .quick_acks = 16,
                                          .slow_start_after_idle = true};
} // namespace tcp_profiles

enum class congestion_control {
    new_reno,   // ns-3's TcpNewReno: counts acknowledgements
    linux_reno, // ns-3's TcpLinuxReno: counts acknowledged segments
    cubic       // ns-3's TcpCubic with HyStart
};

struct tcp_options {
    tcp_profile profile = tcp_profiles::ns3;
    congestion_control congestion = congestion_control::new_reno;
    std::uint32_t mtu = 1500; // IP bytes
    bool timestamps = true;
    std::uint32_t segment_bytes = 0; // payload of a full segment; 0: what fits into the MTU

    /// Payload of a full segment. What fits is the MTU without IP (20), TCP (20) and the padded timestamp
    /// option (12); more travels in IP fragments.
    [[nodiscard]] constexpr std::uint32_t mss() const noexcept {
        return segment_bytes != 0 ? segment_bytes : mtu - (timestamps ? 52 : 40);
    }
};

namespace detail {

inline void expect_timeout(const char* name, std::chrono::nanoseconds value) {
    if (value < std::chrono::nanoseconds(1) || value > std::chrono::hours(1))
        throw error(std::string(name) + " is " + std::to_string(value.count()) +
                    " ns, expected between 1 ns and one hour");
}

inline void expect_count(const char* name, std::uint32_t value, std::uint32_t most) {
    if (value < 1 || value > most)
        throw error(std::string(name) + " is " + std::to_string(value) + ", expected 1 to " +
                    std::to_string(most));
}

} // namespace detail

/// Throws `sei::error` for options that no connection can work with. The smallest MTU leaves room for an
/// acknowledgement with all its SACK blocks.
inline void require_usable(const tcp_options& options) {
    if (options.mtu < 128 || options.mtu > 65535)
        throw error("mtu is " + std::to_string(options.mtu) + " bytes, expected 128 to 65535 for TCP");
    if (options.mss() > 65483)
        throw error("segments of " + std::to_string(options.mss()) +
                    " bytes, expected at most 65483 for TCP");
    const tcp_profile& profile = options.profile;
    detail::expect_timeout("minimum_rto", profile.minimum_rto);
    detail::expect_timeout("maximum_rto", profile.maximum_rto);
    if (profile.minimum_rto > profile.maximum_rto)
        throw error("minimum_rto is " + std::to_string(profile.minimum_rto.count()) +
                    " ns, expected at most maximum_rto, which is " +
                    std::to_string(profile.maximum_rto.count()) + " ns");
    detail::expect_timeout("syn_timeout", profile.syn_timeout);
    detail::expect_timeout("delayed_ack", profile.delayed_ack);
    detail::expect_timeout("write_latency", profile.write_latency);
    detail::expect_count("segments_per_ack", profile.segments_per_ack, 1000);
    detail::expect_count("initial_window_segments", profile.initial_window_segments, 10'000);
    detail::expect_count("syn_attempts", profile.syn_attempts, 20);
    detail::expect_count("timeouts_without_progress", profile.timeouts_without_progress, 1000);
}

} // namespace sei::link::inline SEI_RELEASE
