// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/epilogue.hpp: what follows a convolution in the same pass over its result: the sum of a
/// residual, then bounds (relu, relu6).
///
/// The addend's halo may differ; it must not be the map of the result if Winograd pools the result. A
/// convolution with an epilogue gives the bits of convolution, sum and bounds one after the other.

#include <sei/kernels/vector/feature_map.hpp>

#include <limits>

namespace sei::kernels::inline SEI_TARGET {

/// Bounds of a result; infinite ones leave it as it is, and a NaN stays.
struct clamp {
    float lowest = -std::numeric_limits<float>::infinity();
    float highest = std::numeric_limits<float>::infinity();

    friend constexpr bool operator==(const clamp&, const clamp&) = default;
};

inline constexpr clamp relu_bounds{.lowest = 0.0F};
inline constexpr clamp relu6_bounds{.lowest = 0.0F, .highest = 6.0F};

/// The result is clamp(convolution + addend). The addend, if there is one, has the shape of the result and
/// may be in the same memory.
struct epilogue {
    feature_map addend{};
    clamp bounds{};
};

} // namespace sei::kernels::inline SEI_TARGET
