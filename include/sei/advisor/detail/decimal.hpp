// SPDX-License-Identifier: MIT
#pragma once
/// Decimal numbers as they are printed: whole multiples of a power of ten, rounded to the safe side.
///
/// A quotient of two whole doubles is the double nearest to the decimal number, so that the number that is
/// computed here is the one that its text is read as.

#include <sei/config.hpp>

#include <cmath>

namespace sei::advisor::inline SEI_RELEASE::detail {

/// `value` times 10^decimals, without a power that is no double.
[[nodiscard]] inline double shifted(double value, int decimals) {
    return decimals >= 0 ? value * std::pow(10.0, decimals) : value / std::pow(10.0, -decimals);
}

[[nodiscard]] inline double decimal(double steps, int decimals) {
    return decimals >= 0 ? steps / std::pow(10.0, decimals) : steps * std::pow(10.0, -decimals);
}

/// The least number of steps that make `value` or more.
[[nodiscard]] inline double steps_up(double value, int decimals) {
    double steps = std::floor(shifted(value, decimals)) - 1;
    while (decimal(steps, decimals) < value) ++steps;
    return steps;
}

/// The greatest number of steps that make `value` or less.
[[nodiscard]] inline double steps_down(double value, int decimals) { return -steps_up(-value, decimals); }

} // namespace sei::advisor::inline SEI_RELEASE::detail
