// SPDX-License-Identifier: MIT
#pragma once
/// Error norms that a NaN can't pass: every comparison of arrays in the tests goes through these. `std::max`
/// and `std::max_element` drop a NaN, and so does a running maximum at the next number.

#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>

namespace test_support {

/// The larger of two errors; infinite if one of them is NaN.
[[nodiscard]] inline double worse(double left, double right) {
    if (std::isnan(left) || std::isnan(right)) return std::numeric_limits<double>::infinity();
    return left < right ? right : left;
}

/// The largest |found - expected|; infinite if sizes differ or a number is NaN. Equal infinities differ, too:
/// no test expects them.
template <class Found, class Expected>
[[nodiscard]] double largest_difference(const Found& found, const Expected& expected) {
    if (std::size(found) != std::size(expected)) return std::numeric_limits<double>::infinity();
    double largest = 0;
    for (std::size_t i = 0; i < std::size(found); ++i)
        largest = worse(largest, std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i])));
    return largest;
}

/// The largest magnitude; infinite if a number is NaN.
template <class Numbers>
[[nodiscard]] double largest_magnitude(const Numbers& numbers) {
    double largest = 0;
    for (std::size_t i = 0; i < std::size(numbers); ++i)
        largest = worse(largest, std::abs(static_cast<double>(numbers[i])));
    return largest;
}

/// An error in units of a scale; infinite if it is no number, or beyond 0 where the scale is 0.
[[nodiscard]] inline double share_of_scale(double error, double scale) {
    if (error == 0 && std::isfinite(scale)) return 0;
    const double share = error / scale;
    return std::isfinite(share) && std::isfinite(scale) ? share : std::numeric_limits<double>::infinity();
}

/// The largest |found - expected| over the largest |expected|; infinite as `largest_difference` is.
template <class Found, class Expected>
[[nodiscard]] double difference_in_max_norm(const Found& found, const Expected& expected) {
    return share_of_scale(largest_difference(found, expected), largest_magnitude(expected));
}

} // namespace test_support
