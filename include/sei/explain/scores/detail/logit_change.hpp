// SPDX-License-Identifier: MIT
#pragma once
/// What a change of a layer's output does to the logits, taken to first order.

#include <sei/explain/backward/detail/elementwise.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

namespace sei::explain::inline SEI_TARGET {
namespace detail {

[[nodiscard]] inline double dot(std::span<const double> left, std::span<const double> right) {
    double sum = 0;
    for (std::size_t i = 0; i < left.size(); ++i) sum += left[i] * right[i];
    return sum;
}

/// The logits and what is predicted of the damaged ones, both less their mean.
struct logit_pair {
    std::vector<double> before;
    std::vector<double> after;
    double length_before = 0;
    double length_after = 0;

    logit_pair(std::span<const double> logits, std::span<const double> change)
        : before(less_mean(logits)), after(less_mean(change)) {
        for (std::size_t i = 0; i < before.size(); ++i) after[i] += before[i];
        length_before = std::sqrt(dot(before, before));
        length_after = std::sqrt(dot(after, after));
    }

private:
    [[nodiscard]] static std::vector<double> less_mean(std::span<const double> values) {
        double mean = 0;
        for (const double value : values) mean += value / static_cast<double>(values.size());
        std::vector<double> result(values.begin(), values.end());
        for (double& value : result) value -= mean;
        return result;
    }
};

/// 1 - cos; 0 if there is no direction to turn from, 1 if none is left to tell the classes apart.
[[nodiscard]] inline double turn_of(const logit_pair& logits) {
    if (logits.length_before == 0) return 0;
    if (logits.length_after == 0) return 1;
    // The root of a square is exact: what has not changed does not turn.
    const double squares = dot(logits.before, logits.before) * dot(logits.after, logits.after);
    return (std::max)(0.0, 1 - dot(logits.before, logits.after) / std::sqrt(squares));
}

[[nodiscard]] inline std::vector<double> softmax_of(std::vector<double> logits) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (double& value : logits) sum += value = std::exp(value - largest);
    for (double& value : logits) value /= sum;
    return logits;
}

/// 1 - sum of sqrt(p q): p the classes' probabilities, q those predicted, with logits of the same length.
[[nodiscard]] inline double shift_of(const logit_pair& logits) {
    if (logits.length_before == 0) return 0;
    std::vector<double> rescaled = logits.after;
    if (logits.length_after != 0)
        for (double& value : rescaled) value *= logits.length_before / logits.length_after;
    const std::vector<double> before = softmax_of(logits.before);
    const std::vector<double> after = softmax_of(std::move(rescaled));
    double overlap = 0;
    for (std::size_t i = 0; i < before.size(); ++i) overlap += std::sqrt(before[i] * after[i]);
    return (std::max)(0.0, 1 - overlap);
}

/// The share of |relevance| at changed elements; one that changed by half of itself counts half.
[[nodiscard]] inline std::optional<double>
lost_share(std::span<const float> relevance, std::span<const float> clean, std::span<const float> damaged) {
    if (relevance.empty()) return std::nullopt;
    double lost = 0;
    double all = 0;
    for (std::size_t i = 0; i < clean.size(); ++i) {
        const double here = (std::abs)(static_cast<double>(relevance[i]));
        const float change = damaged[i] - clean[i];
        all += here;
        if (change != 0)
            lost += clean[i] == 0 ? here
                                  : here * (std::min)(1.0, (std::abs)(static_cast<double>(change) /
                                                                      static_cast<double>(clean[i])));
    }
    return all == 0 ? 0 : lost / all;
}

struct change_sums {
    float sum = 0;
    float squares = 0;
};

/// Of g da, element by element. Eigen's order depends on where memory lies.
[[nodiscard]] inline change_sums sums_of_change(std::span<const float> gradient, std::span<const float> clean,
                                                std::span<const float> damaged) {
    const auto term = [g = gradient.data(), before = clean.data(), after = damaged.data()](std::size_t i) {
        return g[i] * (after[i] - before[i]);
    };
    float sum[block_of_numbers] = {};
    float squares[block_of_numbers] = {};
    const std::size_t whole = gradient.size() / block_of_numbers * block_of_numbers;
    for (std::size_t i = 0; i < whole; i += block_of_numbers)
        for (std::size_t k = 0; k < block_of_numbers; ++k) {
            const float here = term(i + k);
            sum[k] += here;
            squares[k] += here * here;
        }
    for (std::size_t i = whole; i < gradient.size(); ++i) {
        sum[0] += term(i);
        squares[0] += term(i) * term(i);
    }
    change_sums total;
    for (std::size_t k = 0; k < block_of_numbers; ++k) {
        total.sum += sum[k];
        total.squares += squares[k];
    }
    return total;
}

} // namespace detail
} // namespace sei::explain::inline SEI_TARGET
