// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/random.hpp: random numbers as a function of (seed, stream, index), without state.
///
/// The fate of packet 17 depends on nothing that happened to other packets, on no thread and no schedule.
/// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11).
/// `seed` is the key; `index`, `stream` and `draw` make up the counter; all four may take any value. Known
/// answers: Random123, kat_vectors.

#include <sei/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace sei::link::inline SEI_RELEASE {

using philox_block = std::array<std::uint32_t, 4>;

/// Ten rounds: a keyed bijection of 128-bit counters.
[[nodiscard]] constexpr philox_block philox4x32(philox_block counter,
                                                std::array<std::uint32_t, 2> key) noexcept {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t{0xD2511F53} * counter[0];
        const std::uint64_t second = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(second),
                   static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(first)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

/// 64 random bits.
[[nodiscard]] constexpr std::uint64_t random_bits(std::uint64_t seed, std::uint32_t stream,
                                                  std::uint64_t index, std::uint32_t draw = 0) noexcept {
    const auto low = [](std::uint64_t word) { return static_cast<std::uint32_t>(word); };
    const auto high = [](std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); };
    const philox_block block = philox4x32({low(index), high(index), stream, draw}, {low(seed), high(seed)});
    return std::uint64_t{block[1]} << 32 | block[0];
}

/// Uniform in [0, 1): a multiple of 2^-53.
[[nodiscard]] constexpr double random_uniform(std::uint64_t seed, std::uint32_t stream, std::uint64_t index,
                                              std::uint32_t draw = 0) noexcept {
    return static_cast<double>(random_bits(seed, stream, index, draw) >> 11) * 0x1p-53;
}

} // namespace sei::link::inline SEI_RELEASE
