// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/conv2d.hpp>

#include "blocked.hpp"

#include <doctest/doctest.h>

using namespace kernels_test;
using sei::kernels::clamp;
using sei::kernels::kernel_set;
using sei::layers::conv2d;

namespace {

/// How a convolution is run: layouts and partitions that must not change a bit.
struct circumstances {
    sei::extent wider = 0;       ///< halo beyond the padding
    sei::extent output_halo = 0; ///< of the result
    clamp bounds{};
    std::size_t pieces = 1;
    bool planes = false; ///< the input is a map of one lane
    const blocked* addend = nullptr;
};

struct vector_run {
    blocked output;

    vector_run(const kernel_set& kernels, const convolution_data& data, const circumstances& how = {})
        : output(data.spec.infer(data.input.dims).output, how.output_halo, kernels.lanes) {
        const sei::extent halo{data.spec.padding.height + how.wider.height,
                               data.spec.padding.width + how.wider.width};
        const std::size_t input_lanes = how.planes ? 1 : kernels.lanes;
        const blocked input(data.input, halo, input_lanes);
        const std::uint32_t channels = data.input.dims.channels;
        std::vector<float> packed(sei::kernels::packed_weights(data.spec, channels, kernels.lanes));
        sei::kernels::pack_weights(data.spec, channels, input_lanes, kernels.lanes, data.weight,
                                   packed.data());
        const std::vector<float> bias = padded_bias(data, kernels.lanes);
        sei::kernels::convolution task{.kernel = data.spec.kernel,
                                       .stride = data.spec.stride,
                                       .padding = data.spec.padding,
                                       .dilation = data.spec.dilation,
                                       .input = input.map(),
                                       .output = output.map(),
                                       .after = {.addend = {}, .bounds = how.bounds},
                                       .weight = packed.data(),
                                       .bias = bias.data()};
        if (how.addend != nullptr) task.after.addend = how.addend->map();
        in_pieces(kernels.convolution_units(task), how.pieces,
                  [&](std::size_t begin, std::size_t end) { kernels.convolve(task, begin, end); });
    }
};

void check_against_double(const kernel_set& kernels, numbers& random, const convolution_case& made) {
    const convolution_data data = fill(random, made);
    const vector_run result(kernels, data,
                            {.wider = {random.below(2), random.below(2)},
                             .output_halo = {random.below(3), random.below(3)},
                             .planes = random.below(3) == 0});
    CHECK(share_of_bound(result.output.plain(), data.in_double(), data.error_bounds()) <= 1.0);
    CHECK(result.output.missing_lanes_are_zero());
    CHECK(result.output.guards_are_whole());
    CHECK(result.output.halo_is([](float value) { return std::isnan(value); })); // left alone
}

/// A 1x1 convolution in place of whatever was made, on a map that may be seen as one row.
[[nodiscard]] convolution_case pointwise(numbers& random) {
    return {{.filters = random.between(1, 70), .kernel = 1},
            {random.between(1, 50), random.between(1, 12), random.between(1, 12)}};
}

} // namespace

TEST_CASE("random convolutions stay within the rounding bound of the portable kernel in double") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{21};
        for (int i = 0; i < 150; ++i)
            check_against_double(kernels, random, random_convolution(random, grouping::none));
        for (int i = 0; i < 50; ++i) check_against_double(kernels, random, pointwise(random));
    });
}

TEST_CASE("every tile: one and two rows of 1 to 30 pixels, one block more than a panel") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{22};
        const auto lanes = static_cast<std::uint32_t>(kernels.lanes);
        for (std::uint32_t width = 1; width <= 30; ++width)
            for (std::uint32_t height = 1; height <= 3; ++height) {
                const conv2d spec{
                    .filters = 3 * lanes - random.below(lanes), .kernel = {1, 3}, .padding = {0, 1}};
                check_against_double(kernels, random, {spec, {random.between(1, 5), height, width}});
                check_against_double(kernels, random,
                                     {{.filters = 3 * lanes, .kernel = 1}, {3, height, width}});
            }
    });
}

