// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/designs.hpp: fill rules and cuts by the names that users write.

#include "nearest_names.hpp"

#include <sei/error.hpp>
#include <sei/model/results.hpp>
#include <sei/wire/fill.hpp>

#include <span>
#include <string>
#include <vector>

namespace examples {

/// zero, mean or last-frame, as a command line has checked.
[[nodiscard]] inline sei::wire::fill_rule fill_of(const std::string& name) {
    if (name == "mean") return sei::wire::fill_rule::mean;
    if (name == "neighbours") return sei::wire::fill_rule::neighbours;
    return name == "last-frame" ? sei::wire::fill_rule::last_frame : sei::wire::fill_rule::zero;
}

/// The split point that `--split` names, by name or index.
[[nodiscard]] inline std::size_t named_split(const std::string& name,
                                             std::span<const sei::split_score> splits) {
    std::vector<std::string> known;
    for (const sei::split_score& split : splits) {
        if (split.after == name || std::to_string(split.index) == name) return split.index;
        known.push_back(split.after);
    }
    constexpr std::size_t few = 6;
    const std::string nearest = known.size() <= few ? "it can after " : "the nearest names are ";
    throw sei::error("--split: the network can't be cut after '" + sei::printable_message(name, 60) + "'; " +
                     nearest + nearest_names(name, known, known.size() <= few ? few : 3));
}

} // namespace examples
