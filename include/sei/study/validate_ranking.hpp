// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/validate_ranking.hpp: can a score of splits be believed for this network? Holds every score
/// against accuracy that was measured, and says how sure that is.
///
/// Within each damage the layers are ranked by the score and by the accuracy that they lose; the rank
/// correlation is averaged over damages. Intervals are bootstraps over layers and over images. `regret` is
/// what a user pays who takes the layer that the score likes best.
///
/// The best of several scores that know nothing looks good by chance. A score is free of doubt only if the
/// network is clearly better than chance, enough damages cost it accuracy for sure, and a permutation test
/// over the layers, corrected for all scores together, says that chance seldom does as well:
/// docs/decisions/0013-which-score-to-believe.md.

#include <sei/model/results.hpp>
#include <sei/study/binomial_tail.hpp>
#include <sei/study/damaged_accuracy.hpp>
#include <sei/study/permutation_test.hpp>
#include <sei/study/rank_correlation.hpp>

namespace sei::study::inline SEI_TARGET {

/// What a score says of every layer under every damage: larger means more damage is expected.
struct candidate_score {
    std::string name;
    std::vector<std::vector<double>> by_layer; ///< [layer][damage]
    std::size_t tail_runs = 0;                 ///< per split and damage, of a score that runs the tail
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
    /// Undamaged, the network must come this far from the commonest class's share of the images to 100 %.
    double least_skill = 0.25;
    double image_level = 0.01;       ///< of the tests over images: that skill, and that a damage costs at all
    std::size_t least_damages = 3;   ///< that count
    double level = 0.05;             ///< probability that any score is believed if none knows anything
    permutation_options permuting{}; ///< of the layers
};

namespace detail {

/// How often chance would lose as much as the damage did at this layer, over the images that it changed.
[[nodiscard]] inline double loss_by_chance(const damaged_accuracy& measured, std::size_t layer,
                                           std::size_t damage) {
    std::size_t lost = 0;
    std::size_t won = 0;
    for (std::size_t image = 0; image < measured.images(); ++image) {
        const bool was_right = measured.clean(image);
        const bool is_right = measured.right(layer, damage, image);
        if (was_right && !is_right) ++lost;
        if (is_right && !was_right) ++won;
    }
    return binomial_tail(lost, lost + won, 0.5);
}

/// Whether the damage costs the layer more than the least loss, and that is not chance; one of many layers.
[[nodiscard]] inline bool loses_for_sure(const damaged_accuracy& measured, std::size_t layer,
                                         std::size_t damage, const validation_options& options) {
    return measured.clean_accuracy() - measured.accuracy(layer, damage) > options.least_loss &&
           loss_by_chance(measured, layer, damage) * static_cast<double>(measured.layers()) <=
               options.image_level;
}

} // namespace detail

/// The damages that count.
[[nodiscard]] inline std::vector<std::size_t> telling_damages(const damaged_accuracy& measured,
                                                              const validation_options& options = {}) {
    std::vector<std::size_t> telling;
    const std::vector<std::size_t> layers = detail::all_of(measured.layers());
    for (std::size_t damage = 0; damage < measured.damages(); ++damage)
        if (std::any_of(layers.begin(), layers.end(), [&](std::size_t layer) {
                return detail::loses_for_sure(measured, layer, damage, options);
            }))
            telling.push_back(damage);
    return telling;
}

/// Whether the undamaged network is clearly better than naming the commonest class for every image.
[[nodiscard]] inline bool is_above_chance(const damaged_accuracy& measured,
                                          const validation_options& options = {}) {
    std::size_t right = 0;
    for (std::size_t image = 0; image < measured.images(); ++image)
        if (measured.clean(image)) ++right;
    const double least = measured.commonest_share() + options.least_skill * (1 - measured.commonest_share());
    return binomial_tail(right, measured.images(), least) <= options.image_level;
}

namespace detail {

/// Ranks less their mean, of length 1; empty for a column that ranks nothing.
[[nodiscard]] inline std::vector<double> unit_ranks(const std::vector<double>& values) {
    if (has_nan(values)) return {};
    std::vector<double> ranks = ranks_of(values);
    double squares = 0;
    for (double& rank : ranks) {
        rank -= 0.5 * static_cast<double>(ranks.size() + 1);
        squares += rank * rank;
    }
    if (squares == 0) return {};
    for (double& rank : ranks) rank /= std::sqrt(squares);
    return ranks;
}

/// The mean rank correlation over the damages, taken apart by layers.
[[nodiscard]] inline agreement agreement_of(const candidate_score& score,
                                            const std::vector<std::vector<double>>& lost,
                                            std::span<const std::size_t> damages) {
    const std::vector<std::size_t> layers = all_of(lost.size());
    agreement result(layers.size());
    for (const std::size_t damage : damages) {
        const std::vector<double> expected = unit_ranks(column(score.by_layer, damage, layers));
        const std::vector<double> found = unit_ranks(column(lost, damage, layers));
        if (expected.empty() || found.empty()) continue;
        for (const std::size_t i : layers)
            for (const std::size_t j : layers) result.at(i, j) += expected[i] * found[j];
    }
    return result;
}

/// By score: how probable it is that the best of the scores that run no tail does as well by chance; NaN for
/// those that run it.
[[nodiscard]] inline std::vector<double> p_values_of(std::span<const candidate_score> scores,
                                                     const std::vector<std::vector<double>>& lost,
                                                     std::span<const std::size_t> damages,
                                                     const validation_options& options) {
    std::vector<agreement> family;
    for (const candidate_score& score : scores)
        if (score.tail_runs == 0) family.push_back(agreement_of(score, lost, damages));
    const std::vector<double> of_family = corrected_p_values(family, options.permuting);
    std::vector<double> p_values(scores.size(), std::nan(""));
    for (std::size_t i = 0, place = 0; i < scores.size(); ++i)
        if (scores[i].tail_runs == 0) p_values[i] = of_family[place++];
    return p_values;
}

/// What the measurement leaves of every score, however it agrees.
[[nodiscard]] inline ranking_doubt doubt_about(const damaged_accuracy& measured, std::size_t telling,
                                               const validation_options& options) {
    if (!is_above_chance(measured, options)) return ranking_doubt::accuracy_at_chance;
    if (telling < (std::max)(options.least_damages, std::size_t{1})) return ranking_doubt::few_damages;
    if (orders_of(measured.layers()) * options.level < 1) return ranking_doubt::few_layers;
    return ranking_doubt::none;
}

[[nodiscard]] inline ranking_doubt doubt_about(const score_validation& score, ranking_doubt of_all,
                                               const validation_options& options) {
    if (std::isnan(score.p_value)) return ranking_doubt::untested;
    if (of_all != ranking_doubt::none) return of_all;
    if (score.p_value > options.level) return ranking_doubt::like_noise;
    return score.low_over_layers > 0 ? ranking_doubt::none : ranking_doubt::wide_interval;
}

} // namespace detail

/// Every score against the measurement, in the given order. `depth` of the layers is held fixed in
/// `given_depth`. The scores that run no tail are the family that `p_value` is corrected for. Throws
/// sei::error if a score doesn't have a number for every layer and damage.
[[nodiscard]] inline std::vector<score_validation> validate_ranking(const damaged_accuracy& measured,
                                                                    std::span<const candidate_score> scores,
                                                                    std::span<const double> depth,
                                                                    const validation_options& options = {}) {
    if (depth.size() != measured.layers())
        throw error(std::to_string(depth.size()) + " depths came for " + std::to_string(measured.layers()) +
                    " layers");
    for (const candidate_score& score : scores) detail::require_complete(score, measured);
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
    const std::vector<double> p_values = detail::p_values_of(scores, lost, damages, options);
    const ranking_doubt of_all = detail::doubt_about(measured, damages.size(), options);
    std::vector<score_validation> results;
    for (const candidate_score& score : scores) {
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
        score_validation result{.score = score.name,
                                .correlation = correlation(lost, layers, rank_correlation),
                                .low_over_layers = of_layers.low,
                                .high_over_layers = of_layers.high,
                                .low_over_images = of_images.low,
                                .high_over_images = of_images.high,
                                .given_depth = correlation(lost, layers, given_depth),
                                .regret = detail::mean_regret(score, lost, damages),
                                .tail_runs = score.tail_runs,
                                .p_value = p_values[results.size()]};
        result.doubt = detail::doubt_about(result, of_all, options);
        results.push_back(std::move(result));
    }
    return results;
}

} // namespace sei::study::inline SEI_TARGET
