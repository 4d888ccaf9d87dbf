// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/float32.hpp: the codec that keeps every bit: IEEE 754 binary32, little-endian, 4 bytes per
/// element.

#include <sei/model/shape.hpp>
#include <sei/wire/detail/little_endian.hpp>
#include <sei/wire/element_type.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

/// Exact: what is decoded equals what was encoded bit for bit, NaN included.
struct float32_codec {
    [[nodiscard]] static constexpr element_type type() noexcept { return element_type::float32; }
    [[nodiscard]] static constexpr bool fits(const shape&) noexcept { return true; }

    /// `out` has 4 bytes for each of `values`.
    static constexpr void encode(std::size_t /*first*/, std::span<const float> values,
                                 std::span<std::byte> out) noexcept {
        for (std::size_t i = 0; i != values.size(); ++i) {
            detail::store_little_endian(std::bit_cast<std::uint32_t>(values[i]), out.data() + 4 * i);
        }
    }

    /// `bytes` has 4 bytes for each of `values`.
    static constexpr void decode(std::size_t /*first*/, std::span<const std::byte> bytes,
                                 std::span<float> values) noexcept {
        for (std::size_t i = 0; i != values.size(); ++i) {
            values[i] = std::bit_cast<float>(detail::load_little_endian<std::uint32_t>(bytes.data() + 4 * i));
        }
    }
};

} // namespace sei::wire::inline SEI_RELEASE
