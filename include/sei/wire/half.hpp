// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/half.hpp: binary32 to and from binary16 (IEEE 754), with integers only, so that every target
/// agrees bit for bit.
///
/// Both directions are IEEE 754's convertFormat: subnormals and infinities are kept, a NaN keeps its sign and
/// the leading bits of its payload and becomes quiet.
/// Independent of rounding mode, flush-to-zero and contraction; no tables, usable in constant expressions.

#include <sei/config.hpp>

#include <bit>
#include <cstdint>
#include <limits>

namespace sei::wire::inline SEI_RELEASE {

static_assert(std::numeric_limits<float>::is_iec559 && sizeof(float) == 4);

/// The bits of the binary16 nearest to `value`, ties to even. Relative error at most 2^-11 for magnitudes in
/// [2^-14, 65504], absolute error at most 2^-25 below; magnitudes of 65520 and more become infinite.
[[nodiscard]] constexpr std::uint16_t half_from_float(float value) noexcept {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16U) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;

    const auto rounded_shift = [](std::uint32_t word, std::uint32_t shift) {
        const std::uint32_t odd = (word >> shift) & 1U;
        return (word + (1U << (shift - 1U)) - 1U + odd) >> shift;
    };
    std::uint32_t half = 0;
    if (magnitude > 0x7F800000U) { // NaN
        half = 0x7E00U | ((magnitude >> 13U) & 0x3FFU);
    } else if (magnitude >= 0x47800000U) { // 65536 and more
        half = 0x7C00U;
    } else if (magnitude >=
               0x38800000U) { // 2^-14 and more: rebias the exponent; a carry out of the fraction is right
        half = rounded_shift(magnitude - 0x38000000U, 13U);
    } else if (magnitude >= 0x33000000U) { // 2^-25 and more: in units of the smallest subnormal, 2^-24
        const std::uint32_t significand = (magnitude & 0x7FFFFFU) | 0x800000U;
        half = rounded_shift(significand, 126U - (magnitude >> 23U));
    }
    return static_cast<std::uint16_t>(sign | half);
}

/// The value of a binary16, exactly.
[[nodiscard]] constexpr float float_from_half(std::uint16_t half) noexcept {
    const std::uint32_t sign = (half & 0x8000U) * 0x10000U;
    const std::uint32_t exponent = (half >> 10U) & 0x1FU;
    const std::uint32_t fraction = half & 0x3FFU;

    std::uint32_t magnitude = 0;
    if (exponent == 0x1FU) {
        magnitude = 0x7F800000U | (fraction << 13U) | (fraction != 0 ? 0x400000U : 0U);
    } else if (exponent != 0) {
        magnitude = ((exponent + 112U) << 23U) | (fraction << 13U);
    } else { // fraction x 2^-24: the conversion and the product with a power of two are exact
        magnitude = std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24f);
    }
    return std::bit_cast<float>(sign | magnitude);
}

} // namespace sei::wire::inline SEI_RELEASE
