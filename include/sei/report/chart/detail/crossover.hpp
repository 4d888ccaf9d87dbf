// SPDX-License-Identifier: MIT
#pragma once
/// Which design wins where: a cell for each rate and loss in the colour of its winner, a letter in each
/// region.
///
/// Colours are told apart by colour-blind readers too (after Okabe and Ito), but nothing rests on them:
/// regions have borders and letters, and the list below the picture names them.

#include <sei/report/chart/highlights.hpp>
#include <sei/report/chart/svg.hpp>
#include <sei/report/detail/range_words.hpp>
#include <sei/report/markup.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

class crossover_chart {
public:
    explicit crossover_chart(const report_data& data)
        : data_(data), map_(*data.crossover), winners_(winners_in(map_)) {}

    [[nodiscard]] const std::vector<std::size_t>& winners() const { return winners_; }

    /// The colour of a design, by class name.
    [[nodiscard]] std::string style_of_area(std::size_t design) const {
        const design_kind kind = data_.designs[design].kind;
        if (kind != design_kind::split) return "area-" + std::string(name_of(kind));
        std::size_t splits_before = 0;
        for (const std::size_t other : winners_)
            if (other < design && data_.designs[other].kind == design_kind::split) ++splits_before;
        constexpr std::size_t colours = 5;
        return "area-" + std::to_string(splits_before % colours + 1);
    }

    [[nodiscard]] std::string draw(double width, double row_height, const std::string& id) const;

private:
    /// A row's cells [first, last] of one winner, where a region is named.
    struct run {
        std::size_t loss;
        std::size_t first;
        std::size_t last;
    };

    const report_data& data_;
    const crossover_map& map_;
    std::vector<std::size_t> winners_;

    [[nodiscard]] std::size_t rates() const { return map_.rates_bits_per_second.size(); }
    [[nodiscard]] std::size_t losses() const { return map_.losses.size(); }

    [[nodiscard]] std::vector<run> named_runs() const;
    void fill_region(std::vector<bool>& seen, std::size_t loss, std::size_t rate,
                     std::vector<std::pair<std::size_t, std::size_t>>& cells) const;
    void draw_cells(svg& picture, const box& area) const;
    void draw_borders(svg& picture, const box& area) const;
    void draw_names(svg& picture, const box& area) const;
    void draw_axes(svg& picture, const box& area) const;

    /// The corner of a cell; losses grow upwards.
    [[nodiscard]] point corner(const box& area, std::size_t loss, std::size_t rate) const {
        return {area.corner.x + area.width * static_cast<double>(rate) / static_cast<double>(rates()),
                area.corner.y +
                    area.height * static_cast<double>(losses() - 1 - loss) / static_cast<double>(losses())};
    }
    [[nodiscard]] double cell_width(const box& area) const {
        return area.width / static_cast<double>(rates());
    }
    [[nodiscard]] double cell_height(const box& area) const {
        return area.height / static_cast<double>(losses());
    }
};

/// All cells of the same winner that hang together with this one.
inline void crossover_chart::fill_region(std::vector<bool>& seen, std::size_t loss, std::size_t rate,
                                         std::vector<std::pair<std::size_t, std::size_t>>& cells) const {
    const auto take = [&](std::size_t l, std::size_t r) {
        if (l >= losses() || r >= rates() || seen[l * rates() + r]) return;
        if (map_.winner(l, r) != map_.winner(loss, rate)) return;
        seen[l * rates() + r] = true;
        cells.emplace_back(l, r);
    };
    take(loss, rate);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto [l, r] = cells[i];
        take(l, r + 1);
        take(l + 1, r);
        if (r > 0) take(l, r - 1);
        if (l > 0) take(l - 1, r);
    }
}

/// One for each region: its longest run of cells; among equally long ones the middle one.
inline std::vector<crossover_chart::run> crossover_chart::named_runs() const {
    std::vector<run> runs;
    std::vector<bool> seen(losses() * rates(), false);
    for (std::size_t start = 0; start < seen.size(); ++start) {
        std::vector<std::pair<std::size_t, std::size_t>> cells;
        fill_region(seen, start / rates(), start % rates(), cells);
        if (cells.empty()) continue;
        std::sort(cells.begin(), cells.end());
        std::vector<run> longest;
        for (std::size_t i = 0; i < cells.size();) {
            run found{cells[i].first, cells[i].second, cells[i].second};
            for (++i; i < cells.size() && cells[i].first == found.loss && cells[i].second == found.last + 1;
                 ++i)
                ++found.last;
            const auto length = [](const run& each) { return each.last - each.first; };
            if (!longest.empty() && length(found) > length(longest.front())) longest.clear();
            if (longest.empty() || length(found) == length(longest.front())) longest.push_back(found);
        }
        runs.push_back(longest[longest.size() / 2]);
    }
    return runs;
}

