// SPDX-License-Identifier: MIT
#include <sei/wire/half.hpp>

#include "../../support/differences.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

using namespace sei::wire;

namespace {

constexpr std::uint32_t positive_finite_halves = 0x7C00;

/// The value of a finite, non-negative half, from its definition.
double value_of(std::uint32_t half) {
    const int exponent = static_cast<int>(half >> 10U);
    const double fraction = half & 0x3FFU;
    return exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024.0 + fraction, exponent - 25);
}

/// The nearest half by search among all values; 2^16 stands in for infinity, as IEEE 754 rounds.
std::uint32_t nearest(float magnitude) {
    static const auto values = [] {
        std::array<double, positive_finite_halves + 1> all{};
        for (std::uint32_t half = 0; half != positive_finite_halves; ++half) all[half] = value_of(half);
        all.back() = 65536.0;
        return all;
    }();
    const double exact = magnitude;
    if (exact >= values.back()) return positive_finite_halves;
    const auto above = std::upper_bound(values.begin(), values.end(), exact);
    const auto below = static_cast<std::uint32_t>(above - values.begin() - 1);
    const double to_below = exact - values[below];
    const double to_above = *above - exact;
    if (to_below != to_above) return to_below < to_above ? below : below + 1;
    return below % 2 == 0 ? below : below + 1;
}

void check_both_signs(float magnitude) {
    const std::uint32_t expected = nearest(magnitude);
    if (half_from_float(magnitude) != expected || half_from_float(-magnitude) != (expected | 0x8000U)) {
        FAIL("wrong half for " << magnitude << ": " << half_from_float(magnitude) << ", not " << expected);
    }
}

} // namespace

TEST_CASE("every half widens to its exact value and comes back") {
    for (std::uint32_t half = 0; half != positive_finite_halves; ++half) {
        const float widened = float_from_half(static_cast<std::uint16_t>(half));
        REQUIRE(static_cast<double>(widened) == value_of(half));
        REQUIRE(half_from_float(widened) == half);
        const float negative = float_from_half(static_cast<std::uint16_t>(half | 0x8000U));
        REQUIRE(std::bit_cast<std::uint32_t>(negative) ==
                (std::bit_cast<std::uint32_t>(widened) | 0x80000000U));
        REQUIRE(half_from_float(negative) == (half | 0x8000U));
    }
    CHECK(float_from_half(0x7C00) == INFINITY);
    CHECK(float_from_half(0xFC00) == -INFINITY);
    CHECK(half_from_float(INFINITY) == 0x7C00);
    CHECK(half_from_float(-INFINITY) == 0xFC00);
}

TEST_CASE("every NaN stays a NaN of the same sign and payload, and is quiet") {
    for (std::uint32_t half = 0x7C01; half != 0x8000; ++half) {
        const float widened = float_from_half(static_cast<std::uint16_t>(half));
        REQUIRE(std::isnan(widened));
        REQUIRE(half_from_float(widened) == (half | 0x200U));
        REQUIRE(half_from_float(float_from_half(static_cast<std::uint16_t>(half | 0x8000U))) ==
                (half | 0x8200U));
    }
    CHECK(half_from_float(std::bit_cast<float>(0x7F800001U)) ==
          0x7E00); // a payload below the half's stays a NaN
}

TEST_CASE("a float becomes the nearest half, ties to even, at and around every boundary") {
    for (std::uint32_t half = 0; half + 1 != positive_finite_halves; ++half) {
        const auto middle = static_cast<float>((value_of(half) + value_of(half + 1)) / 2); // exact: 12 bits
        check_both_signs(middle);
        check_both_signs(std::nextafter(middle, 0.0f));
        check_both_signs(std::nextafter(middle, INFINITY));
    }
    CHECK(half_from_float(65519.996f) == 0x7BFF);
    CHECK(half_from_float(65520.0f) == 0x7C00);
    CHECK(half_from_float(0x1p-25f) == 0);
    CHECK(half_from_float(std::nextafter(0x1p-25f, 1.0f)) == 1);
    CHECK(half_from_float(1e-45f) == 0);
    CHECK(half_from_float(3e38f) == 0x7C00);
}

TEST_CASE("a float becomes the nearest half for a million random bit patterns") {
    std::mt19937 random{5};
    for (int i = 0; i != 1'000'000; ++i) {
        const auto magnitude = std::bit_cast<float>(static_cast<std::uint32_t>(random()) & 0x7FFFFFFFU);
        if (!std::isnan(magnitude)) check_both_signs(magnitude);
    }
}

TEST_CASE("the conversion error keeps the bounds that the documentation states") {
    std::mt19937 random{6};
    std::uniform_real_distribution<double> exponent{-30.0, 16.0};
    double worst_relative = 0.0;
    double worst_absolute = 0.0;
    for (int i = 0; i != 200'000; ++i) {
        const auto value = static_cast<float>((std::min)(std::exp2(exponent(random)), 65504.0));
        const double error = std::abs(double{float_from_half(half_from_float(value))} - double{value});
        if (value >= 0x1p-14f)
            worst_relative = test_support::worse(worst_relative, error / double{value});
        else
            worst_absolute = test_support::worse(worst_absolute, error);
    }
    CHECK(worst_relative <= 0x1p-11);
    CHECK(worst_relative > 0x1p-12); // the bound is not idle
    CHECK(worst_absolute <= 0x1p-25);
    CHECK(worst_absolute > 0x1p-26);
}

#if defined(__FLT16_MAX__)
TEST_CASE("both directions agree with the compiler's _Float16 bit for bit") {
    for (std::uint32_t half = 0; half != 0x10000; ++half) {
        const auto bits = static_cast<std::uint16_t>(half);
        const auto theirs = static_cast<float>(std::bit_cast<_Float16>(bits));
        REQUIRE(std::bit_cast<std::uint32_t>(float_from_half(bits)) == std::bit_cast<std::uint32_t>(theirs));
    }
    for (std::uint64_t bits = 0; bits < 0x1'0000'0000; bits += 1021) { // 4.2 million floats, NaN included
        const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        REQUIRE(half_from_float(value) == std::bit_cast<std::uint16_t>(static_cast<_Float16>(value)));
    }
}
#endif

TEST_CASE("conversions are constant expressions") {
    static_assert(half_from_float(1.0f) == 0x3C00);
    static_assert(half_from_float(-2.0f) == 0xC000);
    static_assert(float_from_half(0x3555) == 0.333251953125f);
    static_assert(float_from_half(0x0001) == 0x1p-24f);
}
