// SPDX-License-Identifier: MIT
#include <sei/wire/float32.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <bit>

using namespace sei::wire;

TEST_CASE("float32 is IEEE 754 binary32 in little-endian order") {
    const std::vector<float> values{1.0f, -2.0f, 0.15625f, -0.0f};
    test::bytes bytes(16);
    float32_codec::encode(0, values, bytes);
    CHECK(bytes == test::bytes_of({0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0, //
                                   0x00, 0x00, 0x20, 0x3E, 0x00, 0x00, 0x00, 0x80}));
}

TEST_CASE("float32 gives every bit pattern back, NaN and subnormals included") {
    std::mt19937 random{1};
    const test::bytes bytes = test::random_bytes(4 * 10'000, random);
    std::vector<float> values(10'000);
    float32_codec::decode(0, bytes, values);
    test::bytes again(bytes.size());
    float32_codec::encode(0, values, again);
    CHECK(again == bytes);
}
