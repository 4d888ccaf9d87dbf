// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/conv2d.hpp: direct convolution on blocked maps: a register tile of output blocks x
/// pixels.
///
/// One tile keeps `Blocks` vectors of output channels for each of `Pixels` neighbouring output pixels in
/// registers and walks all taps: per input channel one weight vector a block and one broadcast pixel. The sum
/// runs over input block, kernel row, kernel column, lane, starting from the bias, whatever the tile, so that
/// results depend neither on the tiling nor on threads.

#include <sei/kernels/vector/feature_map.hpp>
#include <sei/model/layers/conv2d.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>

namespace sei::kernels::inline SEI_TARGET {

/// What follows a convolution in the same pass: bounds for the result; infinite ones leave it as it is.
struct clamp {
    float lowest = -std::numeric_limits<float>::infinity();
    float highest = std::numeric_limits<float>::infinity();
};

namespace detail {

/// Strides of one convolution, in floats.
struct conv_steps {
    std::size_t channels = 0; ///< input channels
    std::size_t kernel_height = 0;
    std::size_t kernel_width = 0;
    std::size_t input_block = 0; ///< from one input block to the next
    std::size_t tap_row = 0;     ///< from one kernel row to the next
    std::size_t tap_column = 0;
    std::size_t pixel = 0;        ///< from one output pixel's input to the next one's
    std::size_t weight_block = 0; ///< from the weights of one output block to those of the next
    std::size_t output_block = 0;
};

// Accumulators fill the registers but for the weights of one channel and one broadcast pixel.
template <std::size_t Blocks>
inline constexpr std::size_t pixels_that_fit = (vector_registers - Blocks - 1) / Blocks;

inline constexpr std::size_t longest_tile = 14;

template <std::size_t Blocks, std::size_t Pixels>
[[gnu::noinline]] void conv_tile(const conv_steps& steps, const float* input, const float* weight,
                                 const float* bias, float* output, clamp bounds) {
    vector sum[Pixels][Blocks];
#pragma GCC unroll 16
    for (std::size_t p = 0; p < Pixels; ++p)
#pragma GCC unroll 16
        for (std::size_t b = 0; b < Blocks; ++b) sum[p][b] = load(bias + b * vector_width);

    for (std::size_t first = 0; first < steps.channels; first += vector_width, input += steps.input_block) {
        const std::size_t left = steps.channels - first;
        const std::size_t lanes = left < vector_width ? left : vector_width;
        for (std::size_t row = 0; row < steps.kernel_height; ++row) {
            for (std::size_t column = 0; column < steps.kernel_width; ++column) {
                const float* pixel = input + row * steps.tap_row + column * steps.tap_column;
                for (std::size_t lane = 0; lane < lanes; ++lane, ++pixel, weight += vector_width) {
                    vector taps[Blocks];
#pragma GCC unroll 16
                    for (std::size_t b = 0; b < Blocks; ++b) taps[b] = load(weight + b * steps.weight_block);
#pragma GCC unroll 16
                    for (std::size_t p = 0; p < Pixels; ++p) {
                        const vector value = broadcast(pixel[p * steps.pixel]);
#pragma GCC unroll 16
                        for (std::size_t b = 0; b < Blocks; ++b) sum[p][b] += taps[b] * value;
                    }
                }
            }
        }
    }

    const vector lowest = broadcast(bounds.lowest);
    const vector highest = broadcast(bounds.highest);
#pragma GCC unroll 16
    for (std::size_t b = 0; b < Blocks; ++b)
#pragma GCC unroll 16
        for (std::size_t p = 0; p < Pixels; ++p)
            store(output + b * steps.output_block + p * vector_width,
                  at_most(at_least(sum[p][b], lowest), highest));
}

using conv_tile_function = void (*)(const conv_steps&, const float*, const float*, const float*, float*,
                                    clamp);
using conv_tile_row = std::array<conv_tile_function, longest_tile + 1>;

template <std::size_t Blocks, std::size_t Pixels>
[[nodiscard]] consteval conv_tile_function tile_or_null() {
    if constexpr (Pixels != 0 && Pixels <= pixels_that_fit<Blocks>)
        return &conv_tile<Blocks, Pixels>;
    else
        return nullptr;
}

template <std::size_t Blocks, std::size_t... Pixels>
[[nodiscard]] consteval conv_tile_row tiles_of(std::index_sequence<Pixels...>) {
    return {tile_or_null<Blocks, Pixels>()...};
}

/// Tiles by number of output blocks; wide tiles for wide maps, deep ones for the small maps at a network's
/// end.
inline constexpr std::array<std::size_t, 4> tile_depths{1, 2, 4, 6};
inline constexpr auto lengths = std::make_index_sequence<longest_tile + 1>{};
inline constexpr std::array<conv_tile_row, 4> conv_tiles{tiles_of<1>(lengths), tiles_of<2>(lengths),
                                                         tiles_of<4>(lengths), tiles_of<6>(lengths)};
inline constexpr std::array<std::size_t, 4> tile_lengths{
    pixels_that_fit<1> < longest_tile ? pixels_that_fit<1> : longest_tile,
    pixels_that_fit<2> < longest_tile ? pixels_that_fit<2> : longest_tile,
    pixels_that_fit<4> < longest_tile ? pixels_that_fit<4> : longest_tile,
    pixels_that_fit<6> < longest_tile ? pixels_that_fit<6> : longest_tile,
};

/// The tile kind that keeps most accumulators busy on a row of this width.
[[nodiscard]] constexpr std::size_t best_depth(std::size_t width, std::size_t blocks) {
    std::size_t best = 0;
    std::size_t most = 0;
    for (std::size_t kind = 0; kind < tile_depths.size(); ++kind) {
        if (tile_depths[kind] > blocks || tile_lengths[kind] == 0) continue;
        const std::size_t tiles = (width + tile_lengths[kind] - 1) / tile_lengths[kind];
        const std::size_t accumulators = tile_depths[kind] * width / tiles;
        if (accumulators > most) most = accumulators, best = kind;
    }
    return best;
}

} // namespace detail

/// Weights `[filters, channels, height, width]` regrouped for the tiles: output block, input block, kernel
/// row, kernel column, input lane, output lane. Missing output lanes are zero.
[[nodiscard]] constexpr std::size_t packed_conv_weights(const layers::conv2d& spec, std::uint32_t channels) {
    return blocks_for(spec.filters) * channels * spec.kernel.height * spec.kernel.width * vector_width;
}

inline void pack_conv_weights(const layers::conv2d& spec, std::uint32_t channels,
                              std::span<const float> weight, float* packed) {
    const std::size_t taps = std::size_t{spec.kernel.height} * spec.kernel.width;
    for (std::size_t block = 0; block < blocks_for(spec.filters); ++block)
        for (std::size_t first = 0; first < channels; first += vector_width)
            for (std::size_t tap = 0; tap < taps; ++tap)
                for (std::size_t channel = first; channel < channels && channel < first + vector_width;
                     ++channel)
                    for (std::size_t lane = 0; lane < vector_width; ++lane) {
                        const std::size_t filter = block * vector_width + lane;
                        *packed++ =
                            filter < spec.filters ? weight[(filter * channels + channel) * taps + tap] : 0.0F;
                    }
}

/// A convolution without groups. The input's halo is at least the padding; `bias` has one float per output
/// lane.
struct direct_convolution {
    layers::conv2d spec;
    const float* weight = nullptr;
    const float* bias = nullptr;

