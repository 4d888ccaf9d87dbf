// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/shape.hpp: the shape of one activation, `[channels, height, width]` or `[channels]`, known to
/// the compiler.
///
/// A shape in a network has at most 2^31 elements (`fault::more_than_2_to_the_31_elements`).

#include <sei/config.hpp>

#include <cstddef>
#include <cstdint>

namespace sei::inline SEI_RELEASE {

/// The shape of a tensor that flows between layers, without the batch: rank 3 `[C, H, W]` (as in PyTorch) or
/// rank 1
/// `[N]`. `shape{.channels = 10}` has rank 1 and differs from `shape{10, 1, 1}`, which has rank 3.
struct shape {
    std::uint32_t channels = 0;
    std::uint32_t height = 0; ///< 0 in a shape of rank 1
    std::uint32_t width = 0;  ///< 0 in a shape of rank 1

    /// 3 for a map, 1 for a vector, 0 for "no shape" (what inference leaves behind a fault).
    [[nodiscard]] constexpr int rank() const noexcept { return channels == 0 ? 0 : (height == 0 ? 1 : 3); }

    /// Pixels of one channel: height x width, and 1 for a vector.
    [[nodiscard]] constexpr std::size_t positions() const noexcept {
        return rank() == 3 ? std::size_t{height} * width : 1U;
    }

    [[nodiscard]] constexpr std::size_t elements() const noexcept {
        return std::size_t{channels} * positions();
    }

    friend constexpr bool operator==(const shape&, const shape&) = default;
};

} // namespace sei::inline SEI_RELEASE
