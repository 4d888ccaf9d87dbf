// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/kernel_set.hpp: the functions of the vector kernels for one instruction set.

#include <sei/kernels/vector/conv2d.hpp>
#include <sei/kernels/vector/dense.hpp>
#include <sei/kernels/vector/depthwise.hpp>
#include <sei/kernels/vector/pooling.hpp>
#include <sei/kernels/vector/winograd.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// The functions of one instruction set. `..._units` tells how much work there is; the function does the
/// units [begin, end). What a unit computes does not depend on the others: any partition gives the same bits.
struct kernel_set {
    const char* name;
    std::size_t lanes; ///< floats in a vector, and in a block of a feature map

    std::size_t (*convolution_units)(const convolution&);
    void (*convolve)(const convolution&, std::size_t begin, std::size_t end);

    std::size_t (*depthwise_units)(const convolution&);
    void (*convolve_depthwise)(const convolution&, std::size_t begin, std::size_t end);

    /// Weights `[filters, channels, 3, 3]` to `winograd_weights` floats, panels [begin, end).
    void (*winograd_transform_weights)(winograd_tile, std::size_t filters, std::size_t channels,
                                       const float* weight, float* transformed, std::size_t begin,
                                       std::size_t end);
    /// Tiles [first, first + tiles), input blocks [begin, end), to `winograd_input_floats` floats.
    void (*winograd_transform_input)(const winograd&, float* transformed, std::size_t first,
                                     std::size_t tiles, std::size_t begin, std::size_t end);
    /// The same tiles, panels [begin, end), through `winograd_product_floats` floats, to the result.
    void (*winograd_multiply)(const winograd&, const float* transformed, float* product, std::size_t first,
                              std::size_t tiles, std::size_t begin, std::size_t end);

    std::size_t (*dense_units)(const dense_product&);
    void (*multiply_dense)(const dense_product&, std::size_t begin, std::size_t end);

    std::size_t (*map_rows)(const feature_map&); ///< units of the functions below, of their output
    void (*pool_largest)(const pooling&, std::size_t begin, std::size_t end);
    void (*pool_mean)(const pooling&, std::size_t begin, std::size_t end);
    void (*pool_globally)(const pooling&, std::size_t begin, std::size_t end); ///< units are blocks
    /// output = clamp(input + addend), or clamp(input) without one; may run in place.
    void (*bound_rows)(const feature_map& input, const feature_map& output, const epilogue&,
                       std::size_t begin, std::size_t end);
};

} // namespace sei::kernels::inline SEI_TARGET
