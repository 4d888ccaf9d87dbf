// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/loss_page.hpp: designs against packet loss as one HTML file with inline figures, and the
/// figures as files of their own.
///
/// No script, nothing to load; follows the reader's light or dark setting and fits 360 pixels: each figure
/// comes twice, and the style sheet shows one.

#include "loss_figure.hpp"
#include "loss_tables.hpp"

#include <sei/report/chart/style.hpp>
#include <sei/report/markup.hpp>

namespace examples {

namespace detail {

/// Class names and mark of a design; cuts are spread over the five shades in the order of their depth.
inline void dress(std::span<const design_sweep> designs, std::size_t which, loss_curve& curve) {
    const sei::design_kind kind = designs[which].kind;
    curve.mark = sei::report::mark_of(kind);
    curve.style = std::string(sei::advisor::name_of(kind));
    if (kind != sei::design_kind::split) return;
    constexpr std::size_t shades = 5;
    std::size_t before = 0;
    std::size_t cuts = 0;
    for (std::size_t i = 0; i < designs.size(); ++i) {
        if (designs[i].kind != sei::design_kind::split) continue;
        before += i < which ? 1U : 0U;
        ++cuts;
    }
    const std::size_t shade = cuts == 1 ? shades / 2 : before * (shades - 1) / (cuts - 1);
    curve.style = "cut-" + std::to_string(shade);
}

[[nodiscard]] inline std::vector<loss_curve> curves_of(const network_sweep& network,
                                                       transport_sweep design_sweep::*transport,
                                                       interval sweep_point::*member) {
    std::vector<loss_curve> curves;
    for (std::size_t i = 0; i < network.designs.size(); ++i) {
        loss_curve curve{.name = name_of(network.designs[i]), .style = {}, .main = {}};
        dress(network.designs, i, curve);
        for (const sweep_point& each : (network.designs[i].*transport).points)
            curve.main.push_back(each.*member);
        curves.push_back(std::move(curve));
    }
    return curves;
}

[[nodiscard]] inline loss_panel in_time_panel(const network_sweep& network,
                                              transport_sweep design_sweep::*transport,
                                              const loss_report& report) {
    return {.title = "Frames answered within " + sei::advisor::milliseconds(report.deadline_ms) + ", %",
            .quantity = loss_quantity::share,
            .curves = curves_of(network, transport, &sweep_point::in_time)};
}

} // namespace detail

/// Latency over TCP against loss, and which share of the frames it leaves in time.
[[nodiscard]] inline loss_figure tcp_figure(const network_sweep& network, const loss_report& report) {
    loss_panel latency{.title = "Latency, ms: 95th percentile; dotted: median",
                       .quantity = loss_quantity::milliseconds,
                       .curves = detail::curves_of(network, &design_sweep::tcp, &sweep_point::p95_ms),
                       .limit = report.deadline_ms,
                       .limit_label = "deadline " + sei::advisor::milliseconds(report.deadline_ms)};
    for (std::size_t i = 0; i < network.designs.size(); ++i)
        for (const sweep_point& each : network.designs[i].tcp.points)
            latency.curves[i].second.push_back(each.p50_ms.value);
    return {.id = network.network + "-tcp",
            .title = network.network + " over TCP: latency against packet loss",
            .description = "One curve for each design; bands from the least to the greatest of the seeds.",
            .losses = report.losses,
            .panels = {std::move(latency), detail::in_time_panel(network, &design_sweep::tcp, report)}};
}

/// Accuracy over UDP against loss, and which share of the frames is in time.
[[nodiscard]] inline loss_figure udp_figure(const network_sweep& network, const loss_report& report) {
    return {.id = network.network + "-udp",
            .title = network.network + " over UDP: accuracy against packet loss",
            .description = "One curve for each design; bands of accuracy: 95 % intervals over the images.",
            .losses = report.losses,
            .panels = {{.title = "Frames classified rightly, however late, %",
                        .quantity = loss_quantity::share,
                        .curves = detail::curves_of(network, &design_sweep::udp, &sweep_point::accuracy)},
                       detail::in_time_panel(network, &design_sweep::udp, report)}};
}

/// The figures as files of their own: over TCP and over UDP, for each network.
[[nodiscard]] inline std::vector<std::string> pictures_of(const loss_report& report) {
    constexpr figure_size size{.width = 620, .label_width = 120, .panel_height = 180};
    std::vector<std::string> pictures;
    for (const network_sweep& network : report.networks)
        for (loss_figure figure : {tcp_figure(network, report), udp_figure(network, report)}) {
            figure.note = figure.title + ". Computed by sei; the paper's numbers are not public.";
            pictures.push_back(standalone(draw(figure, size)));
        }
    return pictures;
}

namespace detail {

using sei::report::markup;

inline void add_figure(markup& page, loss_figure figure, const std::string& heading,
                       const std::string& caption) {
    constexpr figure_size wide{.width = 500, .label_width = 112, .panel_height = 180};
    constexpr figure_size narrow{.width = 328, .label_width = 108, .panel_height = 172};
    page.open("figure").element("h3", heading);
    const std::string id = figure.id;
    figure.id = id + "-wide";
    page.open("div", {{"class", "wide"}}).raw(draw(figure, wide)).close();
    figure.id = id + "-narrow";
    page.open("div", {{"class", "narrow"}}).raw(draw(figure, narrow)).close();
    page.element("figcaption", caption).close();
}

inline void add_table(markup& page, const titled_table& table) {
    page.element("h3", {{"class", "above-table"}}, table.title);
    page.open("div", {{"class", "scroll"}}).open("table", {{"class", "losses"}}).open("thead").open("tr");
    for (const std::string& header : table.headers) page.element("th", header);
    page.close().close().open("tbody");
    for (const std::vector<std::string>& row : table.rows) {
        page.open("tr");
        for (const std::string& cell : row) page.element("td", cell);
        page.close();
    }
    page.close().close().close();
}

inline void add_network(markup& page, const network_sweep& network, const loss_report& report) {
    page.element("h2", network.network);
    page.element("p", {{"class", "note"}}, summary_of(network, report));
    page.open("div", {{"class", "pair"}});
    add_figure(
        page, tcp_figure(network, report), "TCP: latency against loss",
        "Bands: from the least to the greatest of " + sei::advisor::counted(report.seeds, "seed") +
            ". TCP repeats what is lost: every answer is as right as the uncut network's, and comes late.");
    add_figure(
        page, udp_figure(network, report), "UDP: accuracy against loss",
        "Bands of accuracy: 95 % intervals (Wilson) for this many images; below, the least to the greatest "
        "of the seeds. UDP repeats nothing: the tail fills what is missing. A frame whose answer is lost "
        "was classified and is not in time.");
    page.close();
    add_table(page, overview(network, report));
    page.open("details").element("summary", "All numbers of " + network.network);
    for (const titled_table& each : tables_of(network)) add_table(page, each);
    page.close();
}

inline void add_conditions(markup& page, const loss_report& report) {
    page.element("h2", "Conditions").open("dl");
    for (const sei::report::fact& each : report.conditions)
        page.element("dt", each.name).element("dd", each.value);
    for (const network_sweep& each : report.networks)
        page.element("dt", "device of " + each.network)
            .element("dd", each.device.name + ": " + each.device.source);
    page.element("dt", "server").element("dd", report.server.name + ": " + report.server.source).close();
}

inline constexpr std::string_view page_style = R"css(
.losses { min-width: 600px; } .losses th, .losses td { text-align: right; white-space: nowrap; } .losses th { white-space: normal; min-width: 4.2em; }
.losses th:first-child, .losses td:first-child { text-align: left; }
.losses th, .losses td { padding-left: 9px; } .losses th:first-child, .losses td:first-child { padding-left: 0; }
.above-table { margin: 28px 0 0; } .scroll table { margin-top: 10px; }
)css";

inline void add_head(markup& page, const std::string& title) {
    page.open("head").empty("meta", {{"charset", "utf-8"}});
    page.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    page.element("title", title).open("style");
    using namespace sei::report;
    for (const std::string_view sheet :
         {style_colours, style_page, style_tables, style_media, loss_figure_style, page_style})
        page.raw(sheet);
    page.close().close();
}

} // namespace detail

/// The report as one HTML file, UTF-8.
[[nodiscard]] inline std::string to_html(const loss_report& report) {
    const std::string title = "Local, remote and split computing against packet loss";
    detail::markup page;
    page.raw("<!doctype html>\n").open("html", {{"lang", "en"}});
    detail::add_head(page, title);
    page.open("body").open("main");
    page.element("p", {{"class", "eyebrow"}}, "The experiment of Split-Et-Impera, redone");
    page.element("h1", title).element("p", {{"class", "lede"}}, ours);
    for (const network_sweep& network : report.networks) detail::add_network(page, network, report);
    detail::add_conditions(page, report);
    page.element("footer", "Written by paper_experiment, sei " + sei::report::version_text() + ".");
    page.close().close().close();
    return page.take();
}

} // namespace examples
