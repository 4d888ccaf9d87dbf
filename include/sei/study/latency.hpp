// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/latency.hpp: percentiles of frame latencies, with frames that never came back counted as
/// infinite.
///
/// Always one of the values, never a mean of two: 95 of 100 frames in time meet a deadline at percentile 95,
/// 94 don't.

#include <sei/model/results.hpp>
#include <sei/study/stream_options.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace sei::study::inline SEI_TARGET {

[[nodiscard]] inline double milliseconds(nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

/// The value at the nearest rank (see sei::nearest_rank); infinite for no values: what never was has no time.
[[nodiscard]] inline double percentile(std::span<const double> sorted, double percent) {
    const std::size_t rank = nearest_rank(percent, sorted.size());
    return rank == 0 ? std::numeric_limits<double>::infinity() : sorted[rank - 1];
}

/// Latencies in milliseconds, ascending.
[[nodiscard]] inline std::vector<double> sorted_latencies(std::span<const frame_outcome> frames) {
    std::vector<double> sorted;
    for (const frame_outcome& frame : frames)
        sorted.push_back(frame.latency ? milliseconds(*frame.latency)
                                       : std::numeric_limits<double>::infinity());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

[[nodiscard]] inline latency_summary summarise(std::span<const frame_outcome> frames,
                                               double required_percentile) {
    const std::vector<double> sorted = sorted_latencies(frames);
    return {.p50 = percentile(sorted, 50),
            .p95 = percentile(sorted, 95),
            .p99 = percentile(sorted, 99),
            .max = percentile(sorted, 100),
            .at_percentile = percentile(sorted, required_percentile)};
}

/// Median time on the link of the frames that came back; infinite if none did.
[[nodiscard]] inline double median_link_milliseconds(std::span<const frame_outcome> frames) {
    std::vector<double> times;
    for (const frame_outcome& frame : frames)
        if (frame.link_time) times.push_back(milliseconds(*frame.link_time));
    std::sort(times.begin(), times.end());
    return percentile(times, 50);
}

} // namespace sei::study::inline SEI_TARGET
