// SPDX-License-Identifier: MIT
#include <sei/wire/uint8.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace sei::wire;

namespace {

// ImageNet's, as torchvision gives them.
constexpr std::array imagenet{normalisation{0.485f, 0.229f}, normalisation{0.456f, 0.224f},
                              normalisation{0.406f, 0.225f}};

test::bytes all_pixels() {
    test::bytes pixels;
    for (unsigned pixel = 0; pixel != 256; ++pixel) pixels.push_back(static_cast<std::byte>(pixel));
    return pixels;
}

} // namespace

TEST_CASE("without parameters a pixel means pixel / 255 and comes back exactly") {
    constexpr uint8_codec codec{};
    const test::bytes pixels = all_pixels();
    std::vector<float> values(256);
    codec.decode(0, pixels, values);
    for (std::size_t i = 0; i != 256; ++i) CHECK(values[i] == static_cast<float>(i) / 255.0f);
    test::bytes again(256);
    codec.encode(0, values, again);
    CHECK(again == pixels);
}

TEST_CASE("normalised pixels come back exactly, channel by channel") {
    const uint8_codec codec{.channels = imagenet, .positions = 256};
    test::bytes pixels;
    for (int channel = 0; channel != 3; ++channel) {
        for (const std::byte pixel : all_pixels()) pixels.push_back(pixel);
    }
    std::vector<float> values(pixels.size());
    codec.decode(0, pixels, values);
    CHECK(values[0] == (0.0f - 0.485f) / 0.229f);
    CHECK(values[256 + 255] == (1.0f - 0.456f) / 0.224f);
    test::bytes again(pixels.size());
    codec.encode(0, values, again);
    CHECK(again == pixels);

    test::bytes middle(100);
    codec.encode(200, std::span{values}.subspan(200, 100), middle);
    CHECK(std::equal(middle.begin(), middle.end(), pixels.begin() + 200));
}

TEST_CASE("pixels come back exactly for every mean in [0, 1] and deviation in [2^-10, 2^10]") {
    std::mt19937 random{61};
    std::uniform_real_distribution<float> mean{0.0f, 1.0f};
    std::uniform_real_distribution<float> exponent{-10.0f, 10.0f};
    for (int round = 0; round != 2000; ++round) {
        const normalisation parameters{mean(random), std::exp2(exponent(random))};
        for (unsigned pixel = 0; pixel != 256; ++pixel) {
            const auto byte = static_cast<std::uint8_t>(pixel);
            REQUIRE(parameters.pixel(parameters.value(byte)) == byte);
        }
    }
}

TEST_CASE("values that are no pixels saturate, and NaN becomes black") {
    const std::vector<float> values{-0.1f, 1.1f, INFINITY, -INFINITY, NAN, 0.5f};
    test::bytes bytes(6);
    uint8_codec{}.encode(0, values, bytes);
    CHECK(bytes == test::bytes_of({0, 255, 255, 0, 0, 128})); // 127.5 is a tie
}

TEST_CASE("parameters per channel fit their shape only") {
    const uint8_codec codec{.channels = imagenet, .positions = 16};
    CHECK(codec.fits({.channels = 3, .height = 4, .width = 4}));
    CHECK_FALSE(codec.fits({.channels = 1, .height = 4, .width = 4}));
    CHECK(uint8_codec{}.fits({.channels = 1, .height = 4, .width = 4}));
}
