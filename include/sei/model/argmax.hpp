// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/argmax.hpp: which class a network's scores name.
///
/// Firmware tier; usable in constant expressions.

#include <sei/config.hpp>

#include <concepts>
#include <cstddef>

namespace sei::inline SEI_RELEASE {

/// The index of the largest score, the first of equal ones, in an array, a vector, a span or a tensor. NaN is
/// never the largest; 0 if there are no scores, or only NaN.
template <class Scores>
requires requires(const Scores& scores) {
    scores.data()[0] > scores.data()[0];
    { scores.size() } -> std::convertible_to<std::size_t>;
}
[[nodiscard]] constexpr std::size_t argmax(const Scores& scores) noexcept {
    const auto* const values = scores.data();
    std::size_t best = 0;
    for (std::size_t i = 1; i < scores.size(); ++i) {
        const bool best_is_nan = values[best] != values[best];
        if (values[i] > values[best] || (best_is_nan && values[i] == values[i])) best = i;
    }
    return best;
}

} // namespace sei::inline SEI_RELEASE
