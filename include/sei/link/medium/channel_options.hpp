// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/channel_options.hpp: what a link is: rate, delay, jitter, queue and losses of each
/// direction.
///
/// Plain data, checked by `require_usable`. `channel_options` describes one direction, `link_options` both,
/// and whether both may send at once (full duplex) or take turns on one medium (half duplex).

#include <sei/error.hpp>
#include <sei/link/medium/jitter.hpp>
#include <sei/link/medium/line.hpp>
#include <sei/link/medium/loss.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

namespace sei::link::inline SEI_RELEASE {

/// The ends of a link, and with it the directions: what `a` sends travels from a to b.
enum class side : std::uint32_t { a, b };

[[nodiscard]] constexpr side other(side which) noexcept { return which == side::a ? side::b : side::a; }

struct channel_options {
    std::int64_t rate_bits_per_second = 10'000'000;
    std::chrono::nanoseconds delay{0};
    std::size_t queue_packets = 100; // besides the one on the line
    std::uint32_t l2_bytes = 2; // per packet, on the line: 2 for PPP, 14 for Ethernet without its checksum
    loss_model loss{};
    line_model line{};     // how the line carries bytes, if not simply at the rate
    jitter_model jitter{}; // on top of the delay
    double duty_cycle = 1; // share of the time that the device may send: after a packet of time t, silent for
                           // t / duty_cycle - t
};

namespace detail {

inline void expect_delay(const char* name, std::chrono::nanoseconds value) {
    if (value < std::chrono::nanoseconds::zero() || value > std::chrono::hours(24))
        throw error(std::string(name) + " is " + std::to_string(value.count()) +
                    " ns, expected between 0 and one day");
}

} // namespace detail

/// A delay from a number of seconds, rounded to the nearest nanosecond. Throws `sei::error` unless it lies
/// between 0 and one day.
[[nodiscard]] inline std::chrono::nanoseconds delay_of_seconds(double seconds) {
    if (!(seconds >= 0 && seconds <= 86'400))
        throw error("delay is " + sei::detail::short_number(seconds) + " s, expected between 0 and 86400");
    return std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

/// Throws `sei::error` if a value is out of range.
inline void require_usable(const channel_options& options) {
    constexpr std::int64_t fastest = 1'000'000'000'000'000;
    if (options.rate_bits_per_second < 1 || options.rate_bits_per_second > fastest)
        throw error("rate is " + std::to_string(options.rate_bits_per_second) +
                    " bit/s, expected between 1 and 10^15");
    detail::expect_delay("delay", options.delay);
    if (options.queue_packets > 1'000'000'000)
        throw error("the queue holds " + std::to_string(options.queue_packets) +
                    " packets, expected at most 10^9");
    if (options.l2_bytes > 65535)
        throw error("layer 2 adds " + std::to_string(options.l2_bytes) +
                    " bytes per packet, expected at most 65535");
    require_usable(options.loss);
    require_usable(options.line);
    require_usable(options.jitter);
    if (!(options.duty_cycle >= 1e-6 && options.duty_cycle <= 1))
        throw error("duty_cycle is " + sei::detail::short_number(options.duty_cycle) +
                    ", expected between 0.000001 and 1");
    if (options.duty_cycle < 1 && (std::holds_alternative<token_bucket>(options.line) ||
                                   std::holds_alternative<bandwidth_trace>(options.line)))
        throw error("duty_cycle is " + sei::detail::short_number(options.duty_cycle) +
                    " with a token bucket or a bandwidth trace, expected 1: their packets take no time");
}

/// `full`: both directions send at once. `half`: they share one medium, one packet at a time (medium.hpp).
enum class duplex_mode { full, half };

/// Both directions of a link; `seed` decides which packets the random loss models lose.
struct link_options {
    channel_options forward{};  // a to b
    channel_options backward{}; // b to a
    std::uint64_t seed = 1;
    duplex_mode duplex = duplex_mode::full;
    std::chrono::nanoseconds turnaround{0}; // half duplex: silence between packets of different sides
};

/// Throws `sei::error` for what no link can have.
inline void require_usable(const link_options& options) {
    require_usable(options.forward);
    require_usable(options.backward);
    detail::expect_delay("turnaround", options.turnaround);
    if (options.duplex == duplex_mode::full && options.turnaround > std::chrono::nanoseconds::zero())
        throw error("turnaround is " + std::to_string(options.turnaround.count()) +
                    " ns on a full-duplex link, expected 0: nothing turns there");
}

/// The same rate, delay, queue and loss model (but other draws) in both directions.
[[nodiscard]] inline link_options symmetric_link(const channel_options& both, std::uint64_t seed = 1) {
    return {.forward = both, .backward = both, .seed = seed};
}

/// The same, with both directions on one medium.
[[nodiscard]] inline link_options
half_duplex_link(const channel_options& both, std::chrono::nanoseconds turnaround, std::uint64_t seed = 1) {
    return {.forward = both,
            .backward = both,
            .seed = seed,
            .duplex = duplex_mode::half,
            .turnaround = turnaround};
}

struct channel_counters {
    std::uint64_t offered = 0;     // packets handed to the device
    std::uint64_t queue_drops = 0; // of these, dropped by the full queue
    std::uint64_t lost = 0;        // lost on arrival
    std::uint64_t delivered = 0;
    std::uint64_t wire_bytes = 0; // bytes that occupied the line, lost ones included
};

} // namespace sei::link::inline SEI_RELEASE
