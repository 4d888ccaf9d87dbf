// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/conv2d.hpp: direct convolution on blocked maps: what it is told, and how its weights
/// are packed.
///
/// One register tile keeps two blocks of output channels (a panel) for up to 14 pixels and walks all taps:
/// per input channel two weight vectors and one broadcast a pixel. The sum runs over input block, kernel row,
/// kernel column, lane, starting from the bias, whatever the tile, so that results depend neither on the
/// tiling nor on threads. A 1x1 convolution of a map without halo sees one long row of pixels.
/// The output's halo is left alone, its lanes without a filter become zero; input and output must not
/// overlap. Any partition of the units gives the same bits; sets of other lanes, and maps of one lane, may
/// round differently. Each output is within gamma(n + 1) times the sum of magnitudes of its n products
/// (Higham, *Accuracy and Stability of Numerical Algorithms*, 3.1). Layout and tiles as in Georganas et al.,
/// "Anatomy of high-performance deep learning convolutions on SIMD architectures", SC 2018.

#include <sei/kernels/vector/epilogue.hpp>
#include <sei/model/layers/conv2d.hpp>

#include <span>

namespace sei::kernels::inline SEI_TARGET {

/// Output blocks that share one walk over the input.
inline constexpr std::size_t panel_blocks = 2;

/// A convolution without groups. The input's halo is at least the padding, its lanes are the set's or one;
/// the bias has one float per output lane. Grouped convolutions are several of these on slices of the maps.
struct convolution {
    extent kernel = 3;
    extent stride = 1;
    extent padding = 0;
    extent dilation = 1;
    feature_map input{};
    feature_map output{};
    epilogue after{};
    const float* weight = nullptr; ///< packed, see pack_weights
    const float* bias = nullptr;
};

/// Floats that the packed weights take: missing output lanes are zero.
[[nodiscard]] constexpr std::size_t packed_weights(const layers::conv2d& spec, std::uint32_t channels,
                                                   std::size_t lanes) {
    return rounded_up(spec.filters, lanes) * channels * spec.kernel.height * spec.kernel.width;
}

/// Weights `[filters, channels, height, width]` regrouped in the order in which a tile reads them: panel,
/// input block, kernel row, kernel column, input lane, block of the panel, output lane. `input_lanes` are the
/// lanes of the map that the convolution reads.
inline void pack_weights(const layers::conv2d& spec, std::uint32_t channels, std::size_t input_lanes,
                         std::size_t lanes, std::span<const float> weight, float* packed) {
    const std::size_t taps = std::size_t{spec.kernel.height} * spec.kernel.width;
    const std::size_t row = taps * channels;
    for (std::size_t first = 0; first < spec.filters; first += panel_blocks * lanes) {
        const std::size_t left = rounded_up(spec.filters - first, lanes);
        const std::size_t width = left < panel_blocks * lanes ? left : panel_blocks * lanes;
        const std::size_t real = spec.filters - first < width ? spec.filters - first : width;
        for (std::size_t block = 0; block < channels; block += input_lanes)
            for (std::size_t tap = 0; tap < taps; ++tap)
                for (std::size_t channel = block; channel < channels && channel < block + input_lanes;
                     ++channel) {
                    const float* source = weight.data() + first * row + channel * taps + tap;
                    for (std::size_t i = 0; i < real; ++i) *packed++ = source[i * row];
                    for (std::size_t i = real; i < width; ++i) *packed++ = 0.0F;
                }
    }
}

} // namespace sei::kernels::inline SEI_TARGET
