// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/conv2d.hpp>

#include "blocked.hpp"

#include <doctest/doctest.h>

using namespace kernels_test;
using sei::kernels::clamp;
using sei::kernels::direct_convolution;
using sei::layers::conv2d;

namespace {

/// Runs the kernel with a halo that may be wider than the padding and a result that has a halo of its own.
struct vector_run {
    blocked output;

    vector_run(const convolution_data& data, sei::extent wider, sei::extent output_halo, clamp bounds = {},
               std::size_t pieces = 1)
        : output(data.spec.infer(data.input.dims).output, output_halo) {
        const sei::extent halo{data.spec.padding.height + wider.height,
                               data.spec.padding.width + wider.width};
        const blocked input(data.input, halo);
        std::vector<float> packed(sei::kernels::packed_conv_weights(data.spec, data.input.dims.channels));
        sei::kernels::pack_conv_weights(data.spec, data.input.dims.channels, data.weight, packed.data());
        const std::vector<float> bias = padded_bias(data);
        const direct_convolution kernel{data.spec, packed.data(), bias.data()};
        const std::size_t rows = kernel.rows(output.map());
        for (std::size_t piece = pieces; piece-- > 0;) // backwards: pieces may come in any order
            kernel.run(input.map(), output.map(), bounds, piece * rows / pieces, (piece + 1) * rows / pieces);
    }
};

void check_against_double(numbers& random, const convolution_case& made) {
    const convolution_data data = fill(random, made);
    const vector_run result(data, {random.below(3), random.below(3)}, {random.below(3), random.below(3)});
    CHECK(share_of_bound(result.output.plain(), data.in_double(), data.error_bounds()) <= 1.0);
    CHECK(result.output.missing_lanes_are_zero());
    CHECK(result.output.guards_are_whole());
    CHECK(result.output.halo_is([](float value) { return std::isnan(value); })); // left alone
}

} // namespace

TEST_CASE("random convolutions stay within the rounding bound of the portable kernel in double") {
    numbers random{21};
    for (int i = 0; i < 250; ++i) check_against_double(random, random_convolution(random, grouping::none));
}

TEST_CASE("every tile: 1 to 12 output blocks on rows of 1 to 30 pixels") {
    numbers random{22};
    for (std::uint32_t blocks = 1; blocks <= 12; ++blocks)
        for (std::uint32_t width = 1; width <= 30; ++width) {
            const auto lanes = static_cast<std::uint32_t>(sei::kernels::vector_width);
            const conv2d spec{
                .filters = blocks * lanes - random.below(lanes), .kernel = {1, 3}, .padding = {0, 1}};
            check_against_double(random, {spec, {random.between(1, 5), 2, width}});
        }
}

TEST_CASE("1x1 maps, 1x1 kernels and kernels that see more padding than map") {
    numbers random{23};
    check_against_double(random, {{.filters = 33, .kernel = 1}, {40, 1, 1}});
    check_against_double(random, {{.filters = 1, .kernel = 1}, {1, 1, 1}});
    check_against_double(random, {{.filters = 5, .kernel = 7, .padding = 3}, {3, 1, 2}});
    check_against_double(random, {{.filters = 17, .kernel = 3, .stride = 2, .padding = 4}, {2, 1, 1}});
    check_against_double(
        random, {{.filters = 64, .kernel = {1, 5}, .stride = {3, 2}, .padding = {0, 2}}, {3, 13, 11}});
    check_against_double(random, {{.filters = 9, .kernel = 3, .padding = 6, .dilation = 6}, {20, 7, 5}});
}

TEST_CASE("a fused relu gives the bits of the convolution with the relu applied afterwards") {
    numbers random{24};
    for (int i = 0; i < 40; ++i) {
        const convolution_data data = fill(random, random_convolution(random, grouping::none));
        std::vector<float> expected = vector_run(data, 0, 0).output.plain();
        for (float& value : expected) value = (std::min)((std::max)(value, 0.0F), 0.5F);
        CHECK(vector_run(data, 0, 1, {.lowest = 0.0F, .highest = 0.5F}).output.plain() == expected);
    }
}

TEST_CASE("results don't depend on how rows are split into pieces, nor on the width of the halo") {
    numbers random{25};
    for (int i = 0; i < 40; ++i) {
        const convolution_data data = fill(random, random_convolution(random, grouping::none));
        const std::vector<float> whole = vector_run(data, 0, 0).output.plain();
        CHECK(vector_run(data, 2, 1, {}, 5).output.plain() == whole);
        CHECK(vector_run(data, {0, 3}, 0, {}, 17).output.plain() == whole);
    }
}

TEST_CASE("packed weights stand as output block, input block, row, column, input lane, output lane") {
    const auto lanes = static_cast<std::uint32_t>(sei::kernels::vector_width);
    const conv2d spec{.filters = lanes + 1, .kernel = {1, 2}};
    const std::uint32_t channels = lanes + 2;
    std::vector<float> weight(std::size_t{spec.filters} * channels * 2);
    for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<float>(i + 1);
    std::vector<float> packed(sei::kernels::packed_conv_weights(spec, channels), -1.0F);
    CHECK(packed.size() == 2 * channels * 2 * lanes);
    sei::kernels::pack_conv_weights(spec, channels, weight, packed.data());
    CHECK(packed[0] == weight[0]);             // filter 0, channel 0, tap 0
    CHECK(packed[1] == weight[channels * 2]);  // filter 1
    CHECK(packed[lanes] == weight[2]);         // channel 1
    CHECK(packed[lanes * lanes] == weight[1]); // tap 1
    CHECK(packed[2 * lanes * lanes] ==
          weight[lanes * 2]); // the second input block, which is two channels wide
    CHECK(packed[2 * channels * lanes] == weight[lanes * channels * 2]); // the second output block
    CHECK(packed[2 * channels * lanes + 1] == 0.0F);                     // a missing filter
}
