// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/score_to_believe.hpp: of the scores that were held against measured accuracy, the one to rank
/// splits by, and in words why that one, or why none.
///
/// A score that nobody tested together with the others (`untested`) is not believed, however good it looks.

#include <sei/advisor/words.hpp>
#include <sei/model/results.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE {

/// Of the scores that run no tail, and of which the study had no doubt, the one with the highest correlation,
/// the first of equal ones; none if there is no such score: then only measured accuracy can decide.
[[nodiscard]] inline std::optional<std::size_t> score_to_believe(std::span<const score_validation> scores) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (scores[i].tail_runs == 0 && scores[i].doubt == ranking_doubt::none &&
            (!best || scores[i].correlation > scores[*best].correlation))
            best = i;
    return best;
}

/// "0.013"; "below 0.001".
[[nodiscard]] inline std::string probability_text(double probability) {
    if (!std::isfinite(probability)) return "-";
    return probability < 0.001 ? "below 0.001" : fixed(probability, 3);
}

namespace detail {

/// The scores that one may choose from.
[[nodiscard]] inline std::vector<score_validation> without_tails(std::span<const score_validation> scores) {
    std::vector<score_validation> family;
    std::copy_if(scores.begin(), scores.end(), std::back_inserter(family),
                 [](const score_validation& score) { return score.tail_runs == 0; });
    return family;
}

[[nodiscard]] inline std::string as_good_by_chance(std::size_t scores, double p_value) {
    const std::string rival = scores == 1
                                  ? "a score that knows nothing"
                                  : "the best of " + std::to_string(scores) + " scores that know nothing";
    return rival + " would do as well with a probability of " + probability_text(p_value);
}

/// Why no score of the family is to be believed, beginning with a colon; empty if nobody tested it.
[[nodiscard]] inline std::string doubt_phrase(std::span<const score_validation> family) {
    if (family.empty()) return {};
    const score_validation& best =
        *std::min_element(family.begin(), family.end(), [](const auto& left, const auto& right) {
            return std::pair(left.p_value, -left.correlation) < std::pair(right.p_value, -right.correlation);
        });
    switch (best.doubt) {
    case ranking_doubt::accuracy_at_chance:
        return ": undamaged, it is not clearly better than naming the commonest class for every image";
    case ranking_doubt::few_damages:
        return ": too few of the damages cost it accuracy for sure";
    case ranking_doubt::few_layers:
        return ": it has so few layers worth a cut that even a perfect order comes about by chance too often";
    case ranking_doubt::like_noise:
        return ": " + best.score + " does best, but " + as_good_by_chance(family.size(), best.p_value) +
               ", so that after this correction no correlation is surely above zero";
    case ranking_doubt::wide_interval:
        return ": the interval over layers of " + best.score + ", the surest of them, includes zero";
    case ranking_doubt::untested:
    case ranking_doubt::none:
        break;
    }
    return {};
}

} // namespace detail

/// Which score to believe and how far, or why none.
[[nodiscard]] inline std::string belief_sentence(std::span<const score_validation> scores) {
    const std::vector<score_validation> family = detail::without_tails(scores);
    const std::optional<std::size_t> best = score_to_believe(family);
    if (!best)
        return "No score is to be believed for this network" + detail::doubt_phrase(family) +
               "; let measured accuracy decide.";
    const score_validation& score = family[*best];
    return "Believe " + score.score +
           ": it puts the splits most nearly in the order of measured accuracy (rank correlation " +
           fixed(score.correlation, 2) + ", " + fixed(score.low_over_layers, 2) + " to " +
           fixed(score.high_over_layers, 2) + " over layers; " +
           detail::as_good_by_chance(family.size(), score.p_value) + ").";
}

} // namespace sei::advisor::inline SEI_RELEASE
