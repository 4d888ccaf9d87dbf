// SPDX-License-Identifier: MIT
#pragma once
/// The importance curve down the network, one row for each split point, with estimates of damage, LRP totals
/// and wire bytes beside it.

#include <sei/report/chart/axes.hpp>
#include <sei/report/detail/scores.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

struct importance_chart {
    const report_data& data;

    static constexpr double row_height = 23;
    static constexpr double head_height = 46;

    [[nodiscard]] std::string draw(double width, const std::string& id) const {
        const bool wide = width > 600;
        const double height = head_height + row_height * static_cast<double>(data.splits.size()) + 6;
        const std::vector<bars> beside = columns_beside(wide);
        const columns at = layout(width, height, beside.size());
        svg picture(
            width, height, id, "Importance of each split point",
            "From the input at the top to the output at the bottom: the importance curve as log10 with "
            "its candidates, then what is known of each split besides, and last the size of the "
            "tensor that would cross the link.");
        draw_rows(picture, at, width);
        const std::string measure = has_importance(data) ? "importance" : "CUI";
        picture.text({at.curve.left, 14}, measure + (wide ? ", log10 (further right: more important)" : ""),
                     "column-name");
        draw_curve(picture, at.curve, wide);
        for (std::size_t i = 0; i < beside.size(); ++i) {
            picture.text({at.beside[i].left, 14}, beside[i].name, "column-name");
            draw_bars(picture, at.beside[i], beside[i]);
        }
        return picture.take();
    }

    /// Whether activations are drawn, as dots beside the curve.
    [[nodiscard]] bool has_dots_aside() const {
        return std::any_of(data.splits.begin(), data.splits.end(), [this](const split_score& split) {
            return is_aside(split) && height_of(split).has_value();
        });
    }

    [[nodiscard]] bool has_intervals() const {
        return std::any_of(data.splits.begin(), data.splits.end(), has_interval);
    }

private:
    /// A column of bars: a value and a text for each split.
    struct bars {
        std::string name;
        std::vector<double> values{};
        std::vector<std::string> texts{};

        void add(const std::optional<double>& value, std::string text) {
            values.push_back(value.value_or(0));
            texts.push_back(value ? std::move(text) : std::string());
        }
    };

    struct columns {
        bool has_shapes;
        std::size_t name_columns;
        double name_end;
        plot_area curve;
        std::vector<plot_area> beside;
    };

    [[nodiscard]] static columns layout(double width, double height, std::size_t beside) {
        const bool wide = width > 600;
        const auto count = static_cast<double>(beside);
        const double names = wide ? 170 : 76;
        const double gap = wide ? 36 : 14;
        const double room = width - names - count * gap - 8;
        const double curve = room * (wide ? 0.52 : 0.44);
        const double bar = (room - curve) / count;
        columns at{wide, wide ? 23U : 11U, names, {names + 8, head_height, names + 8 + curve, height}, {}};
        double left = at.curve.right;
        for (std::size_t i = 0; i < beside; ++i, left += bar)
            at.beside.push_back({left += gap, head_height, left + bar, height});
        return at;
    }

    /// Narrow pictures have room for two: estimates of damage go before relevance.
    [[nodiscard]] std::vector<bars> columns_beside(bool wide) const {
        const bool damages = !damage_names(data).empty();
        std::vector<bars> all;
        if (damages) {
            all.push_back({wide ? "damage, turn" : "turn"});
            for (const split_score& split : data.splits) {
                const std::optional<double> turn = mean_turn(split);
                all.back().add(turn, significant(turn.value_or(0), 2));
            }
        }
        if (has_relevance(data) && (wide || !damages)) {
            all.push_back({"LRP total"});
            for (const split_score& split : data.splits) {
                const std::optional<double> total = finite(split.lrp_abs_total);
                all.back().add(total, fixed(total.value_or(0), usual_decimals(total.value_or(0))));
            }
        }
        all.push_back({wide ? "float32, KiB" : "KiB"});
        for (const split_score& split : data.splits) {
            const double kib = static_cast<double>(split.wire_bytes_float32) / 1024;
            all.back().add(kib, fixed(kib, kib >= 100 ? 0 : kib < 1 ? 2 : 1));
        }
        return all;
    }

    [[nodiscard]] std::optional<double> height_of(const split_score& split) const {
        return finite(has_importance(data) ? split.importance_log10 : split.cui_log10);
    }

    [[nodiscard]] static bool has_interval(const split_score& split) {
        return finite(split.importance_log10) && std::isfinite(split.importance_log10_low) &&
               std::isfinite(split.importance_log10_high);
    }

    /// Whether the row repeats the map before it, so that the curve of candidates passes it by.
    [[nodiscard]] bool is_aside(const split_score& split) const {
        return !data.activations_compete && split.role != layer_role::computes;
    }

    [[nodiscard]] static double row(std::size_t i) {
        return head_height + row_height * (static_cast<double>(i) + 0.5);
    }

