// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/winograd.hpp>

#include "blocked.hpp"

#include <sei/kernels/portable/pooling.hpp>

#include <doctest/doctest.h>

using namespace kernels_test;
using sei::kernels::clamp;
using sei::kernels::kernel_set;
using sei::kernels::winograd_tile;
using sei::layers::conv2d;

namespace {

struct circumstances {
    sei::extent input_halo = 0;
    sei::extent output_halo = 0;
    std::size_t group = 0; ///< tiles; 0: all at once
    std::size_t pieces = 1;
    bool pools = false;
    clamp bounds{};
    const blocked* addend = nullptr;
};

[[nodiscard]] sei::shape halved(sei::shape dims) { return {dims.channels, dims.height / 2, dims.width / 2}; }

struct winograd_run {
    blocked output;

    winograd_run(const kernel_set& kernels, winograd_tile tile, const convolution_data& data,
                 const circumstances& how = {})
        : output(how.pools ? halved(data.spec.infer(data.input.dims).output)
                           : data.spec.infer(data.input.dims).output,
                 how.output_halo, kernels.lanes) {
        const sei::shape out = data.spec.infer(data.input.dims).output;
        const std::uint32_t channels = data.input.dims.channels;
        const blocked input(data.input, how.input_halo, kernels.lanes);
        const std::size_t panels = sei::kernels::blocks_for(
            sei::kernels::blocks_for(out.channels, kernels.lanes), sei::kernels::panel_blocks);
        std::vector<float> weight(sei::kernels::winograd_weights(data.spec, channels, tile, kernels.lanes));
        in_pieces(panels, how.pieces, [&](std::size_t begin, std::size_t end) {
            kernels.winograd_transform_weights(tile, out.channels, channels, data.weight.data(),
                                               weight.data(), begin, end);
        });
        const std::vector<float> bias = padded_bias(data, kernels.lanes);
        const std::size_t tiles = sei::kernels::tiles_over(out, tile);
        const std::size_t group = how.group == 0 ? tiles : how.group;
        sei::kernels::winograd task{.tile = tile,
                                    .padding = data.spec.padding,
                                    .input = input.map(),
                                    .out = out,
                                    .output = output.map(),
                                    .pools = how.pools,
                                    .after = {.addend = {}, .bounds = how.bounds},
                                    .weight = weight.data(),
                                    .bias = bias.data(),
                                    .group = group};
        if (how.addend != nullptr) task.after.addend = how.addend->map();
        constexpr float unwritten = std::numeric_limits<float>::quiet_NaN();
        std::vector<float> transformed(
            sei::kernels::winograd_input_floats(tile, channels, group, kernels.lanes), unwritten);
        std::vector<float> product(sei::kernels::winograd_product_floats(tile, group, kernels.lanes),
                                   unwritten);
        for (std::size_t first = 0; first < tiles; first += group) {
            const std::size_t count = (std::min)(group, tiles - first);
            in_pieces(input.map().blocks(), how.pieces, [&](std::size_t begin, std::size_t end) {
                kernels.winograd_transform_input(task, transformed.data(), first, count, begin, end);
            });
            in_pieces(panels, how.pieces, [&](std::size_t begin, std::size_t end) {
                kernels.winograd_multiply(task, transformed.data(), product.data(), first, count, begin, end);
            });
        }
    }
};

[[nodiscard]] convolution_data random_layer(numbers& random) {
    const convolution_case made{
        {.filters = random.between(1, 70), .padding = {random.below(3), random.below(3)}},
        {random.between(1, 40), random.between(3, 19), random.between(3, 19)}};
    return fill(random, made);
}

/// The tile's bound: the transforms amplify what rounding does to a plain sum by at most the product of their
/// norms; 8 for m = 2 and 60 for m = 4 cover that (16 and 110 in the worst case, which random signs never
/// meet), relative to the largest sum of magnitudes that a tile sees.
[[nodiscard]] double amplification(winograd_tile tile) { return tile == winograd_tile::two ? 8 : 60; }

void check_against_double(const kernel_set& kernels, winograd_tile tile, numbers& random) {
    const convolution_data data = random_layer(random);
    const circumstances how{.input_halo = {random.below(4), random.below(4)},
                            .output_halo = {random.below(3), random.below(3)},
                            .group = random.below(2) * random.between(1, 9)};
    const winograd_run result(kernels, tile, data, how);
    std::vector<double> bounds = data.error_bounds();
    const double largest = *std::max_element(bounds.begin(), bounds.end());
    for (double& bound : bounds) bound = amplification(tile) * largest;
    CHECK(share_of_bound(result.output.plain(), data.in_double(), bounds) <= 1.0);
    CHECK(result.output.missing_lanes_are_zero());
    CHECK(result.output.guards_are_whole());
    CHECK(result.output.halo_is([](float value) { return std::isnan(value); }));
}

template <class Test>
void for_each_tile(const Test& test) {
    for_each_kernel_set([&](const kernel_set& kernels) {
        for (const winograd_tile tile : {winograd_tile::two, winograd_tile::four}) {
            CAPTURE(sei::kernels::side_of(tile));
            test(kernels, tile);
        }
    });
}

} // namespace

TEST_CASE("random 3x3 convolutions stay within the bound of the algorithm, any padding, halo and group") {
    for_each_tile([](const kernel_set& kernels, winograd_tile tile) {
        numbers random{51};
        for (int i = 0; i < 60; ++i) check_against_double(kernels, tile, random);
    });
}

