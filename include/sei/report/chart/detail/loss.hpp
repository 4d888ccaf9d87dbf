// SPDX-License-Identifier: MIT
#pragma once
/// Accuracy, or latency, of the designs against the loss probability of the link.

#include <sei/report/chart/axes.hpp>
#include <sei/report/chart/highlights.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

enum class measured : std::uint8_t { accuracy, latency };

/// One chart; what does not depend on the pixels is here.
struct loss_chart {
    const report_data& data;
    measured what;
    std::vector<std::size_t> chosen;
    std::vector<double> losses; ///< all that were simulated, ascending: evenly spaced in the picture

    loss_chart(const report_data& of, measured quantity) : data(of), what(quantity), chosen(highlights(of)) {
        for (const design& item : data.designs)
            for (const loss_point& each : item.against_loss) losses.push_back(each.loss);
        std::sort(losses.begin(), losses.end());
        losses.erase(std::unique(losses.begin(), losses.end()), losses.end());
    }

    [[nodiscard]] bool is_empty() const { return losses.empty(); }

    [[nodiscard]] double value(const loss_point& at) const {
        if (what == measured::latency) return at.latency_ms;
        return data.requirements.deadline_ms ? at.accuracy_in_time : at.accuracy;
    }

    [[nodiscard]] std::optional<double> asked() const {
        return what == measured::latency ? data.requirements.deadline_ms : data.requirements.min_accuracy;
    }

    /// Every value that is drawn, and what was asked.
    [[nodiscard]] std::vector<double> values() const {
        std::vector<double> all;
        for (const design& item : data.designs)
            for (const loss_point& each : item.against_loss) all.push_back(value(each));
        if (asked()) all.push_back(*asked());
        return all;
    }

    [[nodiscard]] std::string draw(double width, double label_width, const std::string& id) const;

private:
    template <class Scale>
    [[nodiscard]] std::vector<point> curve(std::size_t design, const plot_area& area, const Scale& y) const {
        std::vector<point> points;
        for (const loss_point& each : data.designs[design].against_loss)
            points.push_back({column(each.loss, area), y(value(each))});
        std::sort(points.begin(), points.end(),
                  [](const point& left, const point& right) { return left.x < right.x; });
        return points;
    }

    [[nodiscard]] double column(double loss, const plot_area& area) const {
        constexpr double inset = 10;
        const auto index =
            static_cast<double>(std::lower_bound(losses.begin(), losses.end(), loss) - losses.begin());
        const double steps = (std::max)(static_cast<double>(losses.size()) - 1, 1.0);
        return area.left + inset + index * (area.right - area.left - 2 * inset) / steps;
    }

    void draw_frame(svg& picture, const plot_area& area) const {
        picture.line({area.left, area.bottom}, {area.right, area.bottom}, "axis");
        for (const double loss : losses)
            picture.text({column(loss, area), area.bottom + 16}, trimmed(loss * 100, 2), "tick", "middle");
        picture.text({(area.left + area.right) / 2, area.bottom + 32}, "packets lost, %", "label", "middle");
        const auto here = data.loss ? std::find(losses.begin(), losses.end(), *data.loss) : losses.end();
        if (here == losses.end()) return;
        const double x = column(*here, area);
        picture.rectangle({x - 9, area.top}, 18, area.bottom - area.top, "here");
        picture.text({x, area.top - 5}, "this link", "label", "middle");
    }

    template <class Scale>
    void draw_curves(svg& picture, const plot_area& area, const Scale& y, std::size_t label_columns) const {
        for (std::size_t i = 0; i < data.designs.size(); ++i) {
            if (is_highlight(chosen, i) || data.designs[i].against_loss.empty()) continue;
            picture.begin(name_of(data.designs[i]), "other");
            picture.polyline(curve(i, area, y), "curve");
            picture.end();
        }
        std::vector<double> ends;
        std::vector<std::size_t> drawn;
        for (const std::size_t i : chosen) {
            if (data.designs[i].against_loss.empty()) continue;
            const std::vector<point> points = curve(i, area, y);
            picture.begin(name_of(data.designs[i]), style_of(data, i));
            picture.polyline(points, "curve");
            for (const point& each : points)
                picture.draw(mark_of(data.designs[i].kind), each, is_best(data, i) ? 4 : 3, "mark");
            picture.end();
            ends.push_back(points.back().y);
            drawn.push_back(i);
        }
        const std::vector<double> places = spread(ends, 31, area.top + 6, area.bottom - 12);
        for (std::size_t i = 0; i < drawn.size(); ++i) {
            const two_lines label = label_of(data, drawn[i], label_columns);
            const std::string style = "name " + style_of(data, drawn[i]);
            picture.line({area.right - 5, ends[i]}, {area.right + 7, places[i]}, "leader");
            picture.text({area.right + 11, places[i] + 3}, label.first, style);
            picture.text({area.right + 11, places[i] + 17}, label.second, "detail");
        }
    }

    void draw_asked(svg& picture, const plot_area& area, double y, const std::string& text) const {
        picture.line({area.left, y}, {area.right, y}, "asked");
        picture.text({area.right - 4, y - 4}, text, "asked-label", "end");
    }
};

inline std::string loss_chart::draw(double width, double label_width, const std::string& id) const {
    constexpr double height = 290;
    const plot_area area{44, 24, width - label_width, height - 42};
    const bool of_latency = what == measured::latency;
    const std::string title = of_latency ? "Latency against packet loss" : "Accuracy against packet loss";
    svg picture(width, height, id, title,
                "One line for each design; the verdict and the best design of each kind are named, the rest "
                "is grey.");
    const auto label_columns = static_cast<std::size_t>((label_width - 14) / 7);
    if (of_latency) {
        value_range range;
        for (const double latency : values()) range.include(latency);
        const latency_scale y = latency_axis(range, area.bottom, area.top);
        for (const double tick : y.finite.ticks(5)) {
            picture.line({area.left, y(tick)}, {area.right, y(tick)}, "grid");
            picture.text({area.left - 6, y(tick) + 4}, latency_tick(tick), "tick", "end");
        }
        if (range.has_infinite) picture.text({area.left - 6, y.never + 4}, "never", "tick", "end");
        draw_frame(picture, area);
        draw_curves(picture, area, y, label_columns);
        if (asked()) draw_asked(picture, area, y(*asked()), "deadline " + milliseconds(*asked()));
    } else {
        constexpr double reach = 0.4;
        const share_scale y = share_axis(values(), reach, area.bottom, area.top);
        draw_share_grid(picture, area, y);
        draw_frame(picture, area);
        draw_curves(picture, area, y, label_columns);
        if (asked()) draw_asked(picture, area, y(*asked()), "asked " + percent(*asked()));
    }
    return picture.take();
}

} // namespace sei::report::inline SEI_RELEASE::detail
