// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/validate_ranking.hpp: can a score of splits be believed for this network? Holds every score
/// against accuracy that was measured, and says how sure that is.
///
/// Within each damage the layers are ranked by the score and by the accuracy that they lose; the rank
/// correlation is averaged over damages. Intervals are bootstraps over layers and over images. `regret` is
/// what a user pays who takes the layer that the score likes best.

#include <sei/model/results.hpp>
#include <sei/study/damaged_accuracy.hpp>
#include <sei/study/rank_correlation.hpp>

namespace sei::study::inline SEI_TARGET {

/// What a score says of every layer under every damage: larger means more damage is expected.
struct candidate_score {
    std::string name;
    std::vector<std::vector<double>> by_layer; ///< [layer][damage]
};

/// The same whatever the damage: depth, importance, relevance.
[[nodiscard]] inline candidate_score same_for_all(std::string name, std::span<const double> by_layer,
                                                  std::size_t damages) {
    candidate_score score{std::move(name), {}};
    for (const double value : by_layer) score.by_layer.emplace_back(damages, value);
    return score;
}

namespace detail {

/// One damage's column for the layers at these positions.
[[nodiscard]] inline std::vector<double> column(const std::vector<std::vector<double>>& table,
                                                std::size_t damage, std::span<const std::size_t> layers) {
    std::vector<double> values;
    for (const std::size_t layer : layers) values.push_back(table[layer][damage]);
    return values;
}

[[nodiscard]] inline std::vector<std::size_t> all_of(std::size_t count) {
    std::vector<std::size_t> positions(count);
    for (std::size_t i = 0; i < count; ++i) positions[i] = i;
    return positions;
}

/// The mean over `damages` of `correlation(score column, lost column)`; those in which one of the columns is
/// constant say nothing and are left out. NaN if all are.
template <class Correlation>
[[nodiscard]] double mean_over_damages(const std::vector<std::vector<double>>& score,
                                       const std::vector<std::vector<double>>& lost,
                                       std::span<const std::size_t> damages,
                                       std::span<const std::size_t> layers, const Correlation& correlation) {
    double sum = 0;
    std::size_t counted = 0;
    for (const std::size_t damage : damages) {
        const double found = correlation(column(score, damage, layers), column(lost, damage, layers));
        if (std::isnan(found)) continue;
        sum += found;
        ++counted;
    }
    return counted == 0 ? std::nan("") : sum / static_cast<double>(counted);
}

/// Accuracy lost, in shares of all images; `positions` of the images that count.
[[nodiscard]] inline std::vector<std::vector<double>> lost_accuracy(const damaged_accuracy& measured,
                                                                    std::span<const std::size_t> positions) {
    std::vector<std::vector<double>> lost(measured.layers());
    for (std::size_t layer = 0; layer < lost.size(); ++layer)
        for (std::size_t damage = 0; damage < measured.damages(); ++damage)
            lost[layer].push_back(1 - measured.accuracy(layer, damage, positions));
    return lost;
}

/// How much more accuracy the layer loses that the score likes best, over the best layer; NaN without
/// damages.
[[nodiscard]] inline double mean_regret(const candidate_score& score,
                                        const std::vector<std::vector<double>>& lost,
                                        std::span<const std::size_t> damages) {
    double sum = 0;
    for (const std::size_t damage : damages) {
        const std::vector<std::size_t> layers = all_of(lost.size());
        const std::vector<double> expected = column(score.by_layer, damage, layers);
        const std::vector<double> found = column(lost, damage, layers);
        const auto pick = std::min_element(expected.begin(), expected.end()) - expected.begin();
        sum += found[static_cast<std::size_t>(pick)] - *std::min_element(found.begin(), found.end());
    }
    return damages.empty() ? std::nan("") : sum / static_cast<double>(damages.size());
}

inline void require_complete(const candidate_score& score, const damaged_accuracy& measured) {
    bool fits = score.by_layer.size() == measured.layers();
    for (const std::vector<double>& layer : score.by_layer) fits = fits && layer.size() == measured.damages();
    if (!fits)
        throw error("score '" + score.name + "' does not have a number for each of " +
                    std::to_string(measured.layers()) + " layers and " + std::to_string(measured.damages()) +
                    " damages");
}

} // namespace detail

struct validation_options {
    double least_loss = 0.02; ///< a damage counts if it costs some layer more: else noise ranks the layers
    explain::bootstrap_options bootstrap{};
};

/// The damages that count.
[[nodiscard]] inline std::vector<std::size_t> telling_damages(const damaged_accuracy& measured,
                                                              const validation_options& options = {}) {
    std::vector<std::size_t> telling;
    for (std::size_t damage = 0; damage < measured.damages(); ++damage) {
        double worst = 1;
        for (std::size_t layer = 0; layer < measured.layers(); ++layer)
            worst = (std::min)(worst, measured.accuracy(layer, damage));
        if (measured.clean_accuracy() - worst > options.least_loss) telling.push_back(damage);
    }
    return telling;
}

/// Every score against the measurement, in the given order. `depth` of the layers is what a score must beat.
/// Throws sei::error if a score doesn't have a number for every layer and damage.
[[nodiscard]] inline std::vector<score_validation> validate_ranking(const damaged_accuracy& measured,
                                                                    std::span<const candidate_score> scores,
                                                                    std::span<const double> depth,
                                                                    const validation_options& options = {}) {
    if (depth.size() != measured.layers())
        throw error(std::to_string(depth.size()) + " depths came for " + std::to_string(measured.layers()) +
                    " layers");
    const std::vector<std::size_t> layers = detail::all_of(measured.layers());
    const std::vector<std::size_t> damages = telling_damages(measured, options);
    const auto lost = detail::lost_accuracy(measured, detail::all_of(measured.images()));
    const auto given_depth = [&](const std::vector<double>& expected, const std::vector<double>& found) {
        return partial_rank_correlation(expected, found, depth);
    };
    const auto lost_again =
        explain::resampled(measured.images(), options.bootstrap, [&](const std::vector<std::size_t>& drawn) {
            return detail::lost_accuracy(measured, drawn);
        });
    std::vector<score_validation> results;
    for (const candidate_score& score : scores) {
        detail::require_complete(score, measured);
        const auto correlation = [&](const auto& of_lost, std::span<const std::size_t> of_layers,
                                     const auto& kind) {
            return detail::mean_over_damages(score.by_layer, of_lost, damages, of_layers, kind);
        };
        const auto over_layers =
            explain::resampled(layers.size(), options.bootstrap, [&](const std::vector<std::size_t>& drawn) {
                return correlation(lost, drawn, rank_correlation);
            });
        std::vector<double> over_images;
        for (const auto& of_images : lost_again)
            over_images.push_back(correlation(of_images, layers, rank_correlation));
        const double confidence = options.bootstrap.confidence;
        const explain::interval of_layers = explain::middle_of(over_layers, confidence);
        const explain::interval of_images = explain::middle_of(over_images, confidence);
        results.push_back({.score = score.name,
                           .correlation = correlation(lost, layers, rank_correlation),
                           .low_over_layers = of_layers.low,
                           .high_over_layers = of_layers.high,
                           .low_over_images = of_images.low,
                           .high_over_images = of_images.high,
                           .given_depth = correlation(lost, layers, given_depth),
                           .regret = detail::mean_regret(score, lost, damages)});
    }
    return results;
}

} // namespace sei::study::inline SEI_TARGET
