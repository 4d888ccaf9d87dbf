// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/detail/sorted_indices.hpp: the order of anything that has numbers.

#include <sei/config.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <vector>

namespace sei::weights::inline SEI_RELEASE::detail {

/// 0 to `count` - 1 in the order of `before`, equals in the order of their numbers. Not a template: each kind
/// of element and of comparison would be compiled to 3 to 9 KB of sorting.
[[nodiscard]] inline std::vector<std::size_t>
sorted_indices(std::size_t count, const std::function<bool(std::size_t, std::size_t)>& before) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&before](std::size_t left, std::size_t right) {
        return before(left, right) || (left < right && !before(right, left));
    });
    return order;
}

} // namespace sei::weights::inline SEI_RELEASE::detail