    void draw_rows(svg& picture, const columns& at, double width) const {
        constexpr std::size_t most = 14; // characters of a shape that a name makes room for
        for (std::size_t i = 0; i < data.splits.size(); ++i) {
            const split_score& split = data.splits[i];
            const bool is_candidate = split.candidate == candidate_kind::candidate;
            const std::string style = is_candidate      ? "row-name candidate"
                                      : is_aside(split) ? "row-name aside"
                                                        : "row-name";
            if (is_candidate)
                picture.rectangle({0, row(i) - row_height / 2 + 1}, width, row_height - 2, "candidate-row");
            const std::string shape = at.has_shapes ? shape_text(split.wire_shape) : std::string();
            picture.text({8, row(i) + 4},
                         shortened(printable(split.after), at.name_columns - (std::min)(shape.size(), most)),
                         style);
            picture.text({at.name_end, row(i) + 4}, shape, "tick", "end");
        }
    }

    void draw_curve(svg& picture, const plot_area& area, bool wide) const {
        value_range range;
        for (const split_score& split : data.splits) {
            if (const auto height = height_of(split)) range.include(*height);
            if (!has_interval(split)) continue;
            range.include(split.importance_log10_low);
            range.include(split.importance_log10_high);
        }
        if (!(range.low <= range.high)) {
            picture.text({area.left, head_height - 12}, "not computed", "tick");
            return;
        }
        const double margin = (range.high - range.low) * 0.08 + 0.05;
        range.include(range.low - margin);
        range.include(range.high + margin);
        const axis x(axis::scale::linear, range.low, range.high, area.left,
                     wide ? end_before_labels(range, area) : area.right);
        for (const double tick : x.ticks(wide ? 5 : 2)) {
            picture.line({x(tick), area.top}, {x(tick), area.bottom}, "grid");
            picture.text({x(tick), area.top - 6}, signed_tick(tick), "tick", "middle");
        }
        std::vector<point> line;
        for (std::size_t i = 0; i < data.splits.size(); ++i)
            if (const auto height = height_of(data.splits[i]); height && !is_aside(data.splits[i]))
                line.push_back({x(*height), row(i)});
        picture.polyline(line, "importance");
        for (std::size_t i = 0; i < data.splits.size(); ++i)
            if (const auto height = height_of(data.splits[i]))
                draw_split(picture, data.splits[i], x, {x(*height), row(i)}, wide);
    }

    /// How far right the axis may reach, so that each row's label fits beside its mark.
    [[nodiscard]] double end_before_labels(const value_range& range, const plot_area& area) const {
        double end = area.right;
        for (const split_score& split : data.splits) {
            const auto height = height_of(split);
            if (!height || split.candidate == candidate_kind::none) continue;
            const double room = split.candidate == candidate_kind::architecture ? 152 : 74;
            const double right = has_interval(split) ? split.importance_log10_high : *height;
            const double share = (right - range.low) / (range.high - range.low);
            end = (std::min)(end, area.left + (area.right - area.left - room) / share);
        }
        return end;
    }

    /// A row's mark with its interval and, in a wide picture, the word for it.
    void draw_split(svg& picture, const split_score& split, const axis& x, point at, bool wide) const {
        const std::string label = label_of(split.candidate);
        const std::string measure = has_importance(data) ? ": log10 importance " : ": log10 CUI ";
        std::string name = split.after + measure + fixed(*height_of(split), 3);
        double right = at.x;
        if (has_interval(split)) {
            name +=
                " (" + interval_text(split.importance_log10_low, split.importance_log10_high, 3, "") + ')';
            right = (std::max)(right, x(split.importance_log10_high));
        }
        picture.begin(name + (label.empty() ? "" : ", " + label));
        if (has_interval(split))
            picture.line({x(split.importance_log10_low), at.y}, {x(split.importance_log10_high), at.y},
                         "interval");
        draw_mark(picture, split, at);
        picture.end();
        if (wide && !label.empty())
            picture.text({right + 11, at.y + 4}, label,
                         split.candidate == candidate_kind::candidate ? "candidate-label" : "tick");
    }

    void draw_mark(svg& picture, const split_score& split, point at) const {
        if (split.candidate == candidate_kind::candidate)
            picture.draw(mark::circle, at, 5.5, "spot candidate");
        else if (split.candidate == candidate_kind::noise)
            picture.draw(mark::circle, at, 5, "spot hollow");
        else if (split.candidate == candidate_kind::architecture)
            picture.draw(mark::square, at, 4.5, "spot hollow");
        else if (is_aside(split))
            picture.draw(mark::circle, at, 2, "spot aside");
        else
            picture.draw(mark::circle, at, 3, "spot");
    }

    static void draw_bars(svg& picture, const plot_area& area, const bars& column) {
        const double most = *std::max_element(column.values.begin(), column.values.end());
        const double text_room = 44;
        const double room = (std::max)(area.right - area.left - text_room, 10.0);
        for (std::size_t i = 0; i < column.values.size(); ++i) {
            const double length = most > 0 ? column.values[i] / most * room : 0;
            picture.rectangle({area.left, row(i) - 4}, length, 8, "bar");
            picture.text({area.left + (std::max)(length, 0.0) + 5, row(i) + 4}, column.texts[i], "tick");
        }
        picture.line({area.left, area.top}, {area.left, area.bottom}, "axis");
    }
};

} // namespace sei::report::inline SEI_RELEASE::detail
