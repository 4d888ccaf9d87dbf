// SPDX-License-Identifier: MIT
#pragma once
/// What to say when no design is feasible: which requirement rejects how many, and how far the nearest is.

#include <sei/advisor/detail/relaxation.hpp>
#include <sei/advisor/sentences.hpp>

#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE::detail {

[[nodiscard]] inline std::size_t count_feasible(std::span<const design> designs, const requirements& asked) {
    std::size_t count = 0;
    for (const design& item : designs) count += shortfalls(item, asked).empty() ? 1U : 0U;
    return count;
}

/// The design that asks for the least change; among equals (all infinite, say) the first.
[[nodiscard]] inline near_miss nearest(std::span<const design> designs, const requirements& asked) {
    near_miss found;
    double least = 0;
    for (std::size_t i = 0; i < designs.size(); ++i) {
        const relaxation change = relaxation_for(designs[i], asked);
        if (i != 0 && !(change.distance < least)) continue;
        least = change.distance;
        found.design = i;
        found.relaxed = std::isfinite(least) ? std::optional(change.relaxed) : std::nullopt;
    }
    return found;
}

/// "87.1 % instead of 88 %"; numbers that are different look different.
[[nodiscard]] inline std::string instead_of(double relaxed, double asked, const std::string& asked_text,
                                            const std::string& unit) {
    constexpr int all_decimals = 9;
    const std::string text = trimmed(relaxed, all_decimals) + unit;
    const bool look_alike = text.compare(asked_text) == 0; // at ==, g++ 12 warns of a memcmp that isn't there
    return text + " instead of " + (look_alike ? trimmed(asked, all_decimals) + unit : asked_text);
}

[[nodiscard]] inline std::string instead_of(std::uint64_t relaxed, std::uint64_t asked) {
    return bytes(relaxed) + " instead of " + exact_bytes(asked);
}

/// Every requirement that has another number, as the list of a sentence.
[[nodiscard]] inline std::vector<std::string> changes_between(const requirements& asked,
                                                              const requirements& relaxed) {
    std::vector<std::string> changes;
    if (relaxed.deadline_ms != asked.deadline_ms)
        changes.push_back("the deadline were " + instead_of(*relaxed.deadline_ms, *asked.deadline_ms,
                                                            milliseconds(*asked.deadline_ms), " ms"));
    if (relaxed.percentile != asked.percentile)
        changes.push_back("the percentile were " +
                          instead_of(relaxed.percentile, asked.percentile, trimmed(asked.percentile, 3), ""));
    if (relaxed.min_accuracy != asked.min_accuracy)
        changes.push_back("the accuracy asked were " + instead_of(*relaxed.min_accuracy * 100,
                                                                  *asked.min_accuracy * 100,
                                                                  percent(*asked.min_accuracy), " %"));
    const auto add_limit = [&](const char* what, auto limit) {
        if (limit(relaxed) != limit(asked))
            changes.push_back(what + instead_of(*limit(relaxed), *limit(asked)));
    };
    using limits = requirements;
    add_limit("the limit on RAM were ", [](const limits& of) { return of.max_ram_bytes; });
    add_limit("the device's RAM were ", [](const limits& of) { return of.device_ram_bytes; });
    add_limit("the limit on flash were ", [](const limits& of) { return of.max_flash_bytes; });
    add_limit("the device's flash were ", [](const limits& of) { return of.device_flash_bytes; });
    add_limit("the limit on the wire were ", [](const limits& of) { return of.max_wire_bytes; });
    return changes;
}

/// What has to stay as it was measured under another deadline.
[[nodiscard]] inline std::string unchanged_wait(const design& item, const requirements& asked,
                                                const requirements& relaxed) {
    if (relaxed.deadline_ms == asked.deadline_ms || !item.measured || !item.measured->udp_wait_ms) return {};
    return ", with the server waiting " + milliseconds(*item.measured->udp_wait_ms) +
           " for lost packets as it does now";
}

[[nodiscard]] inline std::string nearest_sentence(const near_miss& found, const design& item,
                                                  const requirements& asked) {
    const std::string who = "Nearest is " + name_of(item);
    if (found.relaxed)
        return who + ": it would do if " + joined(changes_between(asked, *found.relaxed)) +
               unchanged_wait(item, asked, *found.relaxed) + '.';
    if (item.measured && item.measured->latencies_kept)
        return who + ", but none of its frames is ever answered: no deadline and no percentile would do.";
    std::vector<std::string> changes = changes_between(asked, relaxation_for(item, asked).relaxed);
    changes.insert(changes.begin(), "fewer than " + percentile_of(asked) + " of frames had to be answered");
    return who + ": it would do if " + joined(changes) + '.';
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

[[nodiscard]] inline std::vector<std::string>
reasons_for_none(std::span<const design> designs, const near_miss& found, const requirements& asked) {
    std::vector<std::string> reasons{"None of the " + counted(designs.size(), "design") +
                                     " meets every requirement."};
    for (const requirement which : every_requirement)
        if (asked_for(which, asked)) reasons.push_back(rejection_sentence(which, designs, asked));
    reasons.push_back(nearest_sentence(found, designs[found.design], asked));
    return reasons;
}

} // namespace sei::advisor::inline SEI_RELEASE::detail
