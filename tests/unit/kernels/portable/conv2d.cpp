// SPDX-License-Identifier: MIT
#include <sei/kernels/portable/conv2d.hpp>

#include "../golden.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace kernels_test;
using sei::layers::conv2d;

namespace {

/// 1x2x2 map, 2x2 kernel, padding 1: nine outputs, computed by the compiler.
constexpr std::array<float, 9> convolved_by_the_compiler() {
    constexpr conv2d spec{.filters = 1, .kernel = 2, .padding = 1};
    constexpr std::array<float, 4> map{1, 2, 3, 4};
    constexpr std::array<float, 4> weight{10, 20, 30, 40};
    constexpr std::array<float, 1> bias{0.5F};
    const sei::kernels::operand<float> input{map.data(), {1, 2, 2}};
    const sei::weights::parameter_view<float> parameters{{weight, bias}};
    std::array<float, 9> result{};
    sei::kernels::forward<conv2d>::run(spec, std::span{&input, 1}, parameters, {1, 3, 3}, result.data());
    return result;
}

} // namespace

TEST_CASE("a padded convolution is right in constant expressions, where no address may leave its array") {
    constexpr auto result = convolved_by_the_compiler();
    static_assert(result ==
                  std::array<float, 9>{40.5F, 110.5F, 60.5F, 140.5F, 300.5F, 140.5F, 60.5F, 110.5F, 40.5F});
    CHECK(result[4] == 300.5F); // 1*10 + 2*20 + 3*30 + 4*40 + 0.5
}

TEST_CASE("convolutions agree with PyTorch: stride, padding, dilation, groups, depthwise") {
    const conv2d strided{.filters = 3, .kernel = 3, .stride = 2, .padding = 1};
    CHECK(largest_difference(run_on_golden(strided, "conv"), golden("conv.output")) < golden_tolerance);

    const conv2d dilated{
        .filters = 4, .kernel = {3, 2}, .stride = {1, 2}, .padding = {2, 0}, .dilation = {2, 1}, .groups = 2};
    CHECK(largest_difference(run_on_golden(dilated, "convdil"), golden("convdil.output")) < golden_tolerance);

    const conv2d depthwise{.filters = 4, .kernel = 3, .padding = 1, .groups = 4, .bias = false};
    CHECK(largest_difference(run_on_golden(depthwise, "dwconv"), golden("dwconv.output")) < golden_tolerance);
}

TEST_CASE("random convolutions agree with the definition") {
    numbers random{1};
    for (int i = 0; i < 300; ++i) {
        const auto [spec, in] = random_convolution(random, i % 3 == 0   ? grouping::none
                                                           : i % 3 == 1 ? grouping::any
                                                                        : grouping::depthwise);
        const auto input = random.of_shape<double>(in);
        const auto weight = random.many<double>(spec.parameters(in).tensors[0].elements());
        const auto bias = random.many<double>(spec.bias ? spec.filters : 0);
        // The same products in the same order: only fused multiply-adds differ. 37 * 25 terms below 1.
        CHECK(largest_difference(run(spec, input, view_of(weight, bias)),
                                 convolution(spec, input, weight, bias)) < 1e-12);
    }
}

TEST_CASE("outputs_inside gives the outputs whose tap lies inside the map") {
    using sei::kernels::detail::outputs_inside;
    for (std::int32_t size = 1; size < 9; ++size)
        for (std::int32_t outputs = 1; outputs < 9; ++outputs)
            for (std::int32_t stride = 1; stride < 5; ++stride)
                for (std::int32_t tap = -12; tap < 13; ++tap) {
                    const auto range = outputs_inside(size, outputs, stride, tap);
                    for (std::int32_t output = 0; output < outputs; ++output) {
                        const std::int32_t input = output * stride + tap;
                        const bool inside = input >= 0 && input < size;
                        REQUIRE((output >= range.begin && output < range.end) == inside);
                    }
                    REQUIRE(range.begin >= 0);
                    REQUIRE(range.end <= outputs);
                }
}