    /// Work that is split between threads: (group of output blocks, output row).
    [[nodiscard]] std::size_t rows(const feature_map& output) const {
        return groups(output) * output.dims.height;
    }

    /// Computes rows [begin, end) of `rows()`.
    void run(const feature_map& input, const feature_map& output, clamp bounds, std::size_t begin,
             std::size_t end) const {
        const detail::conv_steps steps = steps_for(input, output);
        const std::size_t kind = detail::best_depth(output.dims.width, output.blocks());
        for (std::size_t i = begin; i < end; ++i) {
            const std::size_t group = i / output.dims.height;
            const std::size_t row = i % output.dims.height;
            std::size_t block = group * detail::tile_depths[kind];
            std::size_t depth_kind = kind;
            const std::size_t block_end = (std::min)(block + detail::tile_depths[kind], output.blocks());
            while (block < block_end) { // the last group may be shallower
                while (detail::tile_depths[depth_kind] > block_end - block) --depth_kind;
                run_row(steps, input, output, bounds, depth_kind, block, row);
                block += detail::tile_depths[depth_kind];
            }
        }
    }

private:
    [[nodiscard]] static std::size_t groups(const feature_map& output) {
        const std::size_t depth = detail::tile_depths[detail::best_depth(output.dims.width, output.blocks())];
        return (output.blocks() + depth - 1) / depth;
    }

    [[nodiscard]] detail::conv_steps steps_for(const feature_map& input, const feature_map& output) const {
        const std::size_t taps = std::size_t{spec.kernel.height} * spec.kernel.width;
        return {.channels = input.dims.channels,
                .kernel_height = spec.kernel.height,
                .kernel_width = spec.kernel.width,
                .input_block = input.block_stride(),
                .tap_row = spec.dilation.height * input.row_stride(),
                .tap_column = spec.dilation.width * vector_width,
                .pixel = spec.stride.width * vector_width,
                .weight_block = taps * input.dims.channels * vector_width,
                .output_block = output.block_stride()};
    }

    void run_row(const detail::conv_steps& steps, const feature_map& input, const feature_map& output,
                 clamp bounds, std::size_t kind, std::size_t block, std::size_t row) const {
        const std::size_t width = output.dims.width;
        const std::size_t tiles = (width + detail::tile_lengths[kind] - 1) / detail::tile_lengths[kind];
        const auto input_row = static_cast<std::ptrdiff_t>(row * spec.stride.height) -
                               static_cast<std::ptrdiff_t>(spec.padding.height);
        for (std::size_t tile = 0; tile < tiles; ++tile) { // near-equal lengths, never a scalar rest
            const std::size_t first = tile * width / tiles;
            const std::size_t pixels = (tile + 1) * width / tiles - first;
            const auto input_column = static_cast<std::ptrdiff_t>(first * spec.stride.width) -
                                      static_cast<std::ptrdiff_t>(spec.padding.width);
            detail::conv_tiles[kind][pixels](
                steps, input.at(0, input_row, input_column), weight + block * steps.weight_block,
                bias + block * vector_width,
                output.at(block, static_cast<std::ptrdiff_t>(row), static_cast<std::ptrdiff_t>(first)),
                bounds);
        }
    }
};

} // namespace sei::kernels::inline SEI_TARGET
