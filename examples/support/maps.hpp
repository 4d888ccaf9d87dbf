// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/maps.hpp: the designs of an experiment on other links: which wins where, and how far the
/// verdict holds.

#include <sei/advisor/crossover.hpp>
#include <sei/advisor/sensitivity.hpp>
#include <sei/report/data.hpp>
#include <sei/study/experiment.hpp>

#include <functional>

namespace examples {

/// What the link is now, and the losses that the experiment has measured already.
struct present_link {
    sei::link_conditions conditions;
    std::vector<double> losses;
};

/// The present rate and round multiples of it, from a fiftieth to tenfold, as far as links go.
[[nodiscard]] inline std::vector<double> rates_around(double present) {
    std::vector<double> rates;
    for (const double factor : {0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0})
        if (const double rate = std::round(present * factor); rate >= 1 && rate <= 1e12)
            if (rates.empty() || rate > rates.back()) rates.push_back(rate);
    return rates;
}

/// Fills the report's map and ranges. Every cell runs all frames again; the same packets are lost, so that
/// the tails need not. `progress` gets shares from 0 to 1.
inline void add_maps(sei::report::report_data& report, sei::study::experiment& experiment,
                     std::span<const sei::study::deployment> deployments, const present_link& link,
                     const std::function<void(double)>& progress) {
    using namespace sei::advisor;
    const auto rates = rates_around(link.conditions.rate_bits_per_second);
    std::vector<double> losses = link.losses;
    std::sort(losses.begin(), losses.end());
    std::vector<std::vector<sei::design>> cells;
    for (const double loss : losses) {
        const auto row = conditions_of(rates, std::span(&loss, 1), link.conditions.delay_ms);
        for (std::vector<sei::design>& cell : experiment.run(deployments, row))
            cells.push_back(std::move(cell));
        progress(0.7 * static_cast<double>(cells.size()) / static_cast<double>(losses.size() * rates.size()));
    }
    report.crossover = crossover(rates, losses, cells, link.conditions, report.requirements);
    report.sensitivity = requirement_ranges(report.designs, report.requirements);

    const auto verdict_on = [&](const sei::link_conditions& other) {
        return best_design(experiment.run(deployments, std::span(&other, 1)).front(), report.requirements);
    };
    const double rate = link.conditions.rate_bits_per_second;
    report.sensitivity.push_back(link_range({.what = "rate",
                                             .unit = sei::quantity::bits_per_second,
                                             .present = rate,
                                             .least = rates.front(),
                                             .most = rates.back()},
                                            [&](double value) {
                                                sei::link_conditions other = link.conditions;
                                                other.rate_bits_per_second = std::round(value);
                                                return verdict_on(other);
                                            }));
    progress(0.85);
    constexpr double furthest_delay_ms = 1000;
    if (const double delay = link.conditions.delay_ms; delay > 0 && delay <= furthest_delay_ms)
        report.sensitivity.push_back(link_range({.what = "delay",
                                                 .unit = sei::quantity::milliseconds,
                                                 .present = delay,
                                                 .least = 0,
                                                 .most = furthest_delay_ms},
                                                [&](double value) {
                                                    sei::link_conditions other = link.conditions;
                                                    other.delay_ms = value;
                                                    return verdict_on(other);
                                                }));
    report.sensitivity.push_back(loss_range(*report.crossover));
    progress(1);
}

} // namespace examples
