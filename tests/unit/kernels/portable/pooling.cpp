// SPDX-License-Identifier: MIT
#include <sei/kernels/portable/pooling.hpp>

#include "../golden.hpp"

#include <doctest/doctest.h>

using namespace kernels_test;
using namespace sei::layers;

TEST_CASE("pooling agrees with PyTorch: overlapping windows, padding that counts, padding that doesn't") {
    const avg_pool average{.kernel = 3, .stride = 2, .padding = 1};
    CHECK(largest_difference(run_on_golden(average, "avgpool"), golden("avgpool.output")) < golden_tolerance);
    const avg_pool bare{.kernel = 3, .stride = 2, .padding = 1, .count_include_pad = false};
    CHECK(largest_difference(run_on_golden(bare, "avgpool_nopad"), golden("avgpool_nopad.output")) <
          golden_tolerance);
    const max_pool largest{.kernel = 3, .stride = 2, .padding = 1};
    CHECK(run_on_golden(largest, "maxpool") == golden("maxpool.output"));
}

TEST_CASE("global_avg_pool is the mean of each channel") {
    // AdaptiveAvgPool2d((3, 2)) on 7x5 has its first window over rows 0..2 and columns 0..2 (PyTorch's start
    // and end formula), so the mean of that corner is known from PyTorch.
    const auto whole = golden_inputs("adaptive")[0];
    tensor<double> corner{{2, 3, 3}, {}};
    for (std::int64_t c = 0; c < 2; ++c)
        for (std::int64_t y = 0; y < 3; ++y)
            for (std::int64_t x = 0; x < 3; ++x) corner.values.push_back(at(whole, c, y, x, 0.0));
    const auto expected = golden("adaptive.output");
    const auto result = run(global_avg_pool{}, corner);
    CHECK(result[0] == doctest::Approx(expected[0]).epsilon(1e-14));
    CHECK(result[1] == doctest::Approx(expected[6]).epsilon(1e-14));
}

TEST_CASE("random pools agree with the definition") {
    numbers random{4};
    for (int i = 0; i < 200; ++i) {
        sei::shape in;
        const auto largest = random_pool<max_pool>(random, in);
        const auto first = random.of_shape<double>(in);
        CHECK(run(largest, first) == largest_of_windows(largest, first));
        auto average = random_pool<avg_pool>(random, in);
        average.count_include_pad = i % 2 == 0;
        const auto second = random.of_shape<double>(in);
        CHECK(largest_difference(run(average, second), mean_of_windows(average, second)) < 1e-14);
    }
}

TEST_CASE("a NaN wins every window that it lies in, as in PyTorch") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    const max_pool spec{.kernel = 2, .stride = 1};
    for (std::size_t place = 0; place < 4; ++place) {
        tensor<float> map{{1, 2, 2}, {1.0F, 9.0F, -3.0F, 4.0F}};
        map.values[place] = nan;
        CHECK(std::isnan(run(spec, map)[0]));
    }
    const tensor<float> row{{1, 1, 4}, {5.0F, nan, 1.0F, 2.0F}};
    const auto result = run(max_pool{.kernel = {1, 2}, .stride = 1}, row);
    CHECK(std::isnan(result[0]));
    CHECK(std::isnan(result[1]));
    CHECK(result[2] == 2.0F);
}

TEST_CASE("padding never wins, not even over minus infinity") {
    const float lowest = -std::numeric_limits<float>::infinity();
    const tensor<float> map{{1, 1, 1}, {lowest}};
    CHECK(run(max_pool{.kernel = 3, .stride = 1, .padding = 1}, map)[0] == lowest);
    const tensor<float> negative{{1, 2, 2}, {-4.0F, -3.0F, -2.0F, -1.0F}};
    CHECK(run(max_pool{.kernel = 2, .stride = 2, .padding = 1}, negative) ==
          std::vector{-4.0F, -3.0F, -2.0F, -1.0F});
}

TEST_CASE("a window knows its part of the map and what PyTorch divides by") {
    constexpr auto corner = sei::kernels::window_at(3, 2, 1, {1, 7, 6}, 0, 0);
    static_assert(corner.top == 0 && corner.bottom == 2 && corner.left == 0 && corner.right == 2);
    static_assert(corner.positions() == 4 && corner.positions_with_padding == 9);
    constexpr auto end = sei::kernels::window_at(3, 2, 1, {1, 7, 6}, 3, 2);
    static_assert(end.top == 5 && end.bottom == 7 && end.left == 3 && end.right == 6);
    CHECK(end.positions() == 6);
    CHECK(end.positions_with_padding == 9);
}
