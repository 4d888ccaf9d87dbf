// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/dense.hpp: matrix times vectors, read straight from row-major weights.
///
/// A dense layer is bound by the memory that its weights come from: eight rows are read as eight streams, and
/// several vectors share one pass. Each result is a sum over the lanes of one vector of partial sums,
/// whatever the number of vectors, so that a batch gives the bits of its single vectors.
/// Nothing is packed: `weight` may point into a mapped file. Output and inputs must not overlap. Units are
/// groups of eight rows; any partition gives the same bits.

#include <sei/kernels/vector/epilogue.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// output[v][u] = bias[u] + sum over i of weight[u][i] input[v][i], clamped.
struct dense_product {
    const float* weight = nullptr; ///< `[units, inputs]` row-major, at any address
    const float* bias = nullptr;   ///< `[units]`
    std::size_t units = 0;
    std::size_t inputs = 0;
    const float* input = nullptr; ///< vectors of `inputs` floats,
    float* output = nullptr;      ///< and of `units` floats,
    std::size_t vectors = 1;      ///< one behind the other
    clamp bounds{};
};

} // namespace sei::kernels::inline SEI_TARGET
