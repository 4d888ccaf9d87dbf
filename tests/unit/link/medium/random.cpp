// SPDX-License-Identifier: MIT
#include <sei/link/medium/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace sei::link;

// Known answers of the authors' library Random123 (kat_vectors, philox4x32 with 10 rounds).
static_assert(philox4x32({0, 0, 0, 0}, {0, 0}) ==
              philox_block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
              philox_block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              philox_block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

TEST_CASE("Seed, stream, index and draw each change the bits") {
    const std::uint64_t reference = random_bits(1, 2, 3, 4);
    CHECK(random_bits(1, 2, 3, 4) == reference);
    CHECK(random_bits(9, 2, 3, 4) != reference);
    CHECK(random_bits(1, 9, 3, 4) != reference);
    CHECK(random_bits(1, 2, 9, 4) != reference);
    CHECK(random_bits(1, 2, 3, 9) != reference);
    CHECK(random_bits(1 + (std::uint64_t{1} << 32), 2, 3, 4) != reference);
    CHECK(random_bits(1, 2, 3 + (std::uint64_t{1} << 32), 4) != reference);
}

TEST_CASE("Uniform numbers lie in [0, 1) and have the mean and variance of the uniform distribution") {
    constexpr int count = 200'000;
    double sum = 0;
    double squares = 0;
    double lowest = 1;
    double highest = 0;
    for (int i = 0; i < count; ++i) {
        const double value = random_uniform(42, 0, static_cast<std::uint64_t>(i));
        lowest = (std::min)(lowest, value);
        highest = (std::max)(highest, value);
        sum += value;
        squares += value * value;
    }
    CHECK(lowest >= 0);
    CHECK(highest < 1);
    CHECK(highest - lowest > 0.9999);
    const double mean = sum / count;
    // Five standard errors: sqrt(1/12 / n) for the mean, sqrt(1/180 / n) for the variance.
    CHECK(std::abs(mean - 0.5) < 5 * std::sqrt(1.0 / 12 / count));
    CHECK(std::abs(squares / count - mean * mean - 1.0 / 12) < 5 * std::sqrt(1.0 / 180 / count));
}
