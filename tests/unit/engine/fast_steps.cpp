// SPDX-License-Identifier: MIT
#include <sei/engine/fast_steps.hpp>

#include "step_comparison.hpp"

#include <doctest/doctest.h>

using namespace sei::engine;
using namespace sei::layers;
using engine_test::compare;
using engine_test::comparison;
using engine_test::relative_difference;
using engine_test::tolerance;

TEST_CASE("dense layers with and without bias agree with the portable kernel") {
    const auto with = compare(dense{.units = 13}, {.channels = 57});
    CHECK(relative_difference(with.by_step(), with.by_portable_kernel()) < tolerance);
    const auto without = compare(dense{.units = 1, .bias = false}, {.channels = 3});
    CHECK(relative_difference(without.by_step(), without.by_portable_kernel()) < tolerance);
}

TEST_CASE("relu and relu6 are bounds, on maps and on vectors") {
    const auto check = [](const auto& layer, float highest) {
        REQUIRE(layer.made->as_bounds() != nullptr);
        CHECK(layer.made->as_bounds()->lowest == 0.0F);
        CHECK(layer.made->as_bounds()->highest == highest);
        CHECK(layer.by_step() == layer.by_portable_kernel());
    };
    for (const sei::shape dims : {sei::shape{19, 3, 4}, sei::shape{.channels = 19}}) {
        check(compare(relu{}, dims), std::numeric_limits<float>::infinity());
        check(compare(relu6{}, dims), 6.0F);
    }
}

TEST_CASE("max_pool, flatten and add give the numbers of the portable kernels") {
    const auto pool = compare(max_pool{.kernel = 3, .stride = 2, .padding = 1}, {19, 7, 8});
    CHECK(pool.by_step() == pool.by_portable_kernel());
    const auto flat = compare(flatten{}, {19, 3, 2});
    CHECK(flat.by_step() == flat.by_portable_kernel());
    for (const sei::shape dims : {sei::shape{19, 3, 4}, sei::shape{.channels = 19}}) {
        const comparison<add> sum(add{}, {dims, dims}, dims);
        CHECK(sum.by_step() == sum.by_portable_kernel());
    }
}

TEST_CASE("average pools, over windows and over whole maps, agree with the portable kernels") {
    const auto pool = compare(avg_pool{.kernel = 3, .stride = 2, .padding = 1}, {19, 7, 8});
    CHECK(relative_difference(pool.by_step(), pool.by_portable_kernel()) < tolerance);
    const auto other = compare(avg_pool{.kernel = 3, .padding = 1, .count_include_pad = false}, {19, 7, 8});
    CHECK(relative_difference(other.by_step(), other.by_portable_kernel()) < tolerance);
    const auto global = compare(global_avg_pool{}, {35, 7, 8});
    CHECK(relative_difference(global.by_step(), global.by_portable_kernel()) < tolerance);
}

TEST_CASE("branches of a concat are stacked, whether they fill whole blocks or change their lanes") {
    for (const std::uint32_t first : {32U, 5U, 17U}) {
        const std::vector<sei::shape> branches{{first, 4, 3}, {48, 4, 3}, {1, 4, 3}};
        const comparison<join> stacked(join{}, branches, {first + 49, 4, 3});
        CHECK(stacked.by_step() == stacked.by_portable_kernel());
    }
    const comparison<join> vectors(join{}, {{.channels = 3}, {.channels = 4}}, {.channels = 7});
    CHECK(vectors.by_step() == vectors.by_portable_kernel());
}

TEST_CASE("dense weights that stay are read where they are") {
    auto layer = compare(dense{.units = 9}, {.channels = 40});
    const auto copied = layer.by_step();
    layer.made = step_for<dense>::make(layer.spec, {.inputs = layer.dims,
                                                    .out = layer.out,
                                                    .parameters = layer.view(),
                                                    .parameters_stay = true,
                                                    .options = layer.options});
    CHECK(layer.made->weight_bytes() < 40 * sizeof(float));
    CHECK(layer.by_step() == copied);
    layer.weight[0] += 1.0F;
    CHECK_FALSE(layer.by_step() == copied);
}
