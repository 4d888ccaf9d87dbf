// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/ranking_tables.hpp: a ranking study and importance curves as tables.

#include "table.hpp"

#include <sei/advisor/score_to_believe.hpp>
#include <sei/advisor/words.hpp>
#include <sei/explain/scores/rank.hpp>
#include <sei/study/ranking_study.hpp>

namespace examples {

/// "-" for what is missing or not a number.
[[nodiscard]] inline std::string number_cell(std::optional<double> value, int decimals) {
    return value && std::isfinite(*value) ? sei::advisor::fixed(*value, decimals) : "-";
}

[[nodiscard]] inline std::string interval_cell(double low, double high) {
    return number_cell(low, 2) + " to " + number_cell(high, 2);
}

/// Percent of the held-out images that are right, by layer and damage. On a terminal the damages are numbers
/// and listed above, since their names make the table too wide.
[[nodiscard]] inline std::string accuracy_table(const sei::study::ranking_study& study,
                                                std::span<const std::string> layer_names, table_form form) {
    std::vector<std::string> headers{"after"};
    std::string legend;
    for (const std::string& damage : study.damages) {
        const std::string number = std::to_string(headers.size());
        headers.push_back(form == table_form::markdown ? damage : number);
        if (form == table_form::text) legend += number + ": " + damage + '\n';
    }
    table cells(headers);
    for (std::size_t layer = 0; layer < study.layers.size(); ++layer) {
        std::vector<std::string> row{layer_names[study.layers[layer]]};
        for (const double accuracy : study.accuracy[layer]) row.push_back(number_cell(accuracy * 100, 1));
        cells.add(row);
    }
    return legend + cells.in(form);
}

namespace detail {

[[nodiscard]] inline std::vector<std::string> validation_headers() {
    return {"score", "correlation", "over layers", "over images", "p", "given depth", "regret, points"};
}

[[nodiscard]] inline std::vector<std::string> validation_cells(const sei::score_validation& score) {
    return {score.score,
            number_cell(score.correlation, 2),
            interval_cell(score.low_over_layers, score.high_over_layers),
            interval_cell(score.low_over_images, score.high_over_images),
            sei::advisor::probability_text(score.p_value),
            number_cell(score.given_depth, 2),
            number_cell(score.regret * 100, 1)};
}

} // namespace detail

/// The scores that run no tail.
[[nodiscard]] inline std::string score_table(const sei::study::ranking_study& study, table_form form) {
    table cells(detail::validation_headers());
    for (const sei::score_validation& score : study.scores)
        if (score.tail_runs == 0) cells.add(detail::validation_cells(score));
    return cells.in(form);
}

/// The scores that run the tail, and how often for each split and damage.
[[nodiscard]] inline std::string probe_table(const sei::study::ranking_study& study, table_form form) {
    std::vector<std::string> headers = detail::validation_headers();
    headers.push_back("tail runs");
    table cells(headers);
    for (const sei::score_validation& score : study.scores) {
        if (score.tail_runs == 0) continue;
        std::vector<std::string> row = detail::validation_cells(score);
        row.push_back(std::to_string(score.tail_runs));
        cells.add(row);
    }
    return cells.in(form);
}

/// The rows of an importance curve; what a peak is worth stands beside it.
[[nodiscard]] inline std::string curve_table(std::span<const sei::split_score> splits, table_form form) {
    table cells({"after", "log10", "interval", "prominence", "peak share", "null share", "verdict"});
    for (const sei::split_score& split : splits) {
        if (!split.importance_log10) continue;
        cells.add({split.after, number_cell(split.importance_log10, 2),
                   interval_cell(split.importance_log10_low, split.importance_log10_high),
                   split.is_candidate ? number_cell(split.prominence, 2) : "-",
                   number_cell(split.peak_share, 2), number_cell(split.null_share, 2),
                   split.is_candidate ? std::string(sei::advisor::name_of(split.candidate)) : "-"});
    }
    return cells.in(form);
}

} // namespace examples
