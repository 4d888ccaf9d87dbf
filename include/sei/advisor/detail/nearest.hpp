// SPDX-License-Identifier: MIT
#pragma once
/// What to say when no design is feasible: which requirement rejects how many, and how far the nearest is.

#include <sei/advisor/detail/sentences.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE::detail {

/// How far a design is from the requirements: the sum of its relative shortfalls.
[[nodiscard]] inline double distance(const design& item, const requirements& asked) {
    double sum = 0;
    for (const shortfall& missed : shortfalls(item, asked)) sum += missed.relative();
    return sum;
}

[[nodiscard]] inline std::size_t count_feasible(std::span<const design> designs, const requirements& asked) {
    std::size_t count = 0;
    for (const design& item : designs) count += shortfalls(item, asked).empty() ? 1U : 0U;
    return count;
}

/// The design with the least distance; among equals (all infinite, say) the first.
[[nodiscard]] inline const design& nearest(std::span<const design> designs, const requirements& asked) {
    const design* best = &designs.front();
    for (const design& item : designs)
        if (distance(item, asked) < distance(*best, asked)) best = &item;
    return *best;
}

/// The requirement, relaxed until the design meets it. Rounded outwards, so that what is printed suffices.
[[nodiscard]] inline std::string relaxed_requirement(const shortfall& missed, const requirements& asked) {
    if (missed.which == requirement::accuracy)
        return "the accuracy asked were " + trimmed(std::floor(missed.found * 1000) / 10, 1) +
               " % instead of " + percent(missed.asked);
    if (missed.which == requirement::deadline) {
        if (std::isinf(missed.found))
            return "fewer than " + percentile_of(asked) + " of frames had to be answered";
        const int decimals = usual_decimals(missed.found);
        const double step = std::pow(10.0, decimals);
        return "the deadline were " + trimmed(std::ceil(missed.found * step) / step, decimals) +
               " ms instead of " + milliseconds(missed.asked);
    }
    const byte_unit unit = unit_for(as_bytes(missed.found));
    const double enough = unit.size > 1 ? std::ceil(missed.found / unit.size * 10) / 10 : missed.found;
    const std::string limit = missed.which == requirement::ram     ? "the limit on RAM"
                              : missed.which == requirement::flash ? "the limit on flash"
                                                                   : "the limit on the wire";
    return limit + " were " + trimmed(enough, 1) + ' ' + std::string(unit.name) + " instead of " +
           exact_bytes(as_bytes(missed.asked));
}

/// "The deadline of 50 ms at percentile 95 rejects 12 of 21 designs; without it, 2 would do."
[[nodiscard]] inline std::string rejection_sentence(requirement which, std::span<const design> designs,
                                                    const requirements& asked) {
    std::size_t rejected = 0;
    for (const design& item : designs)
        for (const shortfall& missed : shortfalls(item, asked)) rejected += missed.which == which ? 1U : 0U;
    const std::size_t rescued = count_feasible(designs, without(which, asked));
    std::string text = requirement_phrase(which, asked);
    text.front() = 'T';
    return text + " rejects " + std::to_string(rejected) + " of " + counted(designs.size(), "design") +
           "; without it, " + (rescued == 0 ? "still none" : std::to_string(rescued)) + " would do.";
}

[[nodiscard]] inline std::vector<std::string> reasons_for_none(std::span<const design> designs,
                                                               const requirements& asked) {
    std::vector<std::string> reasons{"None of the " + counted(designs.size(), "design") +
                                     " meets every requirement."};
    for (const requirement which : every_requirement)
        if (asked_for(which, asked)) reasons.push_back(rejection_sentence(which, designs, asked));

    const design& closest = nearest(designs, asked);
    std::vector<std::string> changes;
    for (const shortfall& missed : shortfalls(closest, asked))
        changes.push_back(relaxed_requirement(missed, asked));
    reasons.push_back("Nearest is " + name_of(closest) + ": it would do if " + joined(changes) + ".");
    return reasons;
}

} // namespace sei::advisor::inline SEI_RELEASE::detail
