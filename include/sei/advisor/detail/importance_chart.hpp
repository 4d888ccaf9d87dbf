// SPDX-License-Identifier: MIT
#pragma once
/// The CUI curve down the network, one row for each split point, with LRP totals and wire bytes beside it.

#include <sei/advisor/detail/chart_axes.hpp>
#include <sei/advisor/detail/highlights.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace sei::advisor::detail {

struct importance_chart {
    const report_data& data;

    static constexpr double row_height = 23;
    static constexpr double head_height = 46;

    [[nodiscard]] std::string draw(double width, const std::string& id) const;

private:
    struct columns {
        std::size_t name_columns;
        double name_end;
        plot_area curve;
        plot_area relevance;
        plot_area bytes;
    };

    [[nodiscard]] static columns layout(double width, double height) {
        const bool wide = width > 600;
        const double names = wide ? 170 : 76;
        const double gap = wide ? 36 : 14;
        const double room = width - names - 2 * gap - 8;
        const double first = room * (wide ? 0.52 : 0.44);
        const double second = (room - first) / 2;
        const double left = names + 8;
        return {wide ? 24U : 11U,
                names,
                {left, head_height, left + first, height},
                {left + first + gap, head_height, left + first + gap + second, height},
                {left + first + second + 2 * gap, head_height, width, height}};
    }

    /// Whether the row repeats the map before it, so that the curve of candidates passes it by.
    [[nodiscard]] bool is_aside(const split_score& split) const {
        constexpr std::array<std::string_view, 5> passive{"relu", "relu6", "dropout", "batch_norm",
                                                          "softmax"};
        return !data.activations_compete &&
               std::find(passive.begin(), passive.end(), split.kind) != passive.end();
    }

    [[nodiscard]] static double row(std::size_t i) {
        return head_height + row_height * (static_cast<double>(i) + 0.5);
    }

    void draw_rows(svg& picture, const columns& at, double width) const {
        for (std::size_t i = 0; i < data.splits.size(); ++i) {
            const split_score& split = data.splits[i];
            const std::string style = split.is_candidate ? "row-name candidate"
                                      : is_aside(split)  ? "row-name aside"
                                                         : "row-name";
            if (split.is_candidate)
                picture.rectangle({0, row(i) - row_height / 2 + 1}, width, row_height - 2, "candidate-row");
            picture.text({8, row(i) + 4}, shortened(printable(split.after), at.name_columns), style);
            if (at.name_columns > 20)
                picture.text({at.name_end, row(i) + 4}, shape_text(split.wire_shape), "tick", "end");
        }
    }

    void draw_curve(svg& picture, const plot_area& area, bool wide) const {
        value_range range;
        for (const split_score& split : data.splits)
            if (split.cui_log10) range.include(*split.cui_log10);
        if (!(range.low <= range.high)) {
            picture.text({area.left, head_height - 12}, "not computed", "tick");
            return;
        }
        const double margin = (range.high - range.low) * 0.08 + 0.05;
        const double label_room = wide ? 70 : 0;
        const axis x(axis::scale::linear, range.low - margin, range.high + margin, area.left,
                     area.right - label_room);
        for (const double tick : x.ticks(wide ? 5 : 2)) {
            picture.line({x(tick), area.top}, {x(tick), area.bottom}, "grid");
            picture.text({x(tick), area.top - 6}, signed_tick(tick), "tick", "middle");
        }
        std::vector<point> line;
        for (std::size_t i = 0; i < data.splits.size(); ++i)
            if (data.splits[i].cui_log10 && !is_aside(data.splits[i]))
                line.push_back({x(*data.splits[i].cui_log10), row(i)});
        picture.polyline(line, "importance");
        for (std::size_t i = 0; i < data.splits.size(); ++i) {
            const split_score& split = data.splits[i];
            if (!split.cui_log10) continue;
            const point at{x(*split.cui_log10), row(i)};
            picture.begin(split.after + ": log10 CUI " + fixed(*split.cui_log10, 3) +
                          (split.is_candidate ? ", candidate" : ""));
            picture.draw(mark::circle, at,
                         split.is_candidate ? 5.5
                         : is_aside(split)  ? 2
                                            : 3,
                         split.is_candidate ? "spot candidate"
                         : is_aside(split)  ? "spot aside"
                                            : "spot");
            picture.end();
            if (split.is_candidate && wide)
                picture.text({at.x + 11, at.y + 4}, "candidate", "candidate-label");
        }
    }

    template <class Value, class Text>
    void draw_bars(svg& picture, const plot_area& area, Value value, Text text) const {
        double most = 0;
        for (const split_score& split : data.splits) most = (std::max)(most, value(split));
        const double text_room = 44;
        const double room = (std::max)(area.right - area.left - text_room, 10.0);
        for (std::size_t i = 0; i < data.splits.size(); ++i) {
            const double length = most > 0 ? value(data.splits[i]) / most * room : 0;
            picture.rectangle({area.left, row(i) - 4}, length, 8, "bar");
            picture.text({area.left + length + 5, row(i) + 4}, text(data.splits[i]), "tick");
        }
        picture.line({area.left, area.top}, {area.left, area.bottom}, "axis");
    }
};

inline std::string importance_chart::draw(double width, const std::string& id) const {
    const double height = head_height + row_height * static_cast<double>(data.splits.size()) + 6;
    const columns at = layout(width, height);
    const bool wide = width > 600;
    svg picture(width, height, id, "Importance of each split point",
                "From the input at the top to the output at the bottom: the CUI curve as log10 with its "
                "candidates, the LRP total, and the size of the tensor that would cross the link.");
    draw_rows(picture, at, width);
    picture.text({at.curve.left, 14}, wide ? "CUI, log10 (further right: more important)" : "CUI, log10",
                 "column-name");
    picture.text({at.relevance.left, 14}, "LRP total", "column-name");
    picture.text({at.bytes.left, 14}, wide ? "float32 on the wire, KiB" : "KiB", "column-name");
    draw_curve(picture, at.curve, wide);
    draw_bars(
        picture, at.relevance, [](const split_score& split) { return split.lrp_abs_total.value_or(0); },
        [](const split_score& split) {
            return split.lrp_abs_total ? fixed(*split.lrp_abs_total, usual_decimals(*split.lrp_abs_total))
                                       : std::string();
        });
    draw_bars(
        picture, at.bytes,
        [](const split_score& split) { return static_cast<double>(split.wire_bytes_float32); },
        [](const split_score& split) {
            return fixed(static_cast<double>(split.wire_bytes_float32) / 1024,
                         split.wire_bytes_float32 < 1024 ? 2 : 1);
        });
    return picture.take();
}

} // namespace sei::advisor::detail
