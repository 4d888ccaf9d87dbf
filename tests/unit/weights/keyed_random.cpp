// SPDX-License-Identifier: MIT
#include <sei/keyed_random.hpp>

#include <doctest/doctest.h>

TEST_CASE("bits are mixed as by splitmix64") {
    // Vigna's splitmix64.c: the first outputs of the states 0 and 1234567, and the second of the latter.
    CHECK(sei::mixed_bits(0) == 0xE220A8397B1DCDAF);
    CHECK(sei::mixed_bits(1234567) == 6457827717110365317U);
    CHECK(sei::mixed_bits(1234567 + 0x9E3779B97F4A7C15) == 3203168211198807973U);
}

TEST_CASE("uniform numbers are in [0, 1), depend on every key and have the right mean and variance") {
    double sum = 0;
    double squares = 0;
    constexpr int count = 100'000;
    for (std::uint64_t i = 0; i < count; ++i) {
        const double value = sei::keyed_uniform(3, 5, i);
        REQUIRE(value >= 0);
        REQUIRE(value < 1);
        sum += value;
        squares += value * value;
    }
    // Five standard errors of the mean (sqrt(1/12 / n)) and of the mean square (sqrt(4/45 / n)).
    CHECK(sum / count == doctest::Approx(0.5).epsilon(0.0092));
    CHECK(squares / count == doctest::Approx(1.0 / 3).epsilon(0.0142));
    CHECK(sei::keyed_uniform(3, 5, 7) != sei::keyed_uniform(4, 5, 7));
    CHECK(sei::keyed_uniform(3, 5, 7) != sei::keyed_uniform(3, 6, 7));
}
