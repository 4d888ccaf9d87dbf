// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/extent.hpp: a height and a width, from one number or two: `.kernel = 3`, `.kernel = {3, 5}`.
///
/// Height comes first, as in PyTorch. A negative number wraps to a huge one; the network then reports a
/// fault.

#include <sei/config.hpp>

#include <cstdint>

namespace sei::inline SEI_RELEASE {

/// Height and width of a kernel, a stride, a padding or a dilation. A class with constructors, for an
/// aggregate would take `.kernel = 3` as `{3, 0}` by brace elision.
struct extent {
    std::uint32_t height;
    std::uint32_t width;

    constexpr extent(std::uint32_t both) noexcept : height(both), width(both) {}
    constexpr extent(std::uint32_t height_value, std::uint32_t width_value) noexcept
        : height(height_value), width(width_value) {}

    friend constexpr bool operator==(const extent&, const extent&) = default;
};

} // namespace sei::inline SEI_RELEASE
