// SPDX-License-Identifier: MIT
#include <sei/kernels/portable/pointwise.hpp>

#include "../support.hpp"

#include <doctest/doctest.h>

using namespace kernels_test;
using namespace sei::layers;

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

template <class Layer>
void run_in_place(const Layer& spec, tensor<float>& values,
                  const sei::weights::parameter_view<float>& parameters = {}) {
    const auto operand = values.operand();
    sei::kernels::forward<Layer>::run(spec, std::span{&operand, 1}, parameters, values.dims,
                                      values.values.data());
}

} // namespace

TEST_CASE("relu cuts off below zero and keeps NaN, as PyTorch does") {
    const tensor<float> input{{.channels = 6}, {-1.0F, 0.0F, 2.5F, -infinite, infinite, not_a_number}};
    const auto result = run(relu{}, input);
    CHECK(std::vector(result.begin(), result.end() - 1) == std::vector{0.0F, 0.0F, 2.5F, 0.0F, infinite});
    CHECK(std::isnan(result.back()));
}

TEST_CASE("relu6 also cuts off above six and keeps NaN") {
    const tensor<float> input{{.channels = 7}, {-1.0F, 3.0F, 6.0F, 6.5F, -infinite, infinite, not_a_number}};
    const auto result = run(relu6{}, input);
    CHECK(std::vector(result.begin(), result.end() - 1) == std::vector{0.0F, 3.0F, 6.0F, 6.0F, 0.0F, 6.0F});
    CHECK(std::isnan(result.back()));
}

TEST_CASE("a batch_norm that stands alone scales and shifts each channel") {
    const std::vector<float> scale{2.0F, -1.0F};
    const std::vector<float> shift{0.5F, 10.0F};
    const tensor<float> map{{2, 1, 2}, {1.0F, 2.0F, 3.0F, 4.0F}};
    CHECK(run(batch_norm{}, map, view_of(scale, shift)) == std::vector{2.5F, 4.5F, 7.0F, 6.0F});
    const tensor<float> vector{{.channels = 2}, {1.0F, 3.0F}};
    CHECK(run(batch_norm{}, vector, view_of(scale, shift)) == std::vector{2.5F, 7.0F});
}

TEST_CASE("flatten and dropout pass the numbers on") {
    const tensor<float> map{{2, 1, 2}, {1.0F, -2.0F, 3.0F, not_a_number}};
    for (const auto& result : {run(flatten{}, map), run(dropout{}, map)}) {
        CHECK(result[1] == -2.0F);
        CHECK(result[2] == 3.0F);
        CHECK(std::isnan(result[3]));
    }
}

TEST_CASE("pointwise layers give the same result over their input") {
    numbers random{3};
    const auto input = random.of_shape<float>({5, 3, 7});
    const auto scale = random.many<float>(5);
    const auto shift = random.many<float>(5);
    const auto check = [&](const auto& spec, const sei::weights::parameter_view<float>& parameters) {
        tensor<float> both = input;
        run_in_place(spec, both, parameters);
        CHECK(both.values == run(spec, input, parameters));
    };
    check(relu{}, {});
    check(relu6{}, {});
    check(batch_norm{}, view_of(scale, shift));
    check(dropout{}, {});
}
