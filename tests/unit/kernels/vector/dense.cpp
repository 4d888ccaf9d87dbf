// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/dense.hpp>

#include "blocked.hpp"

#include <sei/kernels/portable/dense.hpp>

#include <doctest/doctest.h>

using namespace kernels_test;
using sei::kernels::kernel_set;

namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();

struct product {
    std::size_t units;
    std::size_t inputs;
    std::size_t vectors;
    std::vector<float> weight, bias, input;

    product(numbers& random, std::size_t unit_count, std::size_t input_count, std::size_t vector_count)
        : units(unit_count),
          inputs(input_count),
          vectors(vector_count),
          weight(random.many<float>(units * inputs)),
          bias(random.many<float>(units)),
          input(random.many<float>(vectors * inputs)) {}

    [[nodiscard]] std::vector<float> by(const kernel_set& kernels, std::size_t count, std::size_t first = 0,
                                        std::size_t pieces = 1, float lowest = -infinite) const {
        std::vector<float> output(count * units, std::numeric_limits<float>::quiet_NaN());
        const sei::kernels::dense_product task{.weight = weight.data(),
                                               .bias = bias.data(),
                                               .units = units,
                                               .inputs = inputs,
                                               .input = input.data() + first * inputs,
                                               .output = output.data(),
                                               .vectors = count,
                                               .bounds = {.lowest = lowest}};
        in_pieces(kernels.dense_units(task), pieces,
                  [&](std::size_t begin, std::size_t end) { kernels.multiply_dense(task, begin, end); });
        return output;
    }

    /// The portable kernel in double, of one vector, of the numbers or of their magnitudes.
    [[nodiscard]] std::vector<double> in_double(std::size_t vector, bool magnitudes) const {
        const auto widened = [&](const float* values, std::size_t count) {
            std::vector<double> result(values, values + count);
            if (magnitudes)
                for (double& value : result) value = std::abs(value);
            return result;
        };
        const auto wide_weight = widened(weight.data(), weight.size());
        const auto wide_bias = widened(bias.data(), bias.size());
        const tensor<double> wide_input{{.channels = static_cast<std::uint32_t>(inputs)},
                                        widened(input.data() + vector * inputs, inputs)};
        return run(sei::layers::dense{.units = static_cast<std::uint32_t>(units)}, wide_input,
                   view_of(wide_weight, wide_bias));
    }
};

} // namespace

TEST_CASE("random products stay within the rounding bound of the portable kernel in double") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{61};
        for (int i = 0; i < 80; ++i) {
            const product made(random, random.between(1, 40), random.between(1, 150), 1);
            auto bounds = made.in_double(0, true);
            const double terms = static_cast<double>(made.inputs + 2) / (1 << 24);
            for (double& bound : bounds) bound *= terms / (1 - terms);
            CHECK(share_of_bound(made.by(kernels, 1), made.in_double(0, false), bounds) <= 1.0);
        }
    });
}

TEST_CASE("a batch gives the bits of its single vectors, however it is cut into pieces") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{62};
        for (std::size_t vectors = 1; vectors <= 9; ++vectors) {
            const product made(random, random.between(1, 30), random.between(1, 70), vectors);
            const std::vector<float> together = made.by(kernels, vectors, 0, 3);
            for (std::size_t v = 0; v < vectors; ++v) {
                const std::vector<float> alone = made.by(kernels, 1, v);
                CHECK(std::equal(alone.begin(), alone.end(),
                                 together.begin() + static_cast<std::ptrdiff_t>(v * made.units)));
            }
        }
    });
}

TEST_CASE("bounds are applied to the sum, and a NaN passes") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{63};
        product made(random, 19, 33, 1);
        made.weight[0] = std::numeric_limits<float>::quiet_NaN();
        std::vector<float> expected = made.by(kernels, 1);
        const std::vector<float> bounded = made.by(kernels, 1, 0, 1, 0.0F);
        CHECK(std::isnan(bounded[0]));
        for (std::size_t i = 1; i < expected.size(); ++i) CHECK(bounded[i] == (std::max)(expected[i], 0.0F));
    });
}
