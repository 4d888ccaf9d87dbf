// SPDX-License-Identifier: MIT
#pragma once
/// Vectors as wide as the kernels' blocks, for the loops beside the kernels.

#include <sei/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace sei::explain::inline SEI_TARGET {
namespace detail {

template <std::size_t Lanes>
struct lane_vectors {
    using numbers [[gnu::vector_size(Lanes * sizeof(float))]] = float;
    using integers [[gnu::vector_size(Lanes * sizeof(float))]] = std::int32_t;
    static_assert(sizeof(numbers) == Lanes * sizeof(float));
};

/// Calls `body(integral_constant of the lanes)`.
template <class Body>
void with_lanes(std::size_t lanes, const Body& body) {
    if (lanes == 16) return body(std::integral_constant<std::size_t, 16>{});
    if (lanes == 8) return body(std::integral_constant<std::size_t, 8>{});
    body(std::integral_constant<std::size_t, 4>{});
}

/// Halves, quarters, ... are added.
template <class Numbers>
[[nodiscard]] float sum_of_lanes(const Numbers& values) {
    if constexpr (sizeof(Numbers) == 2 * sizeof(float)) {
        return values[0] + values[1];
    } else {
        typename lane_vectors<sizeof(Numbers) / sizeof(float) / 2>::numbers half[2];
        std::memcpy(half, &values, sizeof values);
        return sum_of_lanes(half[0] + half[1]);
    }
}

} // namespace detail
} // namespace sei::explain::inline SEI_TARGET
