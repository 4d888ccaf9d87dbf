// SPDX-License-Identifier: MIT
#pragma once
/// Accuracy against latency, one mark for each design, with the front of those that nothing beats in both.

#include <sei/advisor/pareto.hpp>
#include <sei/report/chart/axes.hpp>
#include <sei/report/chart/highlights.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

struct trade_off_chart {
    const report_data& data;

    [[nodiscard]] std::string draw(double width, double height, const std::string& id) const;

private:
    [[nodiscard]] double accuracy(std::size_t i) const {
        return judged_accuracy(data.designs[i], data.requirements);
    }
    [[nodiscard]] double latency(std::size_t i) const { return data.designs[i].latency_ms.at_percentile; }

    /// The designs on the front of the two plotted quantities, from fast to accurate.
    [[nodiscard]] std::vector<std::size_t> front() const {
        std::vector<objectives<2>> points;
        for (std::size_t i = 0; i < data.designs.size(); ++i) points.push_back({-accuracy(i), latency(i)});
        const std::vector<bool> on_front = pareto_front<2>(points);
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < points.size(); ++i)
            if (on_front[i]) members.push_back(i);
        std::sort(members.begin(), members.end(), [this](std::size_t left, std::size_t right) {
            return std::tuple(latency(left), left) < std::tuple(latency(right), right);
        });
        return members;
    }

    [[nodiscard]] std::vector<double> accuracies() const {
        std::vector<double> all;
        for (std::size_t i = 0; i < data.designs.size(); ++i) all.push_back(accuracy(i));
        if (data.requirements.min_accuracy) all.push_back(*data.requirements.min_accuracy);
        return all;
    }

    void draw_marks(svg& picture, const latency_scale& x, const share_scale& y) const {
        for (std::size_t i = 0; i < data.designs.size(); ++i) {
            const bool feasible = data.verdict.judgements[i].feasible;
            picture.begin(std::to_string(i) + ": " + name_of(data.designs[i]) + ", " + percent(accuracy(i)) +
                              ", " + milliseconds(latency(i)) + (feasible ? ", feasible" : ", rejected"),
                          style_of(data, i) + (feasible ? " feasible" : " rejected"));
            const point at{x(latency(i)), y(accuracy(i))};
            picture.draw(is_best(data, i) ? mark::star : mark_of(data.designs[i].kind), at,
                         is_best(data, i) ? 7 : 4.5, "mark");
            picture.end();
        }
    }

    void draw_names(svg& picture, const latency_scale& x, const share_scale& y, const plot_area& area) const;
    void draw_legend(svg& picture, const plot_area& area, double y) const;
    void draw_wishes(svg& picture, const latency_scale& x, const share_scale& y, const plot_area& area) const;
};

/// The region that meets deadline and accuracy, tinted, with its borders named.
inline void trade_off_chart::draw_wishes(svg& picture, const latency_scale& x, const share_scale& y,
                                         const plot_area& area) const {
    const requirements& asked = data.requirements;
    const double right = asked.deadline_ms ? x(*asked.deadline_ms) : area.right;
    const double bottom = asked.min_accuracy ? y(*asked.min_accuracy) : area.bottom;
    if (asked.deadline_ms || asked.min_accuracy)
        picture.rectangle({area.left, area.top}, right - area.left, bottom - area.top, "wanted");
    if (asked.deadline_ms) {
        picture.line({right, area.top}, {right, area.bottom}, "asked");
        picture.text({right, area.top - 6}, "deadline " + milliseconds(*asked.deadline_ms), "asked-label",
                     "middle");
    }
    if (asked.min_accuracy) {
        picture.line({area.left, bottom}, {area.right, bottom}, "asked");
        picture.text({area.right - 2, bottom - 5}, "asked " + percent(*asked.min_accuracy), "asked-label",
                     "end");
    }
}

