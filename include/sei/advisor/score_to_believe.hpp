// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/score_to_believe.hpp: of the scores that were held against measured accuracy, the one to rank
/// splits by.

#include <sei/model/results.hpp>

#include <cstddef>
#include <optional>
#include <span>

namespace sei::advisor::inline SEI_RELEASE {

/// Of the scores that run no tail, and whose interval over layers lies above zero, the one with the highest
/// correlation, the first of equal ones; none if there is no such score: then only measured accuracy can
/// decide.
[[nodiscard]] inline std::optional<std::size_t> score_to_believe(std::span<const score_validation> scores) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (scores[i].tail_runs == 0 && scores[i].low_over_layers > 0 &&
            (!best || scores[i].correlation > scores[*best].correlation))
            best = i;
    return best;
}

} // namespace sei::advisor::inline SEI_RELEASE
