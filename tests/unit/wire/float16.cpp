// SPDX-License-Identifier: MIT
#include <sei/wire/float16.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace sei::wire;

TEST_CASE("float16 is IEEE 754 binary16 in little-endian order") {
    const std::vector<float> values{1.0f, -2.0f, 65504.0f, 0x1p-24f, INFINITY};
    test::bytes bytes(10);
    float16_codec::encode(0, values, bytes);
    CHECK(bytes == test::bytes_of({0x00, 0x3C, 0x00, 0xC0, 0xFF, 0x7B, 0x01, 0x00, 0x00, 0x7C}));
}

TEST_CASE("float16 comes back within 2^-11 relative in the normal range") {
    const std::vector<float> values = test::uniform_tensor(10'000, -100.0f, 100.0f);
    test::bytes bytes(20'000);
    std::vector<float> decoded(values.size());
    float16_codec::encode(0, values, bytes);
    float16_codec::decode(0, bytes, decoded);
    for (std::size_t i = 0; i != values.size(); ++i) {
        const double error = std::abs(double{decoded[i]} - double{values[i]});
        REQUIRE(error <= (std::max)(0x1p-11 * std::abs(double{values[i]}), 0x1p-25));
    }
}

TEST_CASE("float16 carries NaN and saturates to infinity") {
    const std::vector<float> values{NAN, 1e6f, -1e6f};
    test::bytes bytes(6);
    std::vector<float> decoded(3);
    float16_codec::encode(0, values, bytes);
    float16_codec::decode(0, bytes, decoded);
    CHECK(std::isnan(decoded[0]));
    CHECK(decoded[1] == INFINITY);
    CHECK(decoded[2] == -INFINITY);
}
