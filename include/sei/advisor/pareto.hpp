// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/pareto.hpp: the points that no other point beats in every objective at once.
///
/// Objectives are minimised; negate what should be large. Infinity is a value like any other, NaN is refused.
/// The method is that of Kung, Luccio and Preparata, J. ACM 22 (1975), without its divide and conquer.

#include <sei/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE {

/// What one point costs, smaller being better in each place.
template <std::size_t Count>
using objectives = std::array<double, Count>;

/// Whether `left` is nowhere worse than `right` and somewhere better. A point does not dominate its equal.
template <std::size_t Count>
[[nodiscard]] constexpr bool dominates(const objectives<Count>& left, const objectives<Count>& right) {
    for (std::size_t i = 0; i < Count; ++i)
        if (!(left[i] <= right[i])) return false;
    return left != right;
}

/// For each point, whether it is on the Pareto front; equal points are on it together. In lexicographic order
/// a point can be dominated only by an earlier one, and then by one on the front: O(n log n + n x front).
template <std::size_t Count>
[[nodiscard]] std::vector<bool> pareto_front(std::span<const objectives<Count>> points) {
    for (const objectives<Count>& point : points)
        for (const double value : point)
            if (std::isnan(value)) throw error("an objective of the Pareto front is not a number");

    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [points](std::size_t left, std::size_t right) { return points[left] < points[right]; });

    std::vector<bool> on_front(points.size(), false);
    std::vector<std::size_t> front;
    for (const std::size_t candidate : order) {
        const bool beaten = std::any_of(front.begin(), front.end(), [points, candidate](std::size_t member) {
            return dominates(points[member], points[candidate]);
        });
        if (beaten) continue;
        on_front[candidate] = true;
        front.push_back(candidate);
    }
    return on_front;
}

} // namespace sei::advisor::inline SEI_RELEASE
