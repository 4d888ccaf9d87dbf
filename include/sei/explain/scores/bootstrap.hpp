// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/bootstrap.hpp: intervals for anything that is computed from a sample, by drawing the
/// sample again.
///
/// Efron and Tibshirani, "An Introduction to the Bootstrap", 1993: percentile intervals. Draws are a function
/// of (seed, resample, position), so that neither threads nor their order change a result.
/// An interval says how much a number would change with other images of the same kind, not whether the images
/// are like those of the application. 0 resamples give no results; equal seeds draw equal samples.

#include <sei/engine/parallel.hpp>
#include <sei/error.hpp>
#include <sei/keyed_random.hpp>

#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace sei::explain::inline SEI_TARGET {

struct bootstrap_options {
    std::size_t resamples = 1000;
    double confidence = 0.95;
    std::uint64_t seed = 1;
};

struct interval {
    double low = 0;
    double high = 0;
};

/// The sample's positions as one resample draws them, with replacement.
[[nodiscard]] inline std::vector<std::size_t> drawn_again(std::size_t count, std::uint64_t seed,
                                                          std::size_t resample) {
    std::vector<std::size_t> positions(count);
    for (std::size_t i = 0; i < count; ++i)
        positions[i] =
            static_cast<std::size_t>(keyed_uniform(seed, resample, i) * static_cast<double>(count));
    return positions;
}

/// The middle `confidence` of the values; NaN are left out. Without values both ends are NaN.
[[nodiscard]] inline interval middle_of(std::vector<double> values, double confidence) {
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty()) return {std::nan(""), std::nan("")};
    std::sort(values.begin(), values.end());
    const auto quantile = [&](double share) { // linear between neighbours
        const double place = share * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = (std::min)(below + 1, values.size() - 1);
        const double beyond = place - static_cast<double>(below);
        if (beyond == 0 || !std::isfinite(values[below])) return values[below];
        return values[below] + beyond * (values[above] - values[below]);
    };
    return {quantile((1 - confidence) / 2), quantile((1 + confidence) / 2)};
}

/// `statistic(positions)` for every resample of `count` things, in order; runs on all threads of the caller's
/// arena. Throws sei::error for options that make no interval.
template <class Statistic>
[[nodiscard]] auto resampled(std::size_t count, const bootstrap_options& options,
                             const Statistic& statistic) {
    if (!(options.confidence > 0 && options.confidence < 1))
        throw error("a confidence of " + sei::detail::short_number(options.confidence) +
                    ", expected more than 0 and less than 1");
    using result = decltype(statistic(std::vector<std::size_t>{}));
    std::vector<result> results(options.resamples);
    const auto threads = static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
    engine::parallel_ranges(options.resamples, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) results[i] = statistic(drawn_again(count, options.seed, i));
    });
    return results;
}

} // namespace sei::explain::inline SEI_TARGET
