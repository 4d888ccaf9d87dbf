// SPDX-License-Identifier: MIT
#pragma once
/// sei/report/html.hpp: a report for people: one HTML file with inline pictures, no script, nothing
/// to load.
///
/// It follows the reader's light or dark setting, fits a phone of 360 pixels and prints. Every chart comes
/// twice, for wide and for narrow screens, and the style sheet shows one. The same data give the same bytes.

#include <sei/report/chart/detail/loss.hpp>
#include <sei/report/chart/detail/time.hpp>
#include <sei/report/chart/detail/trade_off.hpp>
#include <sei/report/chart/importance.hpp>
#include <sei/report/chart/style.hpp>
#include <sei/report/data.hpp>
#include <sei/report/html/detail/maps.hpp>
#include <sei/report/html/detail/score_tables.hpp>
#include <sei/report/html/detail/streams.hpp>
#include <sei/report/html/detail/tables.hpp>
#include <sei/report/html/detail/verdict.hpp>
#include <sei/report/markup.hpp>

#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE {

namespace detail {

/// The wide and the narrow version of a picture; a style rule hides one of them.
inline void add_picture(markup& page, const std::string& wide, const std::string& narrow) {
    page.open("div", {{"class", "wide"}}).raw(wide).close();
    page.open("div", {{"class", "narrow"}}).raw(narrow).close();
}

inline constexpr double wide_picture = 1032;
inline constexpr double half_picture = 500;
inline constexpr double narrow_picture = 328;

/// What the marks of the importance chart mean, as far as it has them.
[[nodiscard]] inline std::vector<std::string> importance_captions(const report_data& data) {
    const importance_chart chart{data};
    std::vector<std::string> captions;
    const std::string rows = data.activations_compete ? "." : " through convolutions and pools.";
    captions.push_back(has_candidate(data, candidate_kind::candidate)
                           ? "Large dots: candidates, the local maxima of the curve" + rows
                           : "There are no candidates among the local maxima of the curve" + rows);
    if (has_candidate(data, candidate_kind::noise))
        captions.emplace_back("Hollow circles: only noise. The images don't suffice to see this peak: fewer "
                              "than 90 % of the bootstrap resamples of the images have it.");
    if (has_candidate(data, candidate_kind::architecture))
        captions.emplace_back("Hollow squares: architecture, not training. At least half of the networks "
                              "with random weights have this peak too.");
    if (chart.has_dots_aside())
        captions.emplace_back("Small grey dots: activations, which are not in the search.");
    captions.push_back(importance_phrase(data) + '.');
    if (chart.has_intervals())
        captions.emplace_back("Grey bars: where 95 % of the resamples of the images lie.");
    if (!damage_names(data).empty()) captions.push_back(turn_phrase(data) + '.');
    if (const std::string sentence = missing_relevance_sentence(data); !sentence.empty())
        captions.push_back(sentence);
    return captions;
}

inline void add_importance(markup& page, const report_data& data) {
    if (data.splits.empty()) return;
    page.element("h2", "Where the network may be cut");
    page.element(
        "p", {{"class", "note"}},
        "The importance curve (CUI, as in I-SPLIT) proposes candidates where a map matters more to the "
        "answer than its neighbours. It looks at the network only; which cut wins is decided by the "
        "simulation above.");
    const importance_chart chart{data};
    page.open("figure");
    add_picture(page, chart.draw(wide_picture, "importance-wide"),
                chart.draw(narrow_picture, "importance-narrow"));
    page.open("figcaption");
    for (const std::string& caption : importance_captions(data)) page.element("p", caption);
    page.close().close();
    add_scores(page, data);
    add_splits(page, data);
}

inline void add_times(markup& page, const report_data& data) {
    page.element("h2", "Where the time goes");
    const time_chart chart{data};
    page.open("figure");
    add_picture(page, chart.draw(wide_picture, "time-wide"), chart.draw(narrow_picture, "time-narrow"));
    page.element(
        "figcaption",
        "The median frame of the verdict and of the best design of each kind: computing on the device, "
        "the link with its queue, computing on the server.");
    page.close();
}

inline void add_losses(markup& page, const report_data& data) {
    const loss_chart accuracy(data, measured::accuracy);
    const loss_chart latency(data, measured::latency);
    if (accuracy.is_empty()) return;
    page.element("h2", "When packets get lost");
    page.open("div", {{"class", "pair"}}).open("figure");
    page.element("h3", data.requirements.deadline_ms ? "Right and in time" : "Right");
    add_picture(page, accuracy.draw(half_picture, 136, "loss-accuracy-wide"),
                accuracy.draw(narrow_picture, 104, "loss-accuracy-narrow"));
    page.close().open("figure");
    page.element("h3", "Milliseconds for " + percentile_of(data.requirements) + " of frames");
    add_picture(page, latency.draw(half_picture, 136, "loss-latency-wide"),
                latency.draw(narrow_picture, 104, "loss-latency-narrow"));
    page.close().close();
    page.element(
        "p", {{"class", "note"}},
        "Named: the verdict and the best design of each kind. Grey: all others. The losses are evenly "
        "spaced in the picture, not to scale.");
}

inline void add_trade_off(markup& page, const report_data& data) {
    if (data.designs.empty()) return;
    page.element("h2", "Accuracy against latency");
    const trade_off_chart chart{data};
    page.open("figure");
    add_picture(page, chart.draw(wide_picture, 430, "trade-off-wide"),
                chart.draw(narrow_picture, 380, "trade-off-narrow"));
    page.element(
        "figcaption",
        "The line joins the designs that no other beats in both. The tinted region meets what was asked. "
        "Marks level with 'less' lie below the scale.");
    page.close();
}

inline void add_head(markup& page, const report_data& data) {
    page.open("head").empty("meta", {{"charset", "utf-8"}});
    page.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    page.empty("meta", {{"name", "generator"}, {"content", "sei " + version_text()}});
    page.element("title", title_of(data));
    page.open("style");
    for (const std::string_view sheet : {style_colours, style_page, style_tables, style_charts, style_media})
        page.raw(sheet);
    page.close().close();
}

} // namespace detail

/// The report as one HTML file, UTF-8.
[[nodiscard]] inline std::string to_html(const report_data& data) {
    require_consistent(data);
    markup page;
    page.raw("<!doctype html>\n").open("html", {{"lang", "en"}});
    detail::add_head(page, data);
    page.open("body").open("main");
    detail::add_question(page, data);
    detail::add_verdict(page, data);
    detail::add_requirements(page, data);
    detail::add_sensitivity(page, data);
    detail::add_times(page, data);
    detail::add_losses(page, data);
    detail::add_crossover(page, data, detail::wide_picture, detail::narrow_picture);
    detail::add_trade_off(page, data);
    detail::add_importance(page, data);
    detail::add_ranking(page, data);
    detail::add_heat_maps(page, data);
    detail::add_designs(page, data);
    detail::add_streams(page, data);
    detail::add_sources(page, data);
    page.element("footer", "Written by sei " + version_text() + ".");
    page.close().close().close();
    return page.take();
}

} // namespace sei::report::inline SEI_RELEASE
