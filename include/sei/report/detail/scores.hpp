// SPDX-License-Identifier: MIT
#pragma once
/// What the reports say of the scores of split points: which there are, and each in words.

#include <sei/advisor/score_to_believe.hpp>
#include <sei/report/data.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

[[nodiscard]] inline std::optional<double> finite(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? value : std::nullopt;
}

/// Whether the splits have an importance of their own; without, the curve is that of CUI.
[[nodiscard]] inline bool has_importance(const report_data& data) {
    return std::any_of(data.splits.begin(), data.splits.end(),
                       [](const split_score& split) { return split.importance_log10.has_value(); });
}

[[nodiscard]] inline bool has_relevance(const report_data& data) {
    return std::any_of(data.splits.begin(), data.splits.end(),
                       [](const split_score& split) { return split.lrp_abs_total.has_value(); });
}

[[nodiscard]] inline bool has_candidate(const report_data& data, candidate_kind kind) {
    return std::any_of(data.splits.begin(), data.splits.end(),
                       [kind](const split_score& split) { return split.candidate == kind; });
}

/// The damages of the first split that has any; all that have them have the same.
[[nodiscard]] inline std::vector<std::string> damage_names(const report_data& data) {
    std::vector<std::string> names;
    for (const split_score& split : data.splits) {
        for (const damage_estimate& each : split.damages) names.push_back(each.damage);
        if (!names.empty()) break;
    }
    return names;
}

/// How far the damages turn the logits, on average.
[[nodiscard]] inline std::optional<double> mean_turn(const split_score& split) {
    if (split.damages.empty()) return std::nullopt;
    double mean = 0;
    for (const damage_estimate& each : split.damages)
        mean += each.turn / static_cast<double>(split.damages.size());
    return finite(mean);
}

/// What the curve is, for a caption.
[[nodiscard]] inline std::string importance_phrase(const report_data& data) {
    if (!has_importance(data)) return "CUI: the importance of I-SPLIT, as log10";
    return "Importance: as log10" + (data.importance_note.empty() ? "" : "; " + data.importance_note);
}

/// What `mean_turn` is, for a caption.
[[nodiscard]] inline std::string turn_phrase(const report_data& data) {
    return "Turn: how far damage at the split would turn the logits, estimated from gradients, from 0 (not "
           "at "
           "all) to 2; the mean over " +
           joined(damage_names(data));
}

[[nodiscard]] inline std::string label_of(candidate_kind kind) {
    if (kind == candidate_kind::none) return {};
    if (kind == candidate_kind::noise) return "only noise";
    if (kind == candidate_kind::architecture) return "architecture, not training";
    return "candidate";
}

/// A number that may be missing: "-" or another sign for it then.
[[nodiscard]] inline std::string fixed_or(const std::optional<double>& value, int decimals,
                                          std::string_view otherwise) {
    return finite(value) ? fixed(*value, decimals) : std::string(otherwise);
}

[[nodiscard]] inline std::string percent_or(const std::optional<double>& share, std::string_view otherwise) {
    return finite(share) ? percent(*share) : std::string(otherwise);
}

/// "0.31 to 0.92".
[[nodiscard]] inline std::string interval_text(double low, double high, int decimals,
                                               std::string_view otherwise) {
    if (!std::isfinite(low) || !std::isfinite(high)) return std::string(otherwise);
    return fixed(low, decimals) + " to " + fixed(high, decimals);
}

/// Why there is no relevance; empty where there is, or where nobody says.
[[nodiscard]] inline std::string missing_relevance_sentence(const report_data& data) {
    if (data.splits.empty() || has_relevance(data) || data.relevance_note.empty()) return {};
    return "No LRP totals: " + data.relevance_note;
}

} // namespace sei::report::inline SEI_RELEASE::detail
