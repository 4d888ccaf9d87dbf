// SPDX-License-Identifier: MIT
#include <sei/study/wire_plan.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace sei::study;
using namespace study_test;

namespace {

/// The activations after `split` for each image, as the engine computes them.
std::vector<std::vector<float>> activations(const dataset& images, std::size_t split, std::size_t count) {
    auto memory = fashion_cnn().make_workspace();
    std::vector<std::vector<float>> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.emplace_back(fashion_cnn().shape_after(split).elements());
        fashion_cnn().run(0, split, images.image(i), all.back(), memory);
    }
    return all;
}

struct direct_statistics {
    float lowest = 0; // the range always holds 0
    float highest = 0;
    double sum = 0;
    std::size_t count = 0;

    void add(float value) {
        lowest = (std::min)(lowest, value);
        highest = (std::max)(highest, value);
        sum += value;
        ++count;
    }
    [[nodiscard]] double mean() const { return sum / static_cast<double>(count); }
    [[nodiscard]] double step() const { return (double{highest} - double{lowest}) / 255; }
};

std::vector<direct_statistics> channels_of(const std::vector<std::vector<float>>& tensors, sei::shape dims) {
    std::vector<direct_statistics> channels(dims.channels);
    for (const auto& tensor : tensors)
        for (std::size_t i = 0; i < tensor.size(); ++i) channels[i / dims.positions()].add(tensor[i]);
    return channels;
}

// Float sums and quotients of numbers of like size: a few units in the last place (2^-24).
constexpr double rounding = 1e-6;

} // namespace

TEST_CASE("Calibration finds the channels' ranges and means, of maps with negative values and of vectors") {
    const dataset images = fashion_images(40);
    for (const std::size_t split : {std::size_t{3}, pool1, pool2, relu6, fc2}) { // 3: conv2, before its relu
        CAPTURE(split);
        const calibration found = calibrate(fashion_cnn(), split, images, 40);
        const auto expected = channels_of(activations(images, split, 40), found.dims);
        CHECK(found.dims == fashion_cnn().shape_after(split));
        REQUIRE(found.per_channel.size() == expected.size());
        REQUIRE(found.channel_means.size() == expected.size());
        for (std::size_t c = 0; c < expected.size(); ++c) {
            CAPTURE(c);
            const double largest = (std::max)(double{expected[c].highest}, -double{expected[c].lowest});
            CHECK(std::abs(double{found.channel_means[c]} - expected[c].mean()) <= rounding * largest);
            if (expected[c].step() == 0) continue; // a channel that is never active
            CHECK(found.per_channel[c].scale == doctest::Approx(expected[c].step()).epsilon(rounding));
            CHECK(found.per_channel[c].zero_point ==
                  static_cast<int>(std::lround(-expected[c].lowest / expected[c].step())) - 128);
        }
    }
}

TEST_CASE("The whole tensor's int8 parameters span all channels") {
    const dataset images = fashion_images(20);
    const calibration found = calibrate(fashion_cnn(), 3, images, 20);
    direct_statistics all;
    for (const direct_statistics& channel : channels_of(activations(images, 3, 20), found.dims)) {
        all.lowest = (std::min)(all.lowest, channel.lowest);
        all.highest = (std::max)(all.highest, channel.highest);
    }
    REQUIRE(all.lowest < 0);
    REQUIRE(found.whole_tensor.size() == 1);
    CHECK(found.whole_tensor[0].scale == doctest::Approx(all.step()).epsilon(rounding));
    CHECK(found.whole_tensor[0].dequantise(127) ==
          doctest::Approx(all.highest).epsilon(0.005)); // half a step
    CHECK(found.whole_tensor[0].dequantise(-128) == doctest::Approx(all.lowest).epsilon(0.005));
}