inline void crossover_chart::draw_cells(svg& picture, const box& area) const {
    for (std::size_t loss = 0; loss < losses(); ++loss)
        for (std::size_t rate = 0; rate < rates(); ++rate) {
            const std::optional<std::size_t>& best = map_.winner(loss, rate);
            picture.begin(bit_rate(map_.rates_bits_per_second[rate]) + ", loss " +
                          loss_tick(map_.losses[loss]) + ": " + winner_text(data_, best));
            // A little over the edge, so that no seam shows between cells of one region.
            picture.rectangle(corner(area, loss, rate), cell_width(area) + 0.3, cell_height(area) + 0.3,
                              best ? "area " + style_of_area(*best) : std::string("area-none"));
            picture.end();
        }
}

inline void crossover_chart::draw_borders(svg& picture, const box& area) const {
    for (std::size_t loss = 0; loss < losses(); ++loss)
        for (std::size_t rate = 0; rate < rates(); ++rate) {
            const point at = corner(area, loss, rate);
            if (rate > 0 && map_.winner(loss, rate) != map_.winner(loss, rate - 1))
                picture.line(at, {at.x, at.y + cell_height(area)}, "border");
            if (loss + 1 < losses() && map_.winner(loss, rate) != map_.winner(loss + 1, rate))
                picture.line(at, {at.x + cell_width(area), at.y}, "border");
        }
}

/// A letter in each region, and the name where there is room.
inline void crossover_chart::draw_names(svg& picture, const box& area) const {
    for (const run& each : named_runs()) {
        const point at = corner(area, each.loss, each.first);
        const double room = cell_width(area) * static_cast<double>(each.last - each.first + 1);
        const point middle{at.x + room / 2, at.y + cell_height(area) / 2};
        const std::optional<std::size_t>& best = map_.winner(each.loss, each.first);
        const auto fits = [room](const std::string& text) {
            return static_cast<double>(display_width(text)) * 6.8 + 10 < room;
        };
        if (!best) {
            const std::string none = fits("no design") ? "no design" : "\u2013";
            picture.text({middle.x, middle.y + 4}, none, "label", "middle");
            continue;
        }
        const std::string name = letter_of(winners_, *best);
        const two_lines label = label_of(data_, *best, 26);
        const bool has_room = fits(name + "  " + label.first) && fits(label.second);
        picture.text({middle.x, middle.y + (has_room && !label.second.empty() ? -2 : 4)},
                     has_room ? name + "  " + label.first : name, "area-name", "middle");
        if (has_room) picture.text({middle.x, middle.y + 12}, label.second, "area-detail", "middle");
    }
}

inline void crossover_chart::draw_axes(svg& picture, const box& area) const {
    const double bottom = area.corner.y + area.height;
    for (std::size_t loss = 0; loss < losses(); ++loss)
        picture.text({area.corner.x - 7, corner(area, loss, 0).y + cell_height(area) / 2 + 4},
                     loss_tick(map_.losses[loss]), "tick", "end");
    for (std::size_t rate = 0; rate < rates(); ++rate)
        picture.text({corner(area, 0, rate).x + cell_width(area) / 2, bottom + 16},
                     rate_tick(map_.rates_bits_per_second[rate]), "tick", "middle");
    picture.text({area.corner.x + area.width / 2, bottom + 33}, "rate, bit/s, each way", "label", "middle");
    picture.text({0, area.corner.y - 8}, "packets lost", "label");
}

inline std::string crossover_chart::draw(double width, double row_height, const std::string& id) const {
    const box area{{48, 24}, width - 50, row_height * static_cast<double>(losses())};
    svg picture(
        width, area.height + 64, id, "Which design wins where",
        "A grid of rates and loss probabilities; each cell has the colour and each region the letter of "
        "the design that is the verdict there. The list below names them.");
    draw_cells(picture, area);
    draw_borders(picture, area);
    draw_axes(picture, area);
    const point here = corner(area, map_.here_loss, map_.here_rate);
    picture.rectangle({here.x + 2, here.y + 2}, cell_width(area) - 4, cell_height(area) - 4, "here-halo");
    picture.rectangle({here.x + 2, here.y + 2}, cell_width(area) - 4, cell_height(area) - 4, "here-cell");
    draw_names(picture, area);
    constexpr double room_for_words = 60;
    if (cell_width(area) > room_for_words)
        picture.text({here.x + cell_width(area) / 2, here.y + cell_height(area) - 7}, "this link",
                     "area-detail", "middle");
    return picture.take();
}

} // namespace sei::report::inline SEI_RELEASE::detail
