// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/winograd.hpp: 3x3 convolutions with stride 1 by Winograd's minimal filtering, F(2x2,
/// 3x3) and F(4x4, 3x3).
///
/// A tile of m x m outputs costs (m + 2)^2 products a channel instead of 9 m^2: 2.25 times fewer for m = 2, 4
/// times fewer for m = 4. Weights, input tiles and products live in the transformed domain; there the
/// convolution is (m + 2)^2 matrix products. Points 0, +-5/8, +-3/2 and infinity for m = 4: their error is a
/// quarter of that of the textbook's 0, +-1, +-2 (1.7e-6 to 4.6e-6 of the largest output). Lavin and
/// Gray, "Fast algorithms for convolutional neural networks", arXiv 1509.09308.
///
/// A tile contaminated by a NaN or an infinity is contaminated as a whole.
/// In this order: `winograd_transform_weights` once (units: panels), then for each group of tiles
/// `winograd_transform_input` (units: input blocks) and `winograd_multiply` (units: panels), whose concurrent
/// calls share the transformed input and need product memory of their own. Neither groups, partitions nor
/// halos change a bit. A halo that is there must be zero. A last odd row or column is not pooled.

#include <sei/kernels/vector/conv2d.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// Outputs along one side of a tile.
enum class winograd_tile : std::uint8_t { two = 2, four = 4 };

[[nodiscard]] constexpr std::size_t side_of(winograd_tile tile) { return static_cast<std::size_t>(tile); }

/// Matrix products in the transformed domain: 16 or 36.
[[nodiscard]] constexpr std::size_t points_of(winograd_tile tile) {
    return (side_of(tile) + 2) * (side_of(tile) + 2);
}

/// Can it compute this layer?
[[nodiscard]] constexpr bool suits_winograd(const layers::conv2d& spec) {
    return spec.kernel == extent{3} && spec.stride == extent{1} && spec.dilation == extent{1} &&
           spec.groups == 1;
}

/// Tiles that cover a map, row by row.
[[nodiscard]] constexpr std::size_t tiles_over(sei::shape out, winograd_tile tile) {
    return blocks_for(out.height, side_of(tile)) * blocks_for(out.width, side_of(tile));
}

/// What all passes of one convolution are told. Tiles are worked on in groups of at most `group` tiles, each
/// with memory for its transformed input.
struct winograd {
    winograd_tile tile = winograd_tile::four;
    extent padding = 1;
    feature_map input{};  ///< needs no halo
    sei::shape out{};     ///< of the convolution
    feature_map output{}; ///< `out`, or its half in both directions if `pools`
    bool pools = false;   ///< a 2x2 max_pool with stride 2 follows the epilogue
    epilogue after{};
    const float* weight = nullptr; ///< transformed, see `kernel_set::winograd_transform_weights`
    const float* bias = nullptr;
    std::size_t group = 0; ///< tiles of one group
};

/// Floats of transformed weights: panel, point, input channel, output lane of the panel.
[[nodiscard]] constexpr std::size_t winograd_weights(const layers::conv2d& spec, std::uint32_t channels,
                                                     winograd_tile tile, std::size_t lanes) {
    return rounded_up(spec.filters, lanes) * channels * points_of(tile);
}

/// From one point to the next in transformed memory: an odd number of cache lines, so that the points of one
/// tile don't share a set of the cache.
[[nodiscard]] constexpr std::size_t winograd_point_stride(std::size_t floats) {
    return (rounded_up(floats, 16) / 16 | 1) * 16;
}

/// Floats for the transformed input of one group.
[[nodiscard]] constexpr std::size_t winograd_input_floats(winograd_tile tile, std::size_t channels,
                                                          std::size_t group, std::size_t lanes) {
    return points_of(tile) * winograd_point_stride(rounded_up(channels, lanes) * group);
}

/// Floats for the products of one panel and one group.
[[nodiscard]] constexpr std::size_t winograd_product_floats(winograd_tile tile, std::size_t group,
                                                            std::size_t lanes) {
    return points_of(tile) * winograd_point_stride(panel_blocks * lanes * group);
}

} // namespace sei::kernels::inline SEI_TARGET
