// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/loss_figure.hpp: curves against packet loss in panels one above the other, as an SVG
/// picture with bands for intervals and a name at the end of each curve.
///
/// Colours stand in `loss_figure_style`, for light and for dark; those of cuts go from light to dark with the
/// depth of the cut, so that they differ without colour, too.

#include "loss_sweep.hpp"

#include <sei/report/chart/axes.hpp>
#include <sei/report/chart/highlights.hpp>

#include <optional>

namespace examples {

inline constexpr std::string_view loss_figure_style = R"css(
svg.loss { --paper: #fbfaf7; --ink: #20252b; --soft: #5a626d; --grid: #e6e3dc; --grey: #8a919a;
  --local: #20252b; --remote: #00796b; --cut-0: #c96a12; --cut-1: #c8446f; --cut-2: #97249b; --cut-3: #5b21b6; --cut-4: #16128c;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
@media (prefers-color-scheme: dark) {
  svg.loss { --paper: #15181b; --ink: #e8e6e1; --soft: #a3abb5; --grid: #2c3238; --grey: #6d757e;
    --local: #e8e6e1; --remote: #4fd1b5; --cut-0: #f6d13a; --cut-1: #f89a4a; --cut-2: #ef6e78; --cut-3: #d17be0; --cut-4: #8ea2ff; }
}
@media print {
  svg.loss { --paper: #ffffff; --ink: #000000; --soft: #454b53; --grid: #e4e4e4; --grey: #8a9097; --local: #000000;
    --remote: #00796b; --cut-0: #c96a12; --cut-1: #c8446f; --cut-2: #97249b; --cut-3: #5b21b6; --cut-4: #16128c; }
}
svg.loss .local { --tone: var(--local); } svg.loss .remote { --tone: var(--remote); }
svg.loss .cut-0 { --tone: var(--cut-0); } svg.loss .cut-1 { --tone: var(--cut-1); } svg.loss .cut-2 { --tone: var(--cut-2); }
svg.loss .cut-3 { --tone: var(--cut-3); } svg.loss .cut-4 { --tone: var(--cut-4); }
svg.loss text { font-size: 12px; fill: var(--ink); }
svg.loss .tick, svg.loss .label { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
svg.loss .panel { font-weight: 600; }
svg.loss .grid { stroke: var(--grid); stroke-width: 1; }
svg.loss .axis { stroke: var(--grey); stroke-width: 1; }
svg.loss .limit { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 3; }
svg.loss .limit-label { font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
svg.loss .band { fill: var(--tone); opacity: 0.12; stroke: none; } svg.loss .faint { opacity: 0.05; }
svg.loss .curve { fill: none; stroke: var(--tone); stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
svg.loss .local .curve { stroke-dasharray: 7 3; } svg.loss .remote .curve { stroke-dasharray: 3 3; }
svg.loss .curve.second { stroke-width: 1; stroke-dasharray: 1 3; }
svg.loss .mark { fill: var(--tone); stroke: var(--paper); stroke-width: 1; }
svg.loss .leader { stroke: var(--tone); stroke-width: 0.8; opacity: 0.7; }
svg.loss .background { fill: var(--paper); }
)css";

/// One curve: an interval for each loss, and a second, thinner curve if there is one.
struct loss_curve {
    std::string name;
    std::string style; ///< class names of the style sheet
    sei::report::mark mark = sei::report::mark::circle;
    std::vector<interval> main;
    std::vector<double> second{};
};

enum class loss_quantity : std::uint8_t { milliseconds, share };

struct loss_panel {
    std::string title; ///< with the unit
    loss_quantity quantity = loss_quantity::share;
    std::vector<loss_curve> curves;
    std::optional<double> limit{}; ///< a line across the panel
    std::string limit_label{};
};

struct figure_size {
    double width = 500;
    double label_width = 112; ///< for the names of the curves, at the right
    double panel_height = 172;
};

struct loss_figure {
    std::string id; ///< unique in its page
    std::string title;
    std::string description;
    std::vector<double> losses; ///< ascending
    std::vector<loss_panel> panels;
    std::string note{}; ///< a line below the picture, if any
};

namespace detail {

using sei::report::plot_area;
using sei::report::point;
using sei::report::svg;

[[nodiscard]] inline double column(double loss, std::span<const double> losses, const plot_area& area) {
    constexpr double inset = 8;
    return sei::report::axis(sei::report::axis::scale::linear, losses.front(), losses.back(),
                             area.left + inset, area.right - inset)(loss);
}

/// Grid lines upwards, and below the last panel their numbers, as far as they have room.
inline void draw_columns(svg& picture, std::span<const double> losses, const plot_area& area, bool numbered) {
    constexpr double room = 15;
    picture.line({area.left, area.bottom}, {area.right, area.bottom}, "axis");
    double last = area.left - room;
    for (const double loss : losses) {
        const double x = column(loss, losses, area);
        picture.line({x, area.top}, {x, area.bottom}, "grid");
        if (!numbered || x - last < room) continue;
        picture.text({x, area.bottom + 15}, sei::advisor::trimmed(loss * 100, 2), "tick", "middle");
        last = x;
    }
    if (numbered)
        picture.text({(area.left + area.right) / 2, area.bottom + 31}, "packets lost, %", "label", "middle");
}

template <class Scale>
[[nodiscard]] std::vector<point> points_of(std::span<const double> values, std::span<const double> losses,
                                           const plot_area& area, const Scale& y) {
    std::vector<point> points;
    for (std::size_t i = 0; i < values.size(); ++i)
        points.push_back({column(losses[i], losses, area), y(values[i])});
    return points;
}

[[nodiscard]] inline std::vector<double> ends_of(std::span<const interval> all, double interval::*end) {
    std::vector<double> values;
    for (const interval& each : all) values.push_back(each.*end);
    return values;
}

/// From the low ends forth and along the high ends back.
template <class Scale>
[[nodiscard]] std::vector<point> band_of(std::span<const interval> all, std::span<const double> losses,
                                         const plot_area& area, const Scale& y) {
    std::vector<point> band = points_of(ends_of(all, &interval::low), losses, area, y);
    const std::vector<point> upper = points_of(ends_of(all, &interval::high), losses, area, y);
    band.insert(band.end(), upper.rbegin(), upper.rend());
    return band;
}

template <class Scale>
void draw_curve(svg& picture, const loss_curve& curve, std::span<const double> losses, const plot_area& area,
                const Scale& y) {
    picture.begin(curve.name, curve.style);
    if (!curve.second.empty()) picture.polyline(points_of(curve.second, losses, area, y), "curve second");
    const std::vector<point> middle = points_of(ends_of(curve.main, &interval::value), losses, area, y);
    picture.polyline(middle, "curve");
    for (const point& each : middle) picture.draw(curve.mark, each, 3, "mark");
    picture.end();
}

/// The names beside the ends of the curves, each with its mark.
template <class Scale>
void draw_names(svg& picture, const loss_panel& panel, const plot_area& area, const Scale& y, double last_x) {
    std::vector<double> ends;
    for (const loss_curve& curve : panel.curves) ends.push_back(y(curve.main.back().value));
    const std::vector<double> places = sei::report::spread(ends, 15, area.top + 4, area.bottom - 4);
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const loss_curve& curve = panel.curves[i];
        picture.begin(curve.name, curve.style);
        picture.line({last_x + 4, ends[i]}, {area.right + 8, places[i]}, "leader");
        picture.draw(curve.mark, {area.right + 13, places[i]}, 3.5, "mark");
        picture.text({area.right + 20, places[i] + 4}, curve.name, "name");
        picture.end();
    }
}

template <class Scale>
void draw_curves(svg& picture, const loss_panel& panel, std::span<const double> losses, const plot_area& area,
                 const Scale& y) {
    const std::string band = panel.curves.size() > 4 ? "band faint" : "band"; // where many lie on each other
    for (const loss_curve& curve : panel.curves) {
        picture.begin(curve.name, curve.style);
        picture.polyline(band_of(curve.main, losses, area, y), band);
        picture.end();
    }
    for (const loss_curve& curve : panel.curves) draw_curve(picture, curve, losses, area, y);
    draw_names(picture, panel, area, y, column(losses.back(), losses, area));
    if (!panel.limit) return;
    const double height = y(*panel.limit);
    picture.line({area.left, height}, {area.right, height}, "limit");
    picture.text({area.right - 4, height - 5}, panel.limit_label, "limit-label", "end");
}

/// Everything that is drawn in a panel.
[[nodiscard]] inline std::vector<double> values_of(const loss_panel& panel) {
    std::vector<double> values;
    for (const loss_curve& curve : panel.curves) {
        for (const interval& each : curve.main)
            values.insert(values.end(), {each.value, each.low, each.high});
        values.insert(values.end(), curve.second.begin(), curve.second.end());
    }
    if (panel.limit) values.push_back(*panel.limit);
    return values;
}

inline void draw_milliseconds(svg& picture, const loss_panel& panel, std::span<const double> losses,
                              const plot_area& area) {
    using namespace sei::report;
    value_range range;
    for (const double value : values_of(panel)) range.include(value);
    const latency_scale y = latency_axis(range, area.bottom, area.top);
    for (const double tick : y.finite.ticks(5)) {
        picture.line({area.left, y(tick)}, {area.right, y(tick)}, "grid");
        picture.text({area.left - 6, y(tick) + 4}, latency_tick(tick), "tick", "end");
    }
    if (range.has_infinite) picture.text({area.left - 6, y.never + 4}, "never", "tick", "end");
    draw_curves(picture, panel, losses, area, y);
}

inline void draw_shares(svg& picture, const loss_panel& panel, std::span<const double> losses,
                        const plot_area& area) {
    using namespace sei::report;
    constexpr double reach = 0.6;
    const share_scale y = share_axis(values_of(panel), reach, area.bottom, area.top);
    draw_share_grid(picture, area, y);
    draw_curves(picture, panel, losses, area, y);
}

} // namespace detail

/// The picture as an element of an HTML page that has `loss_figure_style`.
[[nodiscard]] inline std::string draw(const loss_figure& figure, const figure_size& size) {
    constexpr double title_height = 34;
    const double foot = figure.note.empty() ? 38 : 58;
    const auto panels = static_cast<double>(figure.panels.size());
    const double height = panels * (title_height + size.panel_height) + foot;
    detail::svg picture(size.width, height, figure.id, figure.title, figure.description, "loss");
    double top = title_height;
    for (const loss_panel& panel : figure.panels) {
        const detail::plot_area area{46, top, size.width - size.label_width, top + size.panel_height};
        picture.text({2, top - 11}, panel.title, "panel");
        detail::draw_columns(picture, figure.losses, area, &panel == &figure.panels.back());
        if (panel.quantity == loss_quantity::milliseconds)
            detail::draw_milliseconds(picture, panel, figure.losses, area);
        else
            detail::draw_shares(picture, panel, figure.losses, area);
        top += size.panel_height + title_height;
    }
    if (!figure.note.empty()) picture.text({2, height - 6}, figure.note, "label");
    return picture.take();
}

/// The same picture as a file of its own.
[[nodiscard]] inline std::string standalone(const std::string& drawn) {
    const std::size_t inside = drawn.find('>') + 1;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\"" + drawn.substr(4, inside - 4) + "<style>" +
           std::string(loss_figure_style) +
           "</style>\n<rect class=\"background\" width=\"100%\" height=\"100%\" />\n" + drawn.substr(inside);
}

} // namespace examples
