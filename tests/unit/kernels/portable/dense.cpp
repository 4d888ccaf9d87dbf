// SPDX-License-Identifier: MIT
#include <sei/kernels/portable/dense.hpp>

#include "../golden.hpp"

#include <doctest/doctest.h>

using namespace kernels_test;
using sei::layers::dense;

TEST_CASE("a dense layer agrees with PyTorch") {
    CHECK(largest_difference(run_on_golden(dense{.units = 5}, "linear"), golden("linear.output")) <
          golden_tolerance);
}

TEST_CASE("every length is summed to its end, with and without bias") {
    numbers random{2};
    for (std::uint32_t length = 1; length < 40; ++length) {
        const std::uint32_t units = random.between(1, 9);
        const auto input = random.of_shape<double>({.channels = length});
        const auto weight = random.many<double>(std::size_t{units} * length);
        const auto bias = random.many<double>(length % 2 == 0 ? units : 0);
        std::vector<double> expected;
        for (std::size_t unit = 0; unit < units; ++unit) {
            double sum = bias.empty() ? 0.0 : bias[unit];
            for (std::size_t i = 0; i < length; ++i) sum += weight[unit * length + i] * input.values[i];
            expected.push_back(sum);
        }
        // Another order of at most 40 terms below 1 in double.
        CHECK(largest_difference(run(dense{.units = units}, input, view_of(weight, bias)), expected) < 1e-13);
    }
}

TEST_CASE("four partial sums keep the error of a long float sum small") {
    // 2^16 equal terms: one chain of additions would lose about 1e-4 of the sum, four a quarter of it.
    const std::uint32_t length = 1U << 16U;
    const std::vector<float> weight(length, 0.1F);
    const std::vector<float> bias(1, 0.0F);
    const tensor<float> input{{.channels = length}, std::vector<float>(length, 1.0F)};
    float chain = 0.0F;
    for (const float value : weight) chain += value;
    const double exact = static_cast<double>(0.1F) * length;
    const double error =
        std::abs(static_cast<double>(run(dense{.units = 1}, input, view_of(weight, bias))[0]) - exact);
    CHECK(error < std::abs(static_cast<double>(chain) - exact) / 2);
}
