// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/permutation_test.hpp: of several scores that were held against the same measurement, how
/// probable is it that the best of as many scores that know nothing does as well?
///
/// Westfall and Young, "Resampling-Based Multiple Testing", 1993: max-T. What was measured is dealt out among
/// the layers anew, the same way for all scores, so that scores that resemble each other count as such. Each
/// score's statistic is divided by its own standard deviation over the permutations (Hoeffding, "A
/// combinatorial central limit theorem", 1951), so that none has a larger share of the error than others.
/// All orders are counted where there are at most `permutations` + 1 (up to 7 layers by default); the
/// smallest p is one over their number.

#include <sei/explain/scores/bootstrap.hpp>
#include <sei/keyed_random.hpp>

#include <limits>
#include <numeric>
#include <span>

namespace sei::study::inline SEI_TARGET {

/// How well a score agrees with what was measured, layer by layer: `at(i, j)` is what it adds to the
/// statistic if the score of layer i meets the measurement of layer j. The statistic is the sum over i of
/// `at(i, i)`.
class agreement {
public:
    explicit agreement(std::size_t layers) : layers_(layers), values_(layers * layers) {}

    [[nodiscard]] std::size_t layers() const { return layers_; }
    [[nodiscard]] double& at(std::size_t score_of, std::size_t measured_of) {
        return values_[score_of * layers_ + measured_of];
    }
    /// The statistic if layer i meets the measurement of layer `order[i]`.
    [[nodiscard]] double statistic(std::span<const std::size_t> order) const {
        double sum = 0;
        for (std::size_t i = 0; i < layers_; ++i) sum += values_[i * layers_ + order[i]];
        return sum;
    }
    /// Over all orders.
    [[nodiscard]] double mean() const {
        return std::accumulate(values_.begin(), values_.end(), 0.0) / static_cast<double>(layers_);
    }
    /// Over all orders; 0 for a score that is the same everywhere.
    [[nodiscard]] double standard_deviation() const {
        if (layers_ < 2) return 0;
        const auto count = static_cast<double>(layers_);
        std::vector<double> rows(layers_);
        std::vector<double> columns(layers_);
        for (std::size_t i = 0; i < layers_; ++i)
            for (std::size_t j = 0; j < layers_; ++j) {
                rows[i] += values_[i * layers_ + j] / count;
                columns[j] += values_[i * layers_ + j] / count;
            }
        double squares = 0;
        for (std::size_t i = 0; i < layers_; ++i)
            for (std::size_t j = 0; j < layers_; ++j) {
                const double own = values_[i * layers_ + j] - rows[i] - columns[j] + mean() / count;
                squares += own * own;
            }
        return std::sqrt(squares / (count - 1));
    }

private:
    std::size_t layers_;
    std::vector<double> values_;
};

struct permutation_options {
    std::size_t permutations = 9999; ///< drawn, where there are more than these and the given order
    std::uint64_t seed = 1;
};

/// The number of orders of so many layers, as far as a double tells them apart.
[[nodiscard]] inline double orders_of(std::size_t layers) {
    double orders = 1;
    for (std::size_t i = 2; i <= layers; ++i) orders *= static_cast<double>(i);
    return orders;
}

namespace detail {

/// A score's statistic in standard deviations from its mean over all orders.
class standard_score {
public:
    explicit standard_score(const agreement& of)
        : of_(&of), mean_(of.mean()), deviation_(of.standard_deviation()) {}

    /// Whether the score tells layers apart.
    [[nodiscard]] bool tells() const { return deviation_ > 1e-9; }
    [[nodiscard]] double operator()(std::span<const std::size_t> order) const {
        return (of_->statistic(order) - mean_) / deviation_;
    }

private:
    const agreement* of_;
    double mean_;
    double deviation_;
};

/// The `number`-th order drawn, each as probable as any other (Fisher and Yates).
inline void shuffle(std::vector<std::size_t>& order, std::uint64_t seed, std::size_t number) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t left = order.size(); left > 1; --left) {
        const double place = keyed_uniform(~seed, number, left) * static_cast<double>(left);
        std::swap(order[left - 1], order[static_cast<std::size_t>(place)]);
    }
}

/// `visit(order)` for every order if there are not too many, else for the given one and `permutations`
/// others; returns how many.
template <class Visit>
[[nodiscard]] std::size_t visit_orders(std::size_t layers, const permutation_options& options,
                                       const Visit& visit) {
    std::vector<std::size_t> order(layers);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::size_t count = 0;
    if (orders_of(layers) <= static_cast<double>(options.permutations + 1)) {
        do visit(order), ++count;
        while (std::next_permutation(order.begin(), order.end()));
        return count;
    }
    for (visit(order); count < options.permutations; ++count) {
        shuffle(order, options.seed, count);
        visit(order);
    }
    return count + 1;
}

} // namespace detail

/// By score: the share of orders in which the best of the family does as well as this score does in the order
/// that was measured. If no score knows anything, then the smallest of them is at most p with a probability
/// of at most p. 1 for a score that is the same at all layers. All have the same number of layers.
[[nodiscard]] inline std::vector<double> corrected_p_values(std::span<const agreement> family,
                                                            const permutation_options& options = {}) {
    if (family.empty()) return {};
    std::vector<detail::standard_score> scores;
    for (const agreement& each : family) scores.emplace_back(each);
    std::vector<std::size_t> given(family[0].layers());
    std::iota(given.begin(), given.end(), std::size_t{0});
    constexpr double rounding = 1e-9; // orders that differ in equal ranks only have the same statistic
    std::vector<double> found;
    for (const detail::standard_score& score : scores) found.push_back(score(given) - rounding);
    std::vector<std::size_t> as_good(family.size());
    const std::size_t orders = detail::visit_orders(given.size(), options, [&](const auto& order) {
        double best = -std::numeric_limits<double>::infinity();
        for (const detail::standard_score& score : scores)
            if (score.tells()) best = (std::max)(best, score(order));
        for (std::size_t i = 0; i < scores.size(); ++i)
            if (!scores[i].tells() || best >= found[i]) ++as_good[i];
    });
    std::vector<double> p_values;
    for (const std::size_t count : as_good)
        p_values.push_back(static_cast<double>(count) / static_cast<double>(orders));
    return p_values;
}

} // namespace sei::study::inline SEI_TARGET
