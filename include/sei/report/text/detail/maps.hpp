// SPDX-License-Identifier: MIT
#pragma once
/// The crossover map and the ranges of the verdict as lines for a terminal.

#include <sei/report/data.hpp>
#include <sei/report/detail/range_words.hpp>
#include <sei/report/text/detail/table.hpp>

#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

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
        for (const std::string& line : wrapped("  " + letter_of(winners, winner) + "  ",
                                               printable(name_of(data.designs[winner])), width))
            lines.push_back(line);
    return lines;
}

/// One end of a range: "down to 38.6 ms (below: no design meets all)"; empty where there is no end.
[[nodiscard]] inline std::string range_end_phrase(const report_data& data, const verdict_range& range,
                                                  bool is_lower) {
    const std::optional<range_end>& end = is_lower ? range.lower : range.upper;
    const std::optional<double>& looked = is_lower ? range.least : range.most;
    const std::string direction = is_lower ? "down to " : "up to ";
    if (end)
        return direction + end_text(range, *end) + " (" +
               beyond_text(data, range, *end, is_lower ? "below" : "above") + ')';
    if (looked) return direction + quantity_text(range.unit, *looked) + ", as far as was looked";
    return {};
}

/// "rate, now 10 Mbit/s: holds down to 4.2 Mbit/s (at 4 Mbit/s: local); up to 100 Mbit/s, as far as was
/// looked."
[[nodiscard]] inline std::string range_sentence(const report_data& data, const verdict_range& range) {
    const std::string subject = range.what + (range.present ? ", now " : ", ") + present_text(range) + ": ";
    const std::string down = range_end_phrase(data, range, true);
    const std::string up = range_end_phrase(data, range, false);
    if (down.empty() && up.empty()) return subject + "holds whatever it is.";
    return subject + "holds " + down + (down.empty() || up.empty() ? "" : "; ") + up + '.';
}

} // namespace sei::report::inline SEI_RELEASE::detail
