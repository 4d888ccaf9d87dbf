// SPDX-License-Identifier: MIT
#include <sei/kernels/portable/softmax.hpp>

#include "../support.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace kernels_test;
using sei::layers::softmax;

TEST_CASE("softmax of ln 1, ln 2, ln 5 is 1/8, 2/8, 5/8") {
    const tensor<double> input{{.channels = 3}, {std::log(1.0), std::log(2.0), std::log(5.0)}};
    CHECK(largest_difference(run(softmax{}, input), std::vector{0.125, 0.25, 0.625}) < 1e-15);
}

TEST_CASE("softmax of large numbers does not overflow, and adding a constant changes nothing") {
    const tensor<float> input{{.channels = 3}, {1000.0F, 1001.0F, 999.0F}};
    const tensor<float> moved{{.channels = 3}, {1.0F, 2.0F, 0.0F}};
    CHECK(run(softmax{}, input) == run(softmax{}, moved));
    const auto result = run(softmax{}, input);
    // Three roundings of numbers below 1.
    CHECK(std::accumulate(result.begin(), result.end(), 0.0) == doctest::Approx(1.0).epsilon(3e-7));
}

TEST_CASE("random vectors agree with exp(x) / sum exp(x), in place too") {
    numbers random{5};
    for (std::uint32_t length = 1; length < 50; length += 7) {
        auto input = random.of_shape<double>({.channels = length});
        double sum = 0;
        for (const double x : input.values) sum += std::exp(x);
        std::vector<double> expected;
        for (const double x : input.values) expected.push_back(std::exp(x) / sum);
        CHECK(largest_difference(run(softmax{}, input), expected) < 1e-15); // a few units in the last place
        const auto operand = input.operand();
        sei::kernels::forward<softmax>::run(softmax{}, std::span{&operand, 1}, {}, input.dims,
                                            input.values.data());
        CHECK(largest_difference(input.values, expected) < 1e-15);
    }
}

TEST_CASE("a NaN anywhere makes every probability NaN, as in PyTorch") {
    for (std::size_t place = 0; place < 3; ++place) {
        tensor<float> input{{.channels = 3}, {0.0F, 1.0F, 2.0F}};
        input.values[place] = std::numeric_limits<float>::quiet_NaN();
        for (const float probability : run(softmax{}, input)) CHECK(std::isnan(probability));
    }
}
