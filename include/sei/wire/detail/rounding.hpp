// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/detail/rounding.hpp: float to integer, to nearest with ties to even, without <cmath>.

#include <sei/config.hpp>

#include <bit>
#include <cstdint>
#include <limits>

namespace sei::wire::inline SEI_RELEASE::detail {

static_assert(std::numeric_limits<float>::is_iec559 && sizeof(float) == 4);

/// `value` clamped to `[lowest, highest]`, then rounded to nearest, ties to even; NaN gives 0. The limits are
/// integers below 2^22 in magnitude with 0 between them: adding 1.5 x 2^23 then leaves the rounded value in
/// the low bits.
[[nodiscard]] constexpr std::int32_t round_saturated(float value, float lowest, float highest) noexcept {
    float clamped = value == value ? value : 0.0f;
    clamped = clamped < lowest ? lowest : clamped;
    clamped = clamped > highest ? highest : clamped;
    constexpr float shifter = 12582912.0f;
    return std::bit_cast<std::int32_t>(clamped + shifter) - std::bit_cast<std::int32_t>(shifter);
}

} // namespace sei::wire::inline SEI_RELEASE::detail
