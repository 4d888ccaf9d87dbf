// SPDX-License-Identifier: MIT
#include <sei/wire/channels_last.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sei::wire;

namespace {

/// The H,W,C copy of a C,H,W tensor.
std::vector<float> channels_last(const std::vector<float>& tensor, const sei::shape& map) {
    std::vector<float> moved(tensor.size());
    for (std::size_t channel = 0; channel != map.channels; ++channel) {
        for (std::size_t position = 0; position != map.positions(); ++position) {
            moved[position * map.channels + channel] = tensor[channel * map.positions() + position];
        }
    }
    return moved;
}

} // namespace

TEST_CASE("an H,W,C tensor gives the same wire bytes as its C,H,W twin, also piece by piece") {
    constexpr sei::shape map{.channels = 5, .height = 6, .width = 7};
    const std::vector<quantisation> parameters{{0.01f, 0}, {0.02f, 1}, {0.03f, 2}, {0.04f, 3}, {0.05f, 4}};
    const any_codec codecs[] = {float32_codec{}, float16_codec{}, int8_codec{parameters, map.positions()}};
    const std::vector<float> tensor = test::uniform_tensor(map.elements(), -1.0f, 1.0f);
    const std::vector<float> moved = channels_last(tensor, map);
    for (const any_codec& codec : codecs) {
        test::bytes expected(encoded_bytes(codec, tensor.size()));
        REQUIRE(encode(codec, tensor, expected).size() == expected.size());
        test::bytes whole(expected.size());
        CHECK(encode_channels_last(codec, map, moved, 0, whole));
        CHECK(whole == expected);

        test::bytes pieces(expected.size());
        std::vector<float> received(tensor.size());
        const std::size_t step = 33 * element_bytes(codec.type());
        for (std::size_t offset = 0; offset < pieces.size(); offset += step) {
            const auto piece = std::span{pieces}.subspan(offset, (std::min)(step, pieces.size() - offset));
            CHECK(encode_channels_last(codec, map, moved, offset, piece));
            CHECK(decode_channels_last(codec, map, offset, piece, received));
        }
        CHECK(pieces == expected);
        std::vector<float> decoded(tensor.size());
        REQUIRE(decode(codec, expected, decoded));
        CHECK(received == channels_last(decoded, map));
    }
}

TEST_CASE("a vector is its own transpose") {
    const std::vector<float> tensor = test::counting_tensor(200);
    test::bytes bytes(800);
    CHECK(encode_channels_last(float32_codec{}, {.channels = 200}, tensor, 0, bytes));
    std::vector<float> received(200);
    CHECK(decode(float32_codec{}, bytes, received));
    CHECK(received == tensor);
}

TEST_CASE("sizes and offsets that do not fit the shape are refused") {
    constexpr sei::shape map{.channels = 2, .height = 2, .width = 2};
    std::vector<float> tensor(8, 1.0f);
    test::bytes bytes(32);
    CHECK_FALSE(encode_channels_last(float32_codec{}, map, std::span{tensor}.first(7), 0,
                                     std::span{bytes}.first(28)));
    CHECK_FALSE(encode_channels_last(float32_codec{}, map, tensor, 2, std::span{bytes}.first(4)));
    CHECK_FALSE(decode_channels_last(float32_codec{}, map, 4, bytes, tensor));
    CHECK(tensor == std::vector<float>(8, 1.0f));
}
