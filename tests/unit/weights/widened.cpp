// SPDX-License-Identifier: MIT
#include <sei/weights/widened.hpp>

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace sei::weights;

namespace {

/// IEEE 754-2019, 3.4: (-1)^s 2^(e - bias) (1 + T / 2^p), and without the hidden 1 where e is 0.
double value_of(std::uint16_t bits, int exponent_bits, int fraction_bits) {
    const double sign = (bits & 0x8000U) != 0 ? -1.0 : 1.0;
    const int exponent = (bits >> fraction_bits) & ((1 << exponent_bits) - 1);
    const int fraction = bits & ((1 << fraction_bits) - 1);
    const int bias = (1 << (exponent_bits - 1)) - 1;
    if (exponent == (1 << exponent_bits) - 1) return fraction == 0 ? sign * INFINITY : NAN;
    const double significand = fraction / std::ldexp(1.0, fraction_bits) + (exponent == 0 ? 0.0 : 1.0);
    return sign * std::ldexp(significand, (exponent == 0 ? 1 : exponent) - bias);
}

void check_same(float widened, double expected) {
    if (std::isnan(expected)) {
        REQUIRE(std::isnan(widened));
    } else {
        REQUIRE(double{widened} == expected);
        REQUIRE(std::signbit(widened) == std::signbit(expected));
    }
}

} // namespace

TEST_CASE("all 65,536 numbers of both formats widen exactly") {
    for (std::uint32_t bits = 0; bits < 65'536; ++bits) {
        INFO("bits " << bits);
        check_same(widened_f16(static_cast<std::uint16_t>(bits)),
                   value_of(static_cast<std::uint16_t>(bits), 5, 10));
        check_same(widened_bf16(static_cast<std::uint16_t>(bits)),
                   value_of(static_cast<std::uint16_t>(bits), 8, 7));
    }
}

TEST_CASE("NaN keeps its payload") {
    CHECK(std::bit_cast<std::uint32_t>(widened_f16(0x7e01)) == 0x7fc0'2000U);
    CHECK(std::bit_cast<std::uint32_t>(widened_bf16(0xff81)) == 0xff81'0000U);
}

TEST_CASE("whole tensors are copied from any address, others refused") {
    const std::array<std::uint8_t, 5> bytes{0, 0x00, 0x3c, 0x80,
                                            0xbf}; // from 1 on: 1 and -1 in one format each
    tensor_view half{.name = "t", .type = dtype::f16, .rank = 1, .dims = {1}, .bytes = {}};
    half.bytes = std::as_bytes(std::span(bytes)).subspan(1, 2);
    std::vector<float> out(1);
    CHECK(copy_widened(half, out));
    CHECK(out[0] == 1.0F);
    half.type = dtype::bf16;
    half.bytes = std::as_bytes(std::span(bytes)).subspan(3, 2);
    CHECK(copy_widened(half, out));
    CHECK(out[0] == -1.0F);
    half.type = dtype::i16;
    CHECK_FALSE(copy_widened(half, out));
    CHECK_FALSE(widens_to_float(dtype::f64));
    half.type = dtype::f16;
    std::vector<float> two(2, 7.0F);
    CHECK_FALSE(copy_widened(half, two));
    CHECK(two[0] == 7.0F);
    const std::array<float, 2> floats{1.5F, -2.0F};
    CHECK(copy_widened(make_tensor_view("t", floats, 2), two));
    CHECK(two[1] == -2.0F);
}
