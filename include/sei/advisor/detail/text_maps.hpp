// SPDX-License-Identifier: MIT
#pragma once
/// The crossover map and the ranges of the verdict as lines for a terminal.

#include <sei/advisor/detail/range_words.hpp>
#include <sei/advisor/detail/text_table.hpp>
#include <sei/advisor/report.hpp>

#include <string>
#include <vector>

namespace sei::advisor::detail {

/// Rates across, losses downwards, a letter for each winner; the present link's cell in brackets.
[[nodiscard]] inline std::vector<std::string> crossover_lines(const report_data& data, std::size_t width) {
    const crossover_map& map = *data.crossover;
    const std::vector<std::size_t> winners = winners_in(map);
    std::vector<text_table::column> columns{{"loss", align::right}};
    for (const double rate : map.rates_bits_per_second) columns.push_back({rate_tick(rate) + ' '});
    text_table table(columns);
    for (std::size_t loss = 0; loss < map.losses.size(); ++loss) {
        std::vector<std::string> cells{loss_tick(map.losses[loss])};
        for (std::size_t rate = 0; rate < map.rates_bits_per_second.size(); ++rate) {
            const std::optional<std::size_t>& best = map.winner(loss, rate);
            const std::string mark = best ? letter_of(winners, *best) : ".";
            const bool here = loss == map.here_loss && rate == map.here_rate;
            cells.push_back(here ? '[' + mark + ']' : mark + ' ');
        }
        table.add(cells);
    }
    std::vector<std::string> lines = table.lines(width);
    for (const std::size_t winner : winners)
        lines.push_back("  " + letter_of(winners, winner) + "  " + printable(name_of(data.designs[winner])));
    return lines;
}

/// A range's end with what comes beyond it.
[[nodiscard]] inline std::string range_cell(const report_data& data, const verdict_range& range,
                                            const std::optional<range_end>& end,
                                            const std::optional<double>& looked, std::string_view side) {
    if (!end) return open_end_text(range, looked);
    return end_text(range, *end) + " (" + beyond_text(data, range, *end, side) + ')';
}

/// "rate, now 10 Mbit/s: holds from 4.2 Mbit/s (below: no design meets all) to 100 Mbit/s."
[[nodiscard]] inline std::string range_sentence(const report_data& data, const verdict_range& range) {
    const std::string present = range.present ? ", now " + present_text(range) : ", " + present_text(range);
    if (!range.lower && !range.upper && !range.least && !range.most)
        return range.what + present + ": whatever it is.";
    return range.what + present + ": holds from " +
           range_cell(data, range, range.lower, range.least, "below") + " to " +
           range_cell(data, range, range.upper, range.most, "above") + '.';
}

} // namespace sei::advisor::detail
