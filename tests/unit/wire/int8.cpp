// SPDX-License-Identifier: MIT
#include <sei/wire/int8.hpp>

#include "../../support/differences.hpp"
#include "support.hpp"

#include <sei/wire/calibration.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>

using namespace sei::wire;

namespace {

/// The definition in double precision: what the codec must agree with but for ties moved by float rounding.
int quantised_in_double(double real, quantisation parameters) {
    const double rounded = std::nearbyint(real / double{parameters.scale}) + parameters.zero_point;
    return static_cast<int>((std::min)((std::max)(rounded, -128.0), 127.0));
}

} // namespace

TEST_CASE("quantisation rounds to nearest with ties to even and saturates") {
    constexpr quantisation unit{.scale = 1.0f, .zero_point = 0};
    CHECK(unit.quantise(0.5f) == 0);
    CHECK(unit.quantise(1.5f) == 2);
    CHECK(unit.quantise(-0.5f) == 0);
    CHECK(unit.quantise(-1.5f) == -2);
    CHECK(unit.quantise(2.4999998f) == 2);
    CHECK(unit.quantise(126.6f) == 127);
    CHECK(unit.quantise(1e30f) == 127);
    CHECK(unit.quantise(-1e30f) == -128);
    CHECK(unit.quantise(INFINITY) == 127);
    CHECK(unit.quantise(-INFINITY) == -128);
}

TEST_CASE("NaN becomes real 0, whatever the zero point") {
    for (int zero_point = -128; zero_point != 128; ++zero_point) {
        const quantisation parameters{.scale = 0.5f, .zero_point = static_cast<std::int8_t>(zero_point)};
        CHECK(parameters.quantise(NAN) == zero_point);
        CHECK(parameters.quantise(std::bit_cast<float>(0xFFC12345U)) == zero_point); // with a payload
        CHECK(parameters.quantise(0.0f) == zero_point);
        CHECK(parameters.dequantise(parameters.quantise(NAN)) == 0.0f);
    }
}

TEST_CASE("all 256 values of every zero point come back from their reals") {
    for (int zero_point = -128; zero_point != 128; ++zero_point) {
        const quantisation parameters{.scale = 0.037f, .zero_point = static_cast<std::int8_t>(zero_point)};
        for (int q = -128; q != 128; ++q) {
            REQUIRE(parameters.quantise(parameters.dequantise(static_cast<std::int8_t>(q))) == q);
        }
    }
}

TEST_CASE("the error within the calibrated range is at most half a step and two float roundings") {
    constexpr std::array<std::array<float, 2>, 5> ranges{
        {{0.0f, 6.0f}, {-3.0f, 5.0f}, {-1e-3f, 0.0f}, {-7e4f, 1e5f}, {2.0f, 3.0f}}};
    double worst_in_steps = 0.0;
    for (const auto& [lowest, highest] : ranges) {
        const quantisation parameters = quantisation_for(lowest, highest);
        std::vector<float> values = test::uniform_tensor(20'000, lowest, highest);
        values.push_back(lowest);
        values.push_back(highest);
        for (const float value : values) {
            const std::int8_t q = parameters.quantise(value);
            REQUIRE(std::abs(q - quantised_in_double(double{value}, parameters)) <= 1);
            const double error = std::abs(double{parameters.dequantise(q)} - double{value});
            worst_in_steps = test_support::worse(worst_in_steps, error / double{parameters.scale});
        }
    }
    CHECK(worst_in_steps <= 0.5 + 0x1p-15);
    CHECK(worst_in_steps > 0.49); // the bound is not idle
}

TEST_CASE("the codec gives each channel its own parameters, also from the middle of a tensor") {
    constexpr std::array parameters{quantisation{1.0f, 0}, quantisation{0.5f, -10}, quantisation{2.0f, 100}};
    const int8_codec codec{.channels = parameters, .positions = 4};
    const std::vector<float> tensor{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    test::bytes whole(12);
    codec.encode(0, tensor, whole);
    CHECK(whole == test::bytes_of({1, 2, 3, 4, 0, 2, 4, 6, 104, 105, 106, 106})); // 9/2 and 11/2 are ties

    for (std::size_t first = 0; first <= 12; ++first) {
        for (std::size_t count = 0; first + count <= 12; ++count) {
            test::bytes part(count);
            codec.encode(first, std::span{tensor}.subspan(first, count), part);
            REQUIRE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(first)));
            std::vector<float> decoded(count);
            codec.decode(first, part, decoded);
            for (std::size_t i = 0; i != count; ++i) {
                const auto channel = (first + i) / 4;
                REQUIRE(decoded[i] == parameters[channel].dequantise(static_cast<std::int8_t>(part[i])));
            }
        }
    }
}

TEST_CASE("one set of parameters serves a tensor of any shape, one per channel only theirs") {
    constexpr std::array parameters{quantisation{}, quantisation{}, quantisation{}};
    const int8_codec per_tensor{.channels = std::span{parameters}.first(1)};
    const int8_codec per_channel{.channels = parameters, .positions = 4};
    CHECK(per_tensor.fits({.channels = 8, .height = 5, .width = 5}));
    CHECK(per_tensor.fits({.channels = 10}));
    CHECK(per_channel.fits({.channels = 3, .height = 2, .width = 2}));
    CHECK_FALSE(per_channel.fits({.channels = 3, .height = 2, .width = 3}));
    CHECK_FALSE(per_channel.fits({.channels = 4, .height = 2, .width = 2}));
    CHECK_FALSE(int8_codec{}.fits({.channels = 3}));
}
