// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/simd.hpp: one hardware vector of floats, as wide as this translation unit's target has
/// them.
///
/// GCC's and Clang's vector extensions: `a * b + c` becomes a fused multiply-add on both where the target has
/// one.

#include <sei/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sei::kernels::inline SEI_TARGET {

// The conditions are those of SEI_TARGET: one namespace, one width.
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
inline constexpr std::size_t vector_width = 16;
inline constexpr std::size_t vector_registers = 32;
#elif defined(__AVX2__) && defined(__FMA__)
inline constexpr std::size_t vector_width = 8;
inline constexpr std::size_t vector_registers = 16;
#elif defined(__aarch64__)
inline constexpr std::size_t vector_width = 4;
inline constexpr std::size_t vector_registers = 32;
#else
inline constexpr std::size_t vector_width = 4;
inline constexpr std::size_t vector_registers = 16;
#endif

using vector = float __attribute__((vector_size(vector_width * sizeof(float))));

/// Reads and writes at any address; where the address is aligned this costs nothing extra.
[[gnu::always_inline]] inline vector load(const float* address) {
    vector value;
    std::memcpy(&value, address, sizeof value);
    return value;
}

[[gnu::always_inline]] inline void store(float* address, vector value) {
    std::memcpy(address, &value, sizeof value);
}

/// The same number in every lane. Subtracting zero instead of adding to it matters: g++ turns `x - {}` into a
/// broadcasting load, but `{} + x` into a scalar load and a shuffle that competes with the multiply-adds.
[[gnu::always_inline]] inline vector broadcast(float value) { return value - vector{}; }

/// The larger and the smaller of each lane; a NaN on the left stays.
[[gnu::always_inline]] inline vector at_least(vector value, vector bound) {
    return value < bound ? bound : value;
}
[[gnu::always_inline]] inline vector at_most(vector value, vector bound) {
    return value > bound ? bound : value;
}

} // namespace sei::kernels::inline SEI_TARGET
