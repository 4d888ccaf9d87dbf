// SPDX-License-Identifier: MIT
#pragma once
/// The parts of the HTML report about other links and other requirements: the crossover map and how far the
/// verdict holds.

#include <sei/report/chart/detail/crossover.hpp>
#include <sei/report/data.hpp>
#include <sei/report/detail/range_words.hpp>
#include <sei/report/markup.hpp>

namespace sei::report::inline SEI_RELEASE::detail {

/// What the letters and colours of the map mean.
inline void add_areas(markup& page, const report_data& data, const crossover_chart& chart) {
    page.open("ul", {{"class", "areas"}});
    for (const std::size_t winner : chart.winners()) {
        page.open("li");
        page.element("span", {{"class", "area-key " + chart.style_of_area(winner)}},
                     letter_of(chart.winners(), winner));
        page.text(" " + name_of(data.designs[winner])).close();
    }
    page.open("li").element("span", {{"class", "area-key here-key"}}, "").text(" this link").close();
    page.close();
}

inline void add_crossover(markup& page, const report_data& data, double wide, double narrow) {
    if (!data.crossover) return;
    page.element("h2", "Which design wins where");
    page.element(
        "p", {{"class", "note"}},
        "The verdict if the link had another rate or lost other shares of its packets, all else as asked: "
        "every cell is simulated, with the same frames. Rates and losses are evenly spaced in the "
        "picture, not to scale.");
    const crossover_chart chart(data);
    page.open("figure");
    page.open("div", {{"class", "wide"}}).raw(chart.draw(wide, 54, "crossover-wide")).close();
    page.open("div", {{"class", "narrow"}}).raw(chart.draw(narrow, 34, "crossover-narrow")).close();
    page.open("figcaption");
    add_areas(page, data, chart);
    page.close().close();
}

inline void add_range_end(markup& page, const report_data& data, const verdict_range& range,
                          const std::optional<range_end>& end, const std::optional<double>& looked,
                          std::string_view side) {
    page.open("td");
    page.text(end ? end_text(range, *end) : open_end_text(range, looked));
    page.element("small", end      ? beyond_text(data, range, *end, side)
                          : looked ? std::string("as far as was looked")
                                   : std::string("no limit"));
    page.close();
}

inline void add_sensitivity(markup& page, const report_data& data) {
    if (data.sensitivity.empty()) return;
    page.element("h2", "How far the verdict holds");
    page.element("p", {{"class", "note"}},
                 "Each number moved alone, all others as they are, until the verdict is another.");
    page.open("div", {{"class", "scroll"}}).open("table", {{"class", "ranges"}}).open("thead").open("tr");
    for (const char* header : {"", "now", "holds down to", "holds up to"})
        page.element("th", {{"scope", "col"}}, header);
    page.close().close().open("tbody");
    for (const verdict_range& range : data.sensitivity) {
        page.open("tr").element("th", {{"scope", "row"}}, range.what);
        page.element("td", present_text(range));
        add_range_end(page, data, range, range.lower, range.least, "below");
        add_range_end(page, data, range, range.upper, range.most, "above");
        page.close();
    }
    page.close().close().close();
}

} // namespace sei::report::inline SEI_RELEASE::detail
