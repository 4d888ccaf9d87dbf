// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/depthwise.hpp>

#include "blocked.hpp"

#include <doctest/doctest.h>

using namespace kernels_test;
using sei::kernels::depthwise_convolution;
using sei::layers::conv2d;

namespace {

struct vector_run {
    blocked output;

    vector_run(const convolution_data& data, sei::extent wider, sei::extent output_halo,
               sei::kernels::clamp bounds = {}, std::size_t pieces = 1)
        : output(data.spec.infer(data.input.dims).output, output_halo) {
        const blocked input(data.input,
                            {data.spec.padding.height + wider.height, data.spec.padding.width + wider.width});
        std::vector<float> packed(sei::kernels::packed_depthwise_weights(data.spec));
        sei::kernels::pack_depthwise_weights(data.spec, data.weight, packed.data());
        const std::vector<float> bias = padded_bias(data);
        const depthwise_convolution kernel{data.spec, packed.data(), bias.data()};
        const std::size_t rows = kernel.rows(output.map());
        for (std::size_t piece = pieces; piece-- > 0;)
            kernel.run(input.map(), output.map(), bounds, piece * rows / pieces, (piece + 1) * rows / pieces);
    }
};

} // namespace

TEST_CASE("random depthwise convolutions stay within the rounding bound of the portable kernel in double") {
    numbers random{31};
    for (int i = 0; i < 250; ++i) {
        const convolution_data data = fill(random, random_convolution(random, grouping::depthwise));
        const vector_run result(data, {random.below(3), random.below(3)}, {random.below(3), random.below(3)});
        CHECK(share_of_bound(result.output.plain(), data.in_double(), data.error_bounds()) <= 1.0);
        CHECK(result.output.missing_lanes_are_zero());
        CHECK(result.output.guards_are_whole());
        CHECK(result.output.halo_is([](float value) { return std::isnan(value); }));
    }
}

TEST_CASE("neither pieces nor wider halos change a bit, and bounds are applied to the sum") {
    numbers random{32};
    for (int i = 0; i < 40; ++i) {
        const convolution_data data = fill(random, random_convolution(random, grouping::depthwise));
        std::vector<float> whole = vector_run(data, 0, 0).output.plain();
        CHECK(vector_run(data, 2, 1, {}, 7).output.plain() == whole);
        for (float& value : whole) value = (std::min)((std::max)(value, 0.0F), 0.25F);
        CHECK(vector_run(data, 0, 0, {.lowest = 0.0F, .highest = 0.25F}).output.plain() == whole);
    }
}

TEST_CASE("depthwise means one filter for each of several channels") {
    using sei::kernels::is_depthwise;
    static_assert(is_depthwise({.filters = 8, .groups = 8}, {8, 4, 4}));
    static_assert(!is_depthwise({.filters = 16, .groups = 8}, {8, 4, 4})); // two filters a channel
    static_assert(!is_depthwise({.filters = 8, .groups = 4}, {8, 4, 4}));
    CHECK_FALSE(is_depthwise({.filters = 1, .groups = 1}, {1, 4, 4})); // an ordinary convolution
}