TEST_CASE("1x1 maps, 1x1 kernels and kernels that see more padding than map") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{23};
        const auto check = [&](const conv2d& spec, sei::shape in) {
            check_against_double(kernels, random, {spec, in});
        };
        check({.filters = 33, .kernel = 1}, {40, 1, 1});
        check({.filters = 1, .kernel = 1}, {1, 1, 1});
        check({.filters = 5, .kernel = 7, .padding = 3}, {3, 1, 2});
        check({.filters = 17, .kernel = 3, .stride = 2, .padding = 4}, {2, 1, 1});
        check({.filters = 64, .kernel = {1, 5}, .stride = {3, 2}, .padding = {0, 2}}, {3, 13, 11});
        check({.filters = 9, .kernel = 3, .padding = 6, .dilation = 6}, {20, 7, 5});
        check({.filters = 40, .kernel = 1, .stride = 2}, {24, 9, 7});
        check({.filters = 600, .kernel = 1}, {400, 14, 14}); // all pixels for one panel, then the next
        check({.filters = 1, .kernel = 1}, {1, 512, 513});   // pixels times tiles don't fit 32 bits
    });
}

TEST_CASE("a sum and a relu fused behind the convolution give the bits of the separate steps") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{24};
        for (int i = 0; i < 40; ++i) {
            const convolution_data data =
                fill(random, i % 2 == 0 ? random_convolution(random, grouping::none) : pointwise(random));
            std::vector<float> expected = vector_run(kernels, data).output.plain();
            const auto other = random.of_shape<float>(data.spec.infer(data.input.dims).output);
            const blocked addend(other, random.below(3), kernels.lanes);
            for (std::size_t k = 0; k < expected.size(); ++k)
                expected[k] = (std::min)((std::max)(expected[k] + other.values[k], 0.0F), 0.5F);
            const circumstances fused{
                .output_halo = 1, .bounds = {.lowest = 0.0F, .highest = 0.5F}, .addend = &addend};
            CHECK(vector_run(kernels, data, fused).output.plain() == expected);
        }
    });
}

TEST_CASE("results don't depend on pieces, the width of the halo, or whether the input is planes") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{25};
        for (int i = 0; i < 40; ++i) {
            convolution_case made = random_convolution(random, grouping::none);
            const convolution_data data = fill(random, made);
            const std::vector<float> whole = vector_run(kernels, data).output.plain();
            CHECK(vector_run(kernels, data, {.wider = 2, .output_halo = 1, .pieces = 5}).output.plain() ==
                  whole);
            CHECK(vector_run(kernels, data, {.wider = {0, 3}, .pieces = 17}).output.plain() == whole);
            if (made.spec.kernel == sei::extent{1} || made.in.channels == 1) // the same order of summation
                CHECK(vector_run(kernels, data, {.planes = true}).output.plain() == whole);
        }
    });
}

TEST_CASE("packed weights stand as panel, input block, row, column, input lane, output block, output lane") {
    constexpr std::uint32_t lanes = 4;
    const conv2d spec{.filters = 2 * lanes + 1, .kernel = {1, 2}};
    const std::uint32_t channels = lanes + 2;
    std::vector<float> weight(std::size_t{spec.filters} * channels * 2);
    for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<float>(i + 1);
    std::vector<float> packed(sei::kernels::packed_weights(spec, channels, lanes), -1.0F);
    CHECK(packed.size() == 3 * channels * 2 * lanes);
    sei::kernels::pack_weights(spec, channels, lanes, lanes, weight, packed.data());
    constexpr std::size_t panel = 2 * lanes;
    CHECK(packed[0] == weight[0]);                         // filter 0, channel 0, tap 0
    CHECK(packed[1] == weight[channels * 2]);              // filter 1
    CHECK(packed[lanes] == weight[lanes * channels * 2]);  // the first filter of the second block
    CHECK(packed[panel] == weight[2]);                     // channel 1
    CHECK(packed[lanes * panel] == weight[1]);             // tap 1
    CHECK(packed[2 * lanes * panel] == weight[lanes * 2]); // the second input block, two channels wide
    CHECK(packed[2 * channels * panel] == weight[panel * channels * 2]); // a panel of one block
    CHECK(packed[2 * channels * panel + 1] == 0.0F);                     // a missing filter
}
