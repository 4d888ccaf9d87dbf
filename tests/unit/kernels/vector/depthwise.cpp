// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/depthwise.hpp>

#include "blocked.hpp"

#include <doctest/doctest.h>

using namespace kernels_test;
using sei::kernels::kernel_set;
using sei::layers::conv2d;

namespace {

struct vector_run {
    blocked output;

    vector_run(const kernel_set& kernels, const convolution_data& data, sei::extent wider,
               sei::extent output_halo, sei::kernels::clamp bounds = {}, std::size_t pieces = 1)
        : output(data.spec.infer(data.input.dims).output, output_halo, kernels.lanes) {
        const sei::extent halo{data.spec.padding.height + wider.height,
                               data.spec.padding.width + wider.width};
        const blocked input(data.input, halo, kernels.lanes);
        std::vector<float> packed(sei::kernels::packed_depthwise_weights(data.spec, kernels.lanes));
        sei::kernels::pack_depthwise_weights(data.spec, kernels.lanes, data.weight, packed.data());
        const std::vector<float> bias = padded_bias(data, kernels.lanes);
        const sei::kernels::convolution task{.kernel = data.spec.kernel,
                                             .stride = data.spec.stride,
                                             .padding = data.spec.padding,
                                             .dilation = data.spec.dilation,
                                             .input = input.map(),
                                             .output = output.map(),
                                             .after = {.addend = {}, .bounds = bounds},
                                             .weight = packed.data(),
                                             .bias = bias.data()};
        in_pieces(kernels.depthwise_units(task), pieces,
                  [&](std::size_t begin, std::size_t end) { kernels.convolve_depthwise(task, begin, end); });
    }
};

void check_against_double(const kernel_set& kernels, numbers& random, const convolution_case& made) {
    const convolution_data data = fill(random, made);
    const vector_run result(kernels, data, {random.below(3), random.below(3)},
                            {random.below(3), random.below(3)});
    CHECK(share_of_bound(result.output.plain(), data.in_double(), data.error_bounds()) <= 1.0);
    CHECK(result.output.missing_lanes_are_zero());
    CHECK(result.output.guards_are_whole());
    CHECK(result.output.halo_is([](float value) { return std::isnan(value); }));
}

} // namespace

TEST_CASE("random depthwise convolutions stay within the rounding bound of the portable kernel in double") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{31};
        for (int i = 0; i < 150; ++i)
            check_against_double(kernels, random, random_convolution(random, grouping::depthwise));
    });
}

TEST_CASE("so do 3x3 kernels, which have their own code, with strides 1 and 2 and any width") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{33};
        for (std::uint32_t width = 1; width <= 24; ++width)
            for (std::uint32_t stride = 1; stride <= 2; ++stride) {
                const std::uint32_t channels = random.between(2, 40);
                check_against_double(
                    kernels, random,
                    {{.filters = channels, .stride = stride, .padding = 1, .groups = channels},
                     {channels, random.between(1, 9), width}});
            }
    });
}

TEST_CASE("neither pieces nor wider halos change a bit, and bounds are applied to the sum") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{32};
        for (int i = 0; i < 40; ++i) {
            const convolution_data data = fill(random, random_convolution(random, grouping::depthwise));
            std::vector<float> whole = vector_run(kernels, data, 0, 0).output.plain();
            CHECK(vector_run(kernels, data, 2, 1, {}, 7).output.plain() == whole);
            for (float& value : whole) value = (std::min)((std::max)(value, 0.0F), 0.25F);
            CHECK(vector_run(kernels, data, 0, 0, {.lowest = 0.0F, .highest = 0.25F}).output.plain() ==
                  whole);
        }
    });
}

TEST_CASE("depthwise means one filter for each of several channels") {
    using sei::kernels::is_depthwise;
    static_assert(is_depthwise({.filters = 8, .groups = 8}, {8, 4, 4}));
    static_assert(!is_depthwise({.filters = 16, .groups = 8}, {8, 4, 4})); // two filters a channel
    static_assert(!is_depthwise({.filters = 8, .groups = 4}, {8, 4, 4}));
    CHECK_FALSE(is_depthwise({.filters = 1, .groups = 1}, {1, 4, 4})); // an ordinary convolution
}
