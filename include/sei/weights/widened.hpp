// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/widened.hpp: 16-bit floating-point tensors as float32: every value is a float32, so nothing is
/// rounded.
///
/// F16 is IEEE 754 binary16; BF16 is the upper half of a float32. Bits are moved, no number is computed.

#include <sei/weights/tensor_view.hpp>

namespace sei::weights::inline SEI_RELEASE {

/// A binary16 number by its bits; subnormals, infinities and NaN (with its payload) included.
[[nodiscard]] constexpr float widened_f16(std::uint16_t bits) noexcept {
    const std::uint32_t sign = (bits & 0x8000U) << 16U;
    std::uint32_t exponent = (bits >> 10U) & 0x1fU;
    std::uint32_t fraction = bits & 0x3ffU;
    if (exponent == 0x1fU) return std::bit_cast<float>(sign | 0x7f80'0000U | fraction << 13U);
    if (exponent == 0) {
        if (fraction == 0) return std::bit_cast<float>(sign);
        const int shift = std::countl_zero(fraction) - 21; // a subnormal: its first 1 becomes the hidden bit
        fraction = (fraction << static_cast<unsigned>(shift)) & 0x3ffU;
        exponent = 1U - static_cast<std::uint32_t>(shift); // wraps around; the bias below makes it positive
    }
    return std::bit_cast<float>(sign | (exponent + 127U - 15U) << 23U | fraction << 13U);
}

/// A bfloat16 number by its bits.
[[nodiscard]] constexpr float widened_bf16(std::uint16_t bits) noexcept {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

/// Whether `copy_widened` takes a dtype: F32, F16 and BF16.
[[nodiscard]] constexpr bool widens_to_float(dtype type) noexcept {
    return type == dtype::f32 || type == dtype::f16 || type == dtype::bf16;
}

/// Copies all elements as float32, wherever they lie. False, and nothing copied, unless the dtype is one that
/// widens and the number of elements agrees.
[[nodiscard]] constexpr bool copy_widened(const tensor_view& tensor, std::span<float> out) noexcept {
    if (!widens_to_float(tensor.type) || tensor.bytes.size() != out.size() * size_of(tensor.type))
        return false;
    if (tensor.type == dtype::f32) return copy_elements<float>(tensor, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto bits = detail::load_little_endian<std::uint16_t>(tensor.bytes.data() + 2 * i);
        out[i] = tensor.type == dtype::f16 ? widened_f16(bits) : widened_bf16(bits);
    }
    return true;
}

} // namespace sei::weights::inline SEI_RELEASE
