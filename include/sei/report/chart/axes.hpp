// SPDX-License-Identifier: MIT
#pragma once
/// Axes that the charts share: accuracy upwards, latency with a strip for "never".

#include <sei/report/chart/svg.hpp>
#include <sei/report/data.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE {

/// The inside of a chart.
struct plot_area {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
};

/// Least and greatest of the finite values seen.
struct value_range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    bool has_infinite = false;

    void include(double value) {
        if (std::isinf(value)) {
            has_infinite = true;
            return;
        }
        low = (std::min)(low, value);
        high = (std::max)(high, value);
    }
};

/// Latencies, milliseconds: logarithmic when they differ by more than eight times.
struct latency_scale {
    axis finite;
    double never; ///< the pixel of infinite latencies

    [[nodiscard]] double operator()(double value) const { return std::isinf(value) ? never : finite(value); }
};

/// An axis for these latencies from pixel `from` to `to`; `never` lies beyond `to` when it is needed.
[[nodiscard]] inline latency_scale latency_axis(value_range range, double from, double to) {
    constexpr double strip = 22;
    const double end = range.has_infinite ? to + (to > from ? -strip : strip) : to;
    if (!(range.low <= range.high)) range = {0, 1, range.has_infinite};
    const double least = (std::max)(range.low, 0.1);
    if (range.high / least > 8)
        return {axis(axis::scale::logarithmic, least / 1.15, range.high * 1.15, from, end), to};
    return {axis(axis::scale::linear, 0, range.high * 1.08, from, end), to};
}

/// Shares upwards. What lies far below the rest is drawn in a strip named "less" under the scale, so that one
/// hopeless design does not press the good ones together.
struct share_scale {
    axis shown;
    double floor; ///< the least share on the scale
    double less;  ///< the pixel of the shares below it
    bool has_less;

    [[nodiscard]] double operator()(double share) const { return share < floor ? less : shown(share); }
};

/// A scale for these shares that reaches at most `reach` below the highest.
[[nodiscard]] inline share_scale share_axis(const std::vector<double>& shares, double reach, double bottom,
                                            double top) {
    constexpr double strip = 24;
    value_range all;
    for (const double share : shares) all.include(share);
    value_range nearby;
    for (const double share : shares)
        if (share >= all.high - reach) nearby.include(share);
    if (shares.empty()) nearby = {0, 1, false};
    const bool has_less = all.low < nearby.low;
    const double margin = (std::max)((nearby.high - nearby.low) * 0.12, 0.004);
    const double low = (std::max)(0.0, nearby.low - margin);
    const double high = (std::min)(1.0, nearby.high + margin);
    return {axis(axis::scale::linear, low, high, has_less ? bottom - strip : bottom, top), low, bottom - 8,
            has_less};
}

[[nodiscard]] inline std::string share_tick(double share) { return trimmed(share * 100, 1) + "\u2009%"; }

/// A number with a true minus sign.
[[nodiscard]] inline std::string signed_tick(double value) {
    return (value < 0 ? "\u2212" : "") + trimmed((std::abs)(value), 2);
}

/// Ticks of a latency: "0.5", "20", "1000".
[[nodiscard]] inline std::string latency_tick(double value) { return trimmed(value, 2); }

/// Grid lines across the plot with their labels to the left.
inline void draw_share_grid(svg& picture, const plot_area& area, const share_scale& y) {
    if (y.has_less) picture.text({area.left - 6, y.less + 4}, "less", "tick", "end");
    for (const double tick : y.shown.ticks(5)) {
        picture.line({area.left, y(tick)}, {area.right, y(tick)}, "grid");
        picture.text({area.left - 6, y(tick) + 4}, share_tick(tick), "tick", "end");
    }
}

} // namespace sei::report::inline SEI_RELEASE
