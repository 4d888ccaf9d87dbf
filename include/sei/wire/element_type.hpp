// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/element_type.hpp: how one tensor element is written on the wire, and ranges of elements.

#include <sei/config.hpp>

#include <cstddef>
#include <cstdint>

namespace sei::wire::inline SEI_RELEASE {

/// The encoding of an element; the value is the byte in datagram and frame headers.
enum class element_type : std::uint8_t {
    none = 0,    ///< no tensor: a frame of opaque bytes
    float32 = 1, ///< IEEE 754 binary32
    float16 = 2, ///< IEEE 754 binary16
    int8 = 3,    ///< affine: scale x (q - zero point)
    uint8 = 4,   ///< an image byte: pixel / 255, then normalised
};

/// Bytes of one encoded element; 0 for `none` and for values that no version of this library knows.
[[nodiscard]] constexpr std::size_t element_bytes(element_type type) noexcept {
    switch (type) {
    case element_type::float32:
        return 4;
    case element_type::float16:
        return 2;
    case element_type::int8:
    case element_type::uint8:
        return 1;
    case element_type::none:
        break;
    }
    return 0;
}

/// Elements `[first, first + count)` of a tensor in C,H,W row-major order.
struct element_range {
    std::size_t first = 0;
    std::size_t count = 0;

    friend constexpr bool operator==(const element_range&, const element_range&) = default;
};

} // namespace sei::wire::inline SEI_RELEASE
