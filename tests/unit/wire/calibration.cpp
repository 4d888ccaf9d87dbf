// SPDX-License-Identifier: MIT
#include <sei/wire/calibration.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <utility>

using namespace sei::wire;

TEST_CASE("parameters span the range with 256 values and make 0 exact") {
    CHECK(quantisation_for(0.0f, 255.0f) == quantisation{1.0f, -128});
    CHECK(quantisation_for(-255.0f, 0.0f) == quantisation{1.0f, 127});
    CHECK(quantisation_for(-128.0f, 127.0f) == quantisation{1.0f, 0});
    CHECK(quantisation_for(51.0f, 510.0f) == quantisation{2.0f, -128}); // 0 is taken in
    CHECK(quantisation_for(-510.0f, -51.0f) == quantisation{2.0f, 127});
}

TEST_CASE("degenerate ranges give usable parameters") {
    CHECK(quantisation_for(0.0f, 0.0f) == quantisation{1.0f, -128});
    for (const float tiny : {1e-45f, 1e-38f, 1e-36f}) {
        const quantisation parameters = quantisation_for(0.0f, tiny);
        CHECK(parameters.scale > 0.0f);
        CHECK(parameters.dequantise(parameters.quantise(0.0f)) == 0.0f);
        CHECK(std::abs(parameters.dequantise(parameters.quantise(tiny)) - tiny) <= 0.51f * parameters.scale);
    }
    constexpr float huge = (std::numeric_limits<float>::max)();
    const quantisation widest = quantisation_for(-huge, huge);
    CHECK(std::isfinite(widest.scale));
    CHECK(widest.quantise(huge) == 127);
    CHECK(widest.quantise(-huge) == -128);
}

TEST_CASE("statistics find range and mean, whatever the cuts between images") {
    const std::vector<float> values = test::uniform_tensor(10'000, -2.0f, 5.0f);
    channel_statistics at_once;
    channel_statistics in_pieces;
    at_once.observe(values);
    for (std::size_t first = 0; first < values.size(); first += 700) {
        in_pieces.observe(
            std::span{values}.subspan(first, (std::min)(std::size_t{700}, values.size() - first)));
    }
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    for (const channel_statistics& statistics : {at_once, in_pieces}) {
        CHECK(statistics.lowest() == *lowest);
        CHECK(statistics.highest() == *highest);
        CHECK(statistics.count() == 10'000);
        CHECK(statistics.affine() == quantisation_for(*lowest, *highest));
        // blocks of 256 additions round by 2^-24 of at most 256 x 5 each time, relative to 256 values: below
        // 1e-4
        CHECK(std::abs(double{statistics.mean()} - mean) < 1e-4);
    }
}

TEST_CASE("the mean of 40 million values does not drift") {
    const std::vector<float> values(100'000, 0.1f);
    channel_statistics statistics;
    for (int image = 0; image != 400; ++image) statistics.observe(values);
    CHECK(std::abs(double{statistics.mean()} - double{0.1f}) < 1e-6); // a plain float sum would give 0.052
}

TEST_CASE("numbers that are none are counted and left out") {
    channel_statistics statistics;
    statistics.observe(std::vector<float>{1.0f, NAN, 3.0f, INFINITY, -INFINITY});
    CHECK(statistics.count() == 2);
    CHECK(statistics.non_finite() == 3);
    CHECK(statistics.lowest() == 1.0f);
    CHECK(statistics.highest() == 3.0f);
    CHECK(statistics.mean() == 2.0f);
}

TEST_CASE("statistics of nothing are zero") {
    constexpr channel_statistics none{};
    CHECK(none.count() == 0);
    CHECK(none.mean() == 0.0f);
    CHECK(none.affine() == quantisation{1.0f, -128});
}

TEST_CASE("a tensor is shown channel by channel, and channels merge into a tensor") {
    const std::vector<float> tensor{1, 2, 3, 4, -5, -6, -7, -8};
    std::array<channel_statistics, 2> channels{};
    observe(tensor, channels);
    CHECK(channels[0].mean() == 2.5f);
    CHECK(channels[1].mean() == -6.5f);
    CHECK(channels[0].affine() == quantisation_for(1.0f, 4.0f));
    CHECK(channels[1].affine() == quantisation_for(-8.0f, -5.0f));

    std::array<channel_statistics, 1> all{};
    observe(tensor, all);
    channels[0].merge(channels[1]);
    for (const channel_statistics& whole : {all[0], channels[0]}) {
        CHECK(whole.lowest() == -8.0f);
        CHECK(whole.highest() == 4.0f);
        CHECK(whole.mean() == -2.0f);
        CHECK(whole.count() == 8);
    }
}

TEST_CASE("the mean of finite values is finite, also where their sum is not a float") {
    const float largest = (std::numeric_limits<float>::max)();
    for (const float value : {3e38f, -3e38f, largest, -largest, 1e30f}) {
        for (const std::size_t count : {1U, 2U, 3U, 255U, 257U, 100'000U}) {
            channel_statistics statistics;
            statistics.observe(std::vector<float>(count, value));
            CHECK(std::abs(statistics.mean() / value - 1) < 1e-6);
            channel_statistics twice = statistics;
            twice.merge(statistics);
            CHECK(std::abs(twice.mean() / value - 1) < 1e-6);
        }
    }
    // Large values of both signs among small ones: against double.
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
        std::vector<float> values(1 + random() % 2000);
        for (float& value : values) {
            const double magnitude = std::uniform_real_distribution<double>(-10, 38.5)(random);
            value = static_cast<float>(std::pow(10.0, magnitude)) * (random() % 3 == 0 ? -1.0f : 1.0f);
        }
        channel_statistics statistics;
        statistics.observe(values);
        double sum = 0, magnitudes = 0;
        for (const float value : values) sum += value, magnitudes += std::abs(double{value});
        const double count = static_cast<double>(values.size());
        CHECK(std::abs(double{statistics.mean()} - sum / count) <= 1e-4 * magnitudes / count);
        CHECK(std::isfinite(statistics.mean()));
    }
}

TEST_CASE("a range up to the largest float is quantised and comes back finite") {
    const float largest = (std::numeric_limits<float>::max)();
    for (const auto& [lowest, highest] : {std::pair{-largest, largest},
                                          {0.0f, largest},
                                          {-largest, 0.0f},
                                          {-3e38f, 3e38f},
                                          {-1.0f, largest}}) {
        const quantisation parameters = quantisation_for(lowest, highest);
        CHECK(std::isfinite(parameters.scale));
        for (int q = -128; q < 128; ++q)
            CHECK(std::isfinite(parameters.dequantise(static_cast<std::int8_t>(q))));
        for (const float value : {lowest, highest, 0.0f}) {
            const double back = parameters.dequantise(parameters.quantise(value));
            CHECK(std::abs(back - double{value}) <= double{parameters.scale} * 0.51);
        }
    }
}
