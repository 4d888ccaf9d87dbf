// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/crossover.hpp: which design wins where: the verdict over a grid of rates and loss
/// probabilities.

#include <sei/advisor/best_design.hpp>
#include <sei/error.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE {

/// The designs that win somewhere, ascending.
[[nodiscard]] inline std::vector<std::size_t> winners_in(const crossover_map& map) {
    std::vector<std::size_t> found;
    for (const std::optional<std::size_t>& each : map.winners)
        if (each) found.push_back(*each);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

/// Throws sei::error unless the map has a winner or none for each rate and loss, of designs that there are.
inline void require_consistent(const crossover_map& map, std::size_t designs) {
    const std::size_t cells = map.rates_bits_per_second.size() * map.losses.size();
    if (cells == 0 || map.winners.size() != cells)
        throw error("the crossover map has " + counted(map.winners.size(), "winner") + " for " +
                    counted(map.rates_bits_per_second.size(), "rate") + " and " +
                    std::to_string(map.losses.size()) +
                    " losses, expected one for each pair, and at least one");
    if (map.here_rate >= map.rates_bits_per_second.size() || map.here_loss >= map.losses.size())
        throw error("the present link is at place " + std::to_string(map.here_rate) + ", " +
                    std::to_string(map.here_loss) + " of the crossover map, which is outside of it");
    for (const std::optional<std::size_t>& each : map.winners)
        if (each && *each >= designs)
            throw error("the crossover map names design " + std::to_string(*each) + " of " +
                        std::to_string(designs) + ", expected an index below that");
}

/// The conditions of a map's cells, in the order of its winners.
[[nodiscard]] inline std::vector<link_conditions> conditions_of(std::span<const double> rates_bits_per_second,
                                                                std::span<const double> losses,
                                                                double delay_ms) {
    std::vector<link_conditions> all;
    for (const double loss : losses)
        for (const double rate : rates_bits_per_second)
            all.push_back({.rate_bits_per_second = rate, .delay_ms = delay_ms, .loss = loss});
    return all;
}

/// The map of the designs as measured under each of `conditions_of(rates, losses, ...)`. The present link's
/// rate and loss must be in the lists, both of which ascend. Throws sei::error if something is missing.
[[nodiscard]] inline crossover_map crossover(std::span<const double> rates_bits_per_second,
                                             std::span<const double> losses,
                                             std::span<const std::vector<design>> measured,
                                             const link_conditions& present, const requirements& asked,
                                             const advice_options& options = {}) {
    const auto place = [](std::span<const double> values, double value, const char* what) {
        const auto found = std::find(values.begin(), values.end(), value);
        if (found == values.end() || !std::is_sorted(values.begin(), values.end()))
            throw error(std::string("the crossover map's ") + what +
                        " don't ascend or don't hold that of the present link");
        return static_cast<std::size_t>(found - values.begin());
    };
    crossover_map map{.rates_bits_per_second = {rates_bits_per_second.begin(), rates_bits_per_second.end()},
                      .losses = {losses.begin(), losses.end()},
                      .here_rate = place(rates_bits_per_second, present.rate_bits_per_second, "rates"),
                      .here_loss = place(losses, present.loss, "losses")};
    std::size_t designs = 0;
    for (const std::vector<design>& cell : measured) {
        for (const design& item : cell) {
            require_measured(item);
            require_counted(item, asked);
        }
        map.winners.push_back(best_design(cell, asked, options));
        designs = cell.size();
    }
    require_consistent(map, designs);
    return map;
}

} // namespace sei::advisor::inline SEI_RELEASE
