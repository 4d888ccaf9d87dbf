// SPDX-License-Identifier: MIT
#pragma once
/// The scores in the HTML report: side by side for every split, which of them to believe, and heat maps.

#include <sei/report/chart/heat_map.hpp>
#include <sei/report/detail/scores.hpp>
#include <sei/report/html/detail/tables.hpp>
#include <sei/report/markup.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

inline constexpr std::string_view missing = "\u2013";

/// The columns of scores that the data have numbers for.
[[nodiscard]] inline std::vector<std::string> score_headers(const report_data& data) {
    std::vector<std::string> headers{"#", "after", "peak", "CUI", "log10 CUI"};
    if (has_importance(data))
        for (const char* header :
             {"log10 importance", "95 % of resamples", "prominence", "peak share", "null share"})
            headers.emplace_back(header);
    if (has_relevance(data)) headers.emplace_back("LRP total");
    for (const std::string& damage : damage_names(data)) headers.push_back("turn, " + damage);
    return headers;
}

[[nodiscard]] inline std::vector<std::string> score_cells(const report_data& data, const split_score& split) {
    const bool is_peak = split.candidate != candidate_kind::none;
    const std::optional<double> cui = finite(split.cui);
    std::vector<std::string> cells{
        std::to_string(split.index), split.after, std::string(is_peak ? name_of(split.candidate) : ""),
        cui ? significant(*cui, 3) : std::string(missing), fixed_or(split.cui_log10, 3, missing)};
    if (has_importance(data)) {
        const bool on_curve = split.importance_log10.has_value();
        cells.push_back(fixed_or(split.importance_log10, 3, missing));
        cells.push_back(
            on_curve ? interval_text(split.importance_log10_low, split.importance_log10_high, 3, missing)
                     : std::string(missing));
        cells.push_back(is_peak ? fixed_or(split.prominence, 3, missing) : std::string(missing));
        cells.push_back(on_curve ? percent_or(split.peak_share, missing) : std::string(missing));
        cells.push_back(percent_or(split.null_share, missing));
    }
    if (has_relevance(data)) cells.push_back(fixed_or(split.lrp_abs_total, 3, missing));
    for (std::size_t i = 0; i < damage_names(data).size(); ++i)
        cells.push_back(i < split.damages.size() && std::isfinite(split.damages[i].turn)
                            ? significant(split.damages[i].turn, 3)
                            : std::string(missing));
    return cells;
}

/// All scores of every split side by side, folded away.
inline void add_scores(markup& page, const report_data& data) {
    page.open("details").element("summary", "All scores of the split points");
    page.open("div", {{"class", "scroll"}}).open("table", {{"class", "numbers"}}).open("thead").open("tr");
    for (const std::string& header : score_headers(data)) page.element("th", {{"scope", "col"}}, header);
    page.close().close().open("tbody");
    for (const split_score& split : data.splits) {
        page.open("tr");
        for (const std::string& value : score_cells(data, split)) page.element("td", value);
        page.close();
    }
    page.close().close().close().close();
}

[[nodiscard]] inline std::vector<cell> numbers_of(const score_validation& score) {
    return {{"rank correlation", fixed_or(score.correlation, 2, missing)},
            {"over layers", interval_text(score.low_over_layers, score.high_over_layers, 2, missing)},
            {"over images", interval_text(score.low_over_images, score.high_over_images, 2, missing)},
            {"p", std::isfinite(score.p_value) ? probability_text(score.p_value) : std::string(missing)},
            {"given depth", fixed_or(score.given_depth, 2, missing)},
            {"regret, points", fixed_or(score.regret * 100, 1, missing)}};
}

/// How far each score agrees with accuracy that was measured.
inline void add_ranking(markup& page, const report_data& data) {
    if (data.ranking.empty()) return;
    page.element("h2", "Which score to believe");
    page.element("p", belief_sentence(data.ranking));
    const std::optional<std::size_t> best = score_to_believe(data.ranking);
    page.open("table", {{"class", "designs ranking"}}).open("thead").open("tr");
    page.element("th", {{"scope", "col"}}, "score");
    for (const cell& each : numbers_of(data.ranking.front()))
        page.element("th", {{"scope", "col"}, {"class", "n"}}, each.label);
    page.close().close();
    for (std::size_t i = 0; i < data.ranking.size(); ++i) {
        const score_validation& score = data.ranking[i];
        page.open("tbody", {{"class", best == i ? "best" : ""}}).open("tr", {{"class", "row"}});
        page.element("td", {{"class", "place"}}, (best == i ? "\u2605 " : "") + score.score);
        for (const cell& each : numbers_of(score))
            page.element("td", {{"class", "n"}, {"data-label", each.label}}, each.value);
        page.close().close();
    }
    page.close();
    page.element(
        "p", {{"class", "note"}},
        "Rank correlation: 1 if the score puts the splits in the order in which they lose accuracy when "
        "damaged, 0 if it knows nothing of it; over layers and over images: where 95 % of their resamples "
        "lie. p: how probable it is that the best of these scores, if none of them knew anything, would do "
        "as "
        "well. Given depth: what is left of it among splits of the same depth. Regret: the accuracy lost by "
        "taking the split that the score likes best, over the best split.");
}

[[nodiscard]] inline std::string heat_map_note(const heat_map_picture& picture) {
    const std::string size = significant(picture.largest(), 3);
    std::string note = picture.largest() == 0   ? "Nothing but zeros."
                       : picture.has_negative() ? "Full colour: " + size + " and \u2212" + size + '.'
                                                : "Full colour: " + size + '.';
    if (picture.block() > 1) {
        const std::string side = std::to_string(picture.block());
        note += " Each cell is the mean of " + side + 'x' + side + " pixels.";
    }
    return note;
}

/// Pictures in a row that wraps.
inline void add_heat_maps(markup& page, const report_data& data) {
    if (data.heat_maps.empty()) return;
    page.element("h2", "Where the answer comes from");
    page.open("p", {{"class", "note"}}).element("span", {{"class", "key speaks-for"}}, "");
    page.text(" speaks for the answer, ").element("span", {{"class", "key speaks-against"}}, "");
    page.text(" against it; the stronger the colour, the more. Each picture has its own scale.").close();
    page.open("div", {{"class", "heat-maps"}});
    for (std::size_t i = 0; i < data.heat_maps.size(); ++i) {
        const heat_map_picture picture(data.heat_maps[i]);
        page.open("figure");
        page.raw(picture.draw("heat-map-" + std::to_string(i), data.heat_maps[i].title));
        page.element("h3", data.heat_maps[i].title);
        page.element("figcaption", heat_map_note(picture)).close();
    }
    page.close();
}

} // namespace sei::report::inline SEI_RELEASE::detail
