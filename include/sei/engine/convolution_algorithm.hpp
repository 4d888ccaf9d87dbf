// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/convolution_algorithm.hpp: which algorithm a convolution takes: from its shape alone, so that
/// it is the same for any number of threads and, without groups, on every machine. Groups that don't fill
/// whole vectors take the portable kernel: eight channels a group are fast with AVX2 and slow with AVX-512.
///
/// With groups: depthwise for one filter a channel; grouped if channels and filters of a group fill whole
/// blocks; else portable. Without: direct, unless Winograd is allowed, suits the layer and is cheaper: large
/// maps take tiles of 4x4, small maps with many channels 2x2, the smallest ones direct convolution.

#include <sei/engine/options.hpp>

#include <algorithm>

namespace sei::engine::inline SEI_TARGET {

enum class convolution_algorithm : std::uint8_t {
    direct,
    winograd_2,
    winograd_4,
    depthwise,
    grouped,
    portable
};

namespace detail {

// Streaming one weight from memory takes a core as long as this many multiply-accumulates: 7 on the reference
// machines (15 to 30 GB/s against 29 to 88 GMAC/s a core), rounded up for a cache that is partly warm.
inline constexpr double macs_per_streamed_weight = 8;

/// What a pass over `weights` weights with `macs` products costs, in products: whichever takes longer.
[[nodiscard]] constexpr double convolution_cost(double macs, double weights) {
    return (std::max)(macs, weights * macs_per_streamed_weight);
}

[[nodiscard]] constexpr double winograd_cost(const layers::conv2d& spec, sei::shape in, sei::shape out,
                                             kernels::winograd_tile tile) {
    const double weights =
        static_cast<double>(kernels::points_of(tile)) * static_cast<double>(in.channels) * spec.filters;
    // Transforms cost about as much as 8 more channels on either side.
    const double share = (1 + 8.0 / in.channels) * (1 + 8.0 / spec.filters);
    return convolution_cost(weights * static_cast<double>(kernels::tiles_over(out, tile)) * share, weights);
}

} // namespace detail

/// Channels from which on Winograd's transforms pay.
inline constexpr std::uint32_t winograd_channels = 16;

[[nodiscard]] constexpr convolution_algorithm choose_algorithm(const layers::conv2d& spec, sei::shape in,
                                                               sei::shape out, std::size_t lanes,
                                                               bool allow_winograd) {
    if (spec.groups != 1) {
        if (kernels::is_depthwise(spec, in)) return convolution_algorithm::depthwise;
        const bool whole_blocks =
            in.channels / spec.groups % lanes == 0 && spec.filters / spec.groups % lanes == 0;
        return whole_blocks ? convolution_algorithm::grouped : convolution_algorithm::portable;
    }
    if (!allow_winograd || !kernels::suits_winograd(spec) || in.channels < winograd_channels)
        return convolution_algorithm::direct;
    const double weights = 9.0 * in.channels * spec.filters;
    const double direct = detail::convolution_cost(weights * static_cast<double>(out.positions()), weights);
    const double two = detail::winograd_cost(spec, in, out, kernels::winograd_tile::two);
    const double four = detail::winograd_cost(spec, in, out, kernels::winograd_tile::four);
    if (direct <= (std::min)(two, four)) return convolution_algorithm::direct;
    return two < four ? convolution_algorithm::winograd_2 : convolution_algorithm::winograd_4;
}

} // namespace sei::engine::inline SEI_TARGET