TEST_CASE("on 128 channels the error is below 2e-6 (m = 2) and 6e-6 (m = 4) of the largest output") {
    for_each_tile([](const kernel_set& kernels, winograd_tile tile) {
        numbers random{52};
        const convolution_data data = fill(random, {{.filters = 64, .padding = 1}, {128, 14, 14}});
        const std::vector<double> expected = data.in_double();
        const auto magnitude = [](double left, double right) { return std::abs(left) < std::abs(right); };
        const double largest = std::abs(*std::max_element(expected.begin(), expected.end(), magnitude));
        const double error = largest_difference(winograd_run(kernels, tile, data).output.plain(), expected);
        CHECK(error < (tile == winograd_tile::two ? 2e-6 : 6e-6) * largest);
    });
}

TEST_CASE("neither groups of tiles, pieces nor halos change a bit") {
    for_each_tile([](const kernel_set& kernels, winograd_tile tile) {
        numbers random{53};
        for (int i = 0; i < 15; ++i) {
            const convolution_data data = random_layer(random);
            const std::vector<float> whole = winograd_run(kernels, tile, data).output.plain();
            CHECK(winograd_run(kernels, tile, data, {.input_halo = 3, .group = 1}).output.plain() == whole);
            CHECK(winograd_run(kernels, tile, data, {.output_halo = 2, .group = 5, .pieces = 3})
                      .output.plain() == whole);
        }
    });
}

TEST_CASE("a sum, a relu and a 2x2 pool fused behind it give the bits of the separate steps") {
    for_each_tile([](const kernel_set& kernels, winograd_tile tile) {
        numbers random{54};
        for (int i = 0; i < 20; ++i) {
            const convolution_data data = random_layer(random);
            const sei::shape out = data.spec.infer(data.input.dims).output;
            if (out.height < 2 || out.width < 2) continue;
            tensor<float> expected{out, winograd_run(kernels, tile, data).output.plain()};
            const auto other = random.of_shape<float>(out);
            const blocked addend(other, random.below(2), kernels.lanes);
            for (std::size_t k = 0; k < expected.values.size(); ++k)
                expected.values[k] = (std::max)(expected.values[k] + other.values[k], 0.0F);
            circumstances fused{.bounds = sei::kernels::relu_bounds, .addend = &addend};
            CHECK(winograd_run(kernels, tile, data, fused).output.plain() == expected.values);
            fused.pools = true;
            const winograd_run pooled(kernels, tile, data, fused);
            CHECK(pooled.output.plain() == run(sei::layers::max_pool{}, expected));
            CHECK(pooled.output.guards_are_whole());
        }
    });
}

TEST_CASE("an infinity or a NaN makes every output that depends on it non-finite, and no other tile's") {
    for_each_tile([](const kernel_set& kernels, winograd_tile tile) {
        numbers random{55};
        const auto side = static_cast<std::int64_t>(sei::kernels::side_of(tile));
        for (const float poison :
             {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
            for (int i = 0; i < 30; ++i) {
                convolution_data data = fill(random, {{.filters = 3, .padding = 1}, {5, 13, 11}});
                const auto row = static_cast<std::int64_t>(random.below(13));
                const auto column = static_cast<std::int64_t>(random.below(11));
                data.input.values[static_cast<std::size_t>((2 * 13 + row) * 11 + column)] = poison;
                const std::vector<float> result = winograd_run(kernels, tile, data).output.plain();
                for (std::int64_t f = 0; f < 3; ++f)
                    for (std::int64_t y = 0; y < 13; ++y)
                        for (std::int64_t x = 0; x < 11; ++x) {
                            const float value = result[static_cast<std::size_t>((f * 13 + y) * 11 + x)];
                            const bool depends = std::abs(y - row) <= 1 && std::abs(x - column) <= 1;
                            const auto reaches = [&](std::int64_t at, std::int64_t from) {
                                const std::int64_t first = at / side * side;
                                return from >= first - 1 && from <= first + side;
                            };
                            if (depends) REQUIRE(!std::isfinite(value));
                            if (!reaches(y, row) || !reaches(x, column)) REQUIRE(std::isfinite(value));
                        }
            }
    });
}

TEST_CASE("only 3x3 kernels with stride 1, no dilation and no groups suit it") {
    using sei::kernels::suits_winograd;
    static_assert(suits_winograd({.filters = 8}));
    static_assert(suits_winograd({.filters = 8, .padding = 2}));
    static_assert(!suits_winograd({.filters = 8, .kernel = 5}));
    static_assert(!suits_winograd({.filters = 8, .stride = {1, 2}}));
    static_assert(!suits_winograd({.filters = 8, .dilation = 2}));
    CHECK_FALSE(suits_winograd({.filters = 8, .groups = 2}));
}

TEST_CASE("sizes: tiles cover the map, points stand an odd number of cache lines apart") {
    using namespace sei::kernels;
    static_assert(tiles_over({1, 14, 14}, winograd_tile::four) == 16);
    static_assert(tiles_over({1, 7, 1}, winograd_tile::two) == 4);
    static_assert(points_of(winograd_tile::four) == 36);
    for (std::size_t floats = 1; floats < 200; ++floats) {
        CHECK(winograd_point_stride(floats) >= floats);
        CHECK(winograd_point_stride(floats) / 16 % 2 == 1);
    }
    CHECK(winograd_weights({.filters = 20}, 3, winograd_tile::two, 16) == 32 * 3 * 16);
}
