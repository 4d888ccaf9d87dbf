// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/float16.hpp: half the bytes without calibration: IEEE 754 binary16, little-endian, 2 bytes per
/// element.

#include <sei/model/shape.hpp>
#include <sei/wire/detail/little_endian.hpp>
#include <sei/wire/element_type.hpp>
#include <sei/wire/half.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

/// Relative error at most 2^-11 for magnitudes in [2^-14, 65504], absolute error at most 2^-25 below.
/// Magnitudes of 65520 and more arrive as infinity; NaN arrives as NaN.
struct float16_codec {
    [[nodiscard]] static constexpr element_type type() noexcept { return element_type::float16; }
    [[nodiscard]] static constexpr bool fits(const shape&) noexcept { return true; }

    /// `out` has 2 bytes for each of `values`.
    static constexpr void encode(std::size_t /*first*/, std::span<const float> values,
                                 std::span<std::byte> out) noexcept {
        for (std::size_t i = 0; i != values.size(); ++i) {
            detail::store_little_endian(half_from_float(values[i]), out.data() + 2 * i);
        }
    }

    /// `bytes` has 2 bytes for each of `values`.
    static constexpr void decode(std::size_t /*first*/, std::span<const std::byte> bytes,
                                 std::span<float> values) noexcept {
        for (std::size_t i = 0; i != values.size(); ++i) {
            values[i] = float_from_half(detail::load_little_endian<std::uint16_t>(bytes.data() + 2 * i));
        }
    }
};

} // namespace sei::wire::inline SEI_RELEASE