TEST_CASE("Calibration takes the first images and no more than there are") {
    const dataset images = fashion_images(30);
    const calibration ten = calibrate(fashion_cnn(), pool1, images, 10);
    const calibration all = calibrate(fashion_cnn(), pool1, images, 30);
    const calibration more = calibrate(fashion_cnn(), pool1, images, 1000);
    CHECK(ten.channel_means == calibrate(fashion_cnn(), pool1, fashion_images(10), 10).channel_means);
    CHECK(ten.channel_means != all.channel_means);
    CHECK(more.channel_means == all.channel_means);
    CHECK(more.per_channel == all.per_channel);
}

TEST_CASE("A codec has the type of its format and the calibrated parameters, and fits the tensor") {
    using sei::wire::element_type;
    const dataset images = fashion_images(10);
    const calibration tensor = calibrate(fashion_cnn(), pool1, images, 10);
    const std::pair<wire_format, element_type> types[] = {{wire_format::float32, element_type::float32},
                                                          {wire_format::float16, element_type::float16},
                                                          {wire_format::int8, element_type::int8},
                                                          {wire_format::int8_per_channel, element_type::int8},
                                                          {wire_format::uint8_image, element_type::uint8}};
    for (const auto& [format, type] : types) {
        const auto codec = codec_for(format, tensor, images.normalisation);
        CHECK(codec.type() == type);
        CHECK(codec.fits(tensor.dims));
    }
    // Channel by channel a step is that channel's range / 255, never coarser than the whole tensor's.
    const std::vector<float> activation = activations(images, pool1, 1)[0];
    std::vector<std::byte> bytes(activation.size());
    std::vector<float> decoded(activation.size());
    double squares[2] = {0, 0};
    for (const bool per_channel : {false, true}) {
        const auto codec = codec_for(per_channel ? wire_format::int8_per_channel : wire_format::int8, tensor,
                                     images.normalisation);
        REQUIRE(!sei::wire::encode(codec, activation, bytes).empty());
        REQUIRE(sei::wire::decode(codec, bytes, decoded));
        for (std::size_t i = 0; i < decoded.size(); ++i) {
            const std::size_t channel = i / tensor.dims.positions();
            const double step =
                per_channel ? tensor.per_channel[channel].scale : tensor.whole_tensor[0].scale;
            const double miss = std::abs(double{decoded[i]} - double{activation[i]});
            REQUIRE(miss <= step * (0.5 + 0x1p-15));
            squares[per_channel ? 1 : 0] += miss * miss;
        }
    }
    CHECK(squares[1] < squares[0]);
}

TEST_CASE("The image codec sends the pixels that the normalisation was made from") {
    const dataset images = fashion_images(1);
    const calibration tensor = calibrate(fashion_cnn(), 0, images, 1);
    const auto codec = codec_for(wire_format::uint8_image, tensor, images.normalisation);
    std::vector<std::byte> bytes(784);
    REQUIRE(sei::wire::encode(codec, images.image(0), bytes).size() == 784);
    for (std::size_t i = 0; i < 784; ++i)
        CHECK(std::to_integer<int>(bytes[i]) == std::lround(images.image(0)[i] * 255));
}

TEST_CASE("Formats have the names that reports print") {
    CHECK(name_of(wire_format::float32) == "float32");
    CHECK(name_of(wire_format::float16) == "float16");
    CHECK(name_of(wire_format::int8) == "int8");
    CHECK(name_of(wire_format::int8_per_channel) == "int8-per-channel");
    CHECK(name_of(wire_format::uint8_image) == "uint8");
}

TEST_CASE(
    "Formats have names, and are found by them; a picture's format is none of a tensor behind a layer") {
    for (const std::string& name : tensor_format_names()) CHECK(name_of(wire_format_named(name)) == name);
    CHECK(tensor_format_names() ==
          std::vector<std::string>{"float32", "float16", "int8", "int8-per-channel"});
    CHECK(name_of(wire_format::uint8_image) == "uint8");
    CHECK_THROWS_WITH_AS((void)wire_format_named("uint8"),
                         "found codec 'uint8', expected one of float32, float16, int8, int8-per-channel",
                         sei::error);
}
