// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/depthwise.hpp: depthwise convolution on blocked maps: every lane is its own channel.
///
/// Input and output have the set's lanes. A unit is a row of a block; each output sums over kernel row and
/// column, from the bias. Of the epilogue only the bounds are applied; an addend is ignored.

#include <sei/kernels/vector/conv2d.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// One filter per channel (`groups == channels == filters`).
[[nodiscard]] constexpr bool is_depthwise(const layers::conv2d& spec, sei::shape in) {
    return spec.groups == in.channels && spec.filters == in.channels && spec.groups > 1;
}

/// Weights `[channels, 1, height, width]` regrouped: block, kernel row, kernel column, lane.
[[nodiscard]] constexpr std::size_t packed_depthwise_weights(const layers::conv2d& spec, std::size_t lanes) {
    return rounded_up(spec.filters, lanes) * spec.kernel.height * spec.kernel.width;
}

inline void pack_depthwise_weights(const layers::conv2d& spec, std::size_t lanes,
                                   std::span<const float> weight, float* packed) {
    const std::size_t taps = std::size_t{spec.kernel.height} * spec.kernel.width;
    for (std::size_t block = 0; block < blocks_for(spec.filters, lanes); ++block)
        for (std::size_t tap = 0; tap < taps; ++tap)
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                const std::size_t channel = block * lanes + lane;
                *packed++ = channel < spec.filters ? weight[channel * taps + tap] : 0.0F;
            }
}

} // namespace sei::kernels::inline SEI_TARGET
