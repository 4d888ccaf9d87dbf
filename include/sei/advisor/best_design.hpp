// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/best_design.hpp: the verdict alone, without its reasons: for asking many times.
///
/// Its rules are those of advise.hpp; `require_measured` and `require_usable` check the arguments.

#include <sei/advisor/advise.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE {

/// `advise(designs, asked, options).best`. Unlike `advise` it trusts its arguments.
[[nodiscard]] inline std::optional<std::size_t>
best_design(std::span<const design> designs, const requirements& asked, const advice_options& options = {}) {
    std::vector<std::size_t> feasible;
    for (std::size_t i = 0; i < designs.size(); ++i)
        if (shortfalls(designs[i], asked).empty()) feasible.push_back(i);
    if (feasible.empty()) return std::nullopt;
    return detail::rank(designs, std::move(feasible), asked, options).best;
}

} // namespace sei::advisor::inline SEI_RELEASE
