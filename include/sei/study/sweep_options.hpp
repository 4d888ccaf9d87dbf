// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/sweep_options.hpp: what a sweep takes and what it gives: designs, links, points.

#include <sei/link/transfer.hpp>
#include <sei/study/sequential_share.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sei::study::inline SEI_TARGET {

using std::chrono::nanoseconds;

/// A design as a link sees it.
struct sweep_design {
    std::uint64_t bytes =
        0; ///< towards the server, per frame, without TCP's, UDP's and IP's headers; 0: local
    nanoseconds compute{0}; ///< on the device and on the server, per frame
};

/// The same in both directions.
struct sweep_link {
    std::int64_t rate_bits_per_second = 10'000'000;
    nanoseconds delay{0};
    double loss = 0; ///< probability per packet
};

/// How a point became known.
enum class sweep_method : std::uint8_t { not_yet, formula, recursion, one_simulation, bound, sample };
inline constexpr std::size_t sweep_methods = 6;

struct sweep_point {
    sweep_method method = sweep_method::not_yet;
    share_decision decision = share_decision::undecided; ///< is the percentile in time?
    double in_time = 0; ///< share of frames: exact; bound: `low`; sample: as seen when it was decided, which
                        ///< is biased by when that was; the interval is not
    double low = 0;     ///< that share's interval; exact: the share itself
    double high = 1;
    std::uint32_t frames = 0;             ///< simulated: all of them lost something
    std::optional<nanoseconds> latency{}; ///< at the percentile; none: unknown, or never

    friend bool operator==(const sweep_point&, const sweep_point&) = default;
};

struct sweep_options {
    link::transfer_request
        transfer{}; ///< transport and its options, queue, layer 2; rate, delay and loss are replaced
    std::uint64_t answer_bytes = 4000;
    nanoseconds deadline = std::chrono::milliseconds(500);
    double percentile = 95;
    double confidence = 0.95;
    std::uint32_t most_frames = 400; ///< per point
    std::uint32_t audit_every =
        20; ///< of the formulas' and the recursion's times, every so many is simulated
    std::uint64_t seed = 1;
    const std::atomic<bool>* cancelled = nullptr;    ///< set from anywhere: what is known by then is returned
    std::function<void(double share)> on_progress{}; ///< 0 to 1, from any thread
};

struct sweep_result {
    std::size_t links = 0;
    std::vector<sweep_point> points{}; ///< design by design, for each all links

    std::array<std::size_t, sweep_methods> points_by{}; ///< by sweep_method
    std::size_t exchanges = 0;                          ///< different (bytes, link) that the points share
    std::uint64_t frames = 0;                           ///< simulated for samples
    std::size_t audited = 0;                            ///< exact times that were simulated as well
    nanoseconds largest_difference{0};                  ///< between such a time and its simulation

    [[nodiscard]] const sweep_point& at(std::size_t design, std::size_t link) const {
        return points[design * links + link];
    }
    [[nodiscard]] bool complete() const { return points_by[0] == 0; }
};

namespace detail {

/// What a formula must not see, a lossless frame must not draw, and a rate must mean.
inline void require_plain(const link::link_options& link) {
    for (const link::channel_options* line : {&link.forward, &link.backward})
        if (!std::holds_alternative<link::constant_rate>(line->line) ||
            !std::holds_alternative<link::no_jitter>(line->jitter) || line->duty_cycle != 1)
            throw error(
                "a sweep over links with jitter, bursts, recorded bandwidths, air time or a duty cycle; "
                "expected none of them");
}

inline void require_usable(const sweep_options& options) {
    (void)sequential_share(options.percentile / 100, options.confidence);
    if (options.deadline <= nanoseconds::zero() || options.deadline > std::chrono::hours(24))
        throw error("a deadline of " + std::to_string(options.deadline.count()) +
                    " ns, expected above 0, at most one day");
    if (options.most_frames == 0 || options.most_frames > 1'000'000)
        throw error("at most " + std::to_string(options.most_frames) +
                    " frames for a point, expected 1 to 1000000");
    require_plain(options.transfer.link);
    if (options.audit_every == 0) throw error("one of 0 exact times is audited, expected at least 1");
}

} // namespace detail

} // namespace sei::study::inline SEI_TARGET
