// SPDX-License-Identifier: MIT
#pragma once
/// sei/keyed_random.hpp: random numbers as a function of (seed, stream, index): neither threads nor the order
/// of draws change one. For weights and resampling; packets draw by link/medium/random.hpp, whose generator
/// has a longer counter.

#include <sei/config.hpp>

#include <cstdint>

namespace sei::inline SEI_RELEASE {

/// A mix of 64 bits: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
[[nodiscard]] constexpr std::uint64_t mixed_bits(std::uint64_t bits) noexcept {
    bits += 0x9E3779B97F4A7C15;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
    return bits ^ (bits >> 31);
}

/// Uniform in [0, 1): a multiple of 2^-53.
[[nodiscard]] constexpr double keyed_uniform(std::uint64_t seed, std::uint64_t stream,
                                             std::uint64_t index) noexcept {
    return static_cast<double>(mixed_bits(mixed_bits(mixed_bits(seed) + stream) + index) >> 11) * 0x1p-53;
}

} // namespace sei::inline SEI_RELEASE
