// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/pointwise.hpp: bounds (relu, relu6), sums and max pooling on blocked maps.

#include <sei/kernels/portable/pooling.hpp>
#include <sei/kernels/vector/conv2d.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// relu and relu6 as bounds.
inline constexpr clamp relu_bounds{.lowest = 0.0F};
inline constexpr clamp relu6_bounds{.lowest = 0.0F, .highest = 6.0F};

/// Calls `transform(block, row)` with the start of every row of a map.
template <class Visitor>
void for_each_row(const feature_map& map, Visitor&& visit) {
    for (std::size_t block = 0; block < map.blocks(); ++block)
        for (std::uint32_t row = 0; row < map.dims.height; ++row)
            visit(block, static_cast<std::ptrdiff_t>(row));
}

/// May run in place.
inline void apply_bounds(const feature_map& input, const feature_map& output, clamp bounds) {
    const vector lowest = broadcast(bounds.lowest);
    const vector highest = broadcast(bounds.highest);
    const std::size_t length = output.dims.width * vector_width;
    for_each_row(output, [&](std::size_t block, std::ptrdiff_t row) {
        const float* source = input.at(block, row, 0);
        float* target = output.at(block, row, 0);
        for (std::size_t i = 0; i < length; i += vector_width)
            store(target + i, at_most(at_least(load(source + i), lowest), highest));
    });
}

/// May run over its first input.
inline void add_maps(const feature_map& left, const feature_map& right, const feature_map& output) {
    const std::size_t length = output.dims.width * vector_width;
    for_each_row(output, [&](std::size_t block, std::ptrdiff_t row) {
        const float* first = left.at(block, row, 0);
        const float* second = right.at(block, row, 0);
        float* target = output.at(block, row, 0);
        for (std::size_t i = 0; i < length; i += vector_width)
            store(target + i, load(first + i) + load(second + i));
    });
}

/// The same values as the portable kernel: a NaN in the window wins.
inline void max_pool_map(const layers::max_pool& spec, const feature_map& input, const feature_map& output) {
    for_each_row(output, [&](std::size_t block, std::ptrdiff_t row) {
        float* target = output.at(block, row, 0);
        for (std::uint32_t column = 0; column < output.dims.width; ++column, target += vector_width) {
            const pooling_window window = window_at(spec.kernel, spec.stride, spec.padding, input.dims,
                                                    static_cast<std::uint32_t>(row), column);
            vector best = load(input.at(block, window.top, window.left));
            for (std::uint32_t y = window.top; y < window.bottom; ++y)
                for (std::uint32_t x = window.left; x < window.right; ++x) {
                    const vector value = load(input.at(block, y, x));
                    best = ((value > best) | (value != value)) ? value : best;
                }
            store(target, best);
        }
    });
}

} // namespace sei::kernels::inline SEI_TARGET
