// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/rank_correlation.hpp: Spearman's rank correlation, alone and with a third quantity held fixed.
///
/// Spearman, "The proof and measurement of association between two things", 1904; Kendall, "Partial rank
/// correlation", 1942, with Spearman's coefficient.

#include <sei/config.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace sei::study::inline SEI_TARGET {

namespace detail {

/// Ranks from 1; equal values share the mean of theirs.
[[nodiscard]] inline std::vector<double> ranks_of(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        const double shared = 0.5 * static_cast<double>(begin + 1 + end);
        for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = shared;
        begin = end;
    }
    return ranks;
}

} // namespace detail

namespace detail {

[[nodiscard]] inline bool has_nan(std::span<const double> values) {
    return std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
}

} // namespace detail

/// -1 to 1; NaN where one of them is constant or has a NaN.
[[nodiscard]] inline double rank_correlation(std::span<const double> left, std::span<const double> right) {
    if (detail::has_nan(left) || detail::has_nan(right)) return std::nan("");
    const std::vector<double> a = detail::ranks_of(left);
    const std::vector<double> b = detail::ranks_of(right);
    const double mean = 0.5 * static_cast<double>(a.size() + 1);
    double product = 0;
    double squares_a = 0;
    double squares_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        product += (a[i] - mean) * (b[i] - mean);
        squares_a += (a[i] - mean) * (a[i] - mean);
        squares_b += (b[i] - mean) * (b[i] - mean);
    }
    return product / std::sqrt(squares_a * squares_b);
}

/// The correlation of `left` and `right` that `fixed` does not explain; NaN where it explains one of them
/// wholly.
[[nodiscard]] inline double partial_rank_correlation(std::span<const double> left,
                                                     std::span<const double> right,
                                                     std::span<const double> fixed) {
    const double together = rank_correlation(left, right);
    const double with_left = rank_correlation(left, fixed);
    const double with_right = rank_correlation(right, fixed);
    const double rest = (1 - with_left * with_left) * (1 - with_right * with_right);
    constexpr double rounding = 1e-12;
    return rest < rounding ? std::nan("") : (together - with_left * with_right) / std::sqrt(rest);
}

} // namespace sei::study::inline SEI_TARGET