/// Names beside the marks of the verdict and of the best of each kind, each at the first of four places where
/// it covers no other name.
inline void trade_off_chart::draw_names(svg& picture, const latency_scale& x, const share_scale& y,
                                        const plot_area& area) const {
    struct box {
        double left, top, right, bottom;
    };
    std::vector<box> taken;
    const bool wide = area.right - area.left > 500;
    for (const std::size_t i : highlights(data)) {
        const two_lines label = label_of(data, i, wide ? 34 : 20);
        const std::string name =
            wide && !label.second.empty() ? label.first + ", " + label.second : label.first;
        const double length = static_cast<double>(display_width(name)) * 6.6;
        const point at{x(latency(i)), y(accuracy(i))};
        const double start = (std::min)((std::max)(at.x - length / 2, area.left + 2), area.right - length);
        const std::array<point, 4> places{point{start, at.y - 13}, point{start, at.y + 22},
                                          point{start, at.y - 29}, point{start, at.y + 38}};
        for (const point& place : places) {
            const box wanted{place.x, place.y - 12, place.x + length, place.y + 3};
            const bool inside = wanted.top > area.top && wanted.bottom < area.bottom;
            const bool free = std::none_of(taken.begin(), taken.end(), [&wanted](const box& other) {
                return wanted.left < other.right && other.left < wanted.right && wanted.top < other.bottom &&
                       other.top < wanted.bottom;
            });
            if (!inside || !free) continue;
            taken.push_back(wanted);
            picture.text(place, name, "name halo " + style_of(data, i));
            break;
        }
    }
}

/// What the marks mean, in as many lines as it takes.
inline void trade_off_chart::draw_legend(svg& picture, const plot_area& area, double y) const {
    double x = area.left;
    const auto entry = [&](mark shape, const std::string& style, const std::string& text) {
        const double length = 30 + static_cast<double>(text.size()) * 6.6;
        if (x + length > area.right + 12) {
            x = area.left;
            y += 18;
        }
        picture.begin(text, style);
        picture.draw(shape, {x + 6, y - 4}, shape == mark::star ? 6 : 4.5, "mark");
        picture.end();
        picture.text({x + 16, y}, text, "label");
        x += length;
    };
    for (const design_kind kind : {design_kind::local, design_kind::remote, design_kind::split})
        entry(mark_of(kind), std::string(name_of(kind)) + " feasible", std::string(name_of(kind)));
    entry(mark::circle, "split rejected", "hollow: rejected");
    if (data.verdict.best) entry(mark::star, style_of(data, *data.verdict.best) + " feasible", "verdict");
}

inline std::string trade_off_chart::draw(double width, double height, const std::string& id) const {
    const plot_area area{48, 26, width - 12, height - 84};
    svg picture(width, height, id, "Accuracy against latency",
                "Each mark is a design; the line joins those that no other design beats in both accuracy and "
                "latency. The tinted region meets the deadline and the accuracy asked.");
    value_range latencies;
    for (std::size_t i = 0; i < data.designs.size(); ++i) latencies.include(latency(i));
    if (data.requirements.deadline_ms) latencies.include(*data.requirements.deadline_ms);
    const latency_scale x = latency_axis(latencies, area.left, area.right - 8);
    constexpr double reach = 0.25;
    const share_scale y = share_axis(accuracies(), reach, area.bottom, area.top);

    draw_wishes(picture, x, y, area);
    draw_share_grid(picture, area, y);
    picture.line({area.left, area.bottom}, {area.right, area.bottom}, "axis");
    for (const double tick : x.finite.ticks(6))
        picture.text({x(tick), area.bottom + 16}, latency_tick(tick), "tick", "middle");
    if (latencies.has_infinite) picture.text({x.never, area.bottom + 16}, "never", "tick", "middle");
    picture.text({(area.left + area.right) / 2, area.bottom + 33},
                 "milliseconds for " + trimmed(data.requirements.percentile, 3) + " % of frames", "label",
                 "middle");

    std::vector<point> line;
    for (const std::size_t i : front()) line.push_back({x(latency(i)), y(accuracy(i))});
    picture.polyline(line, "front");
    draw_marks(picture, x, y);
    draw_names(picture, x, y, area);
    draw_legend(picture, area, height - 26);
    return picture.take();
}

} // namespace sei::report::inline SEI_RELEASE::detail
