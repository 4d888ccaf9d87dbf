// SPDX-License-Identifier: MIT
#include <sei/engine/convolution_steps.hpp>

#include "step_comparison.hpp"

#include <doctest/doctest.h>

using namespace sei::engine;
using namespace sei::layers;
using engine_test::compare;
using engine_test::comparison;
using engine_test::relative_difference;
using engine_test::tolerance;

TEST_CASE("ordinary and depthwise convolutions take vector kernels, want a halo and fuse bounds") {
    const auto direct = compare(conv2d{.filters = 21, .padding = {1, 2}}, {5, 9, 8});
    CHECK(direct.made->fuses_bounds());
    CHECK(direct.made->wanted_halo() == sei::extent{1, 2});
    CHECK(relative_difference(direct.by_step(), direct.by_portable_kernel()) < tolerance);

    const auto depthwise =
        compare(conv2d{.filters = 18, .kernel = 5, .padding = 2, .groups = 18, .bias = false}, {18, 6, 7});
    CHECK(depthwise.made->fuses_bounds());
    CHECK(depthwise.made->wanted_halo() == sei::extent{2});
    CHECK(relative_difference(depthwise.by_step(), depthwise.by_portable_kernel()) < tolerance);
}

TEST_CASE("a fused relu bounds the result") {
    const auto layer = compare(conv2d{.filters = 8}, {3, 6, 6});
    auto expected = layer.by_step();
    for (float& value : expected) value = (std::max)(value, 0.0F);
    CHECK(layer.by_step(sei::kernels::relu_bounds) == expected);
}

TEST_CASE("groups that don't fill blocks take the portable kernel, without a halo") {
    const auto grouped = compare(conv2d{.filters = 6, .padding = 1, .groups = 2}, {4, 5, 5});
    CHECK(grouped.made->wanted_halo() == sei::extent{0});
    CHECK_FALSE(grouped.made->fuses_bounds());
    CHECK(grouped.by_step() == grouped.by_portable_kernel());
    const auto twofold = compare(conv2d{.filters = 8, .groups = 4}, {4, 5, 5}); // two filters a channel
    CHECK(twofold.by_step() == twofold.by_portable_kernel());
}

TEST_CASE("threads change nothing in a convolution that is large enough for them") {
    const auto layer = compare(conv2d{.filters = 48, .padding = 1}, {48, 20, 20});
    REQUIRE(layer.spec.cost({48, 20, 20}, layer.out).operations >= macs_worth_a_team);
    const auto alone = layer.by_step();
    CHECK(layer.by_step({}, 2) == alone);
    CHECK(layer.by_step({}, 4) == alone);
}

TEST_CASE("groups of whole blocks take the direct kernel, slice by slice") {
    const auto grouped = compare(conv2d{.filters = 64, .padding = 1, .groups = 2}, {32, 6, 5});
    CHECK(grouped.made->wanted_halo() == sei::extent{1});
    CHECK(relative_difference(grouped.by_step(), grouped.by_portable_kernel()) < tolerance);
    CHECK(grouped.by_step(sei::kernels::relu_bounds, 3) == grouped.by_step(sei::kernels::relu_bounds));
}

TEST_CASE("Winograd steps agree with the portable kernel and don't depend on threads") {
    for (const std::uint32_t size : {6U, 14U, 30U}) {
        const auto layer = compare(conv2d{.filters = 80, .padding = 1}, {48, size, size});
        REQUIRE(dynamic_cast<const winograd_step*>(layer.made.get()) != nullptr);
        CHECK(layer.made->wanted_halo() == sei::extent{0});
        const auto alone = layer.by_step();
        CHECK(relative_difference(alone, layer.by_portable_kernel()) < 1e-5);
        for (const std::size_t threads : {2U, 3U, 4U}) CHECK(layer.by_step({}, threads) == alone);
    }
}

TEST_CASE("large transformed weights are shared by all threads, with the same result") {
    const auto layer = compare(conv2d{.filters = 320, .padding = 1}, {256, 12, 12});
    const auto alone = layer.by_step();
    CHECK(relative_difference(alone, layer.by_portable_kernel()) < 1e-5);
    CHECK(layer.by_step({}, 2) == alone);
    CHECK(layer.by_step({}, 4) == alone);
}

TEST_CASE("exact and low_memory do without Winograd") {
    auto layer = compare(conv2d{.filters = 64, .padding = 1}, {64, 14, 14});
    const std::size_t transformed = layer.made->weight_bytes();
    for (const bool exact : {true, false}) {
        layer.options.exact = exact;
        layer.options.low_memory = !exact;
        layer.make();
        CHECK(dynamic_cast<const direct_step*>(layer.made.get()) != nullptr);
        CHECK(layer.made->weight_bytes() < transformed / 2);
        CHECK(relative_difference(layer.by_step(), layer.by_portable_kernel()) < tolerance);
    }
}

TEST_CASE("a batch_norm that stands alone scales and shifts maps and vectors") {
    for (const sei::shape dims : {sei::shape{19, 3, 4}, sei::shape{.channels = 19}}) {
        const auto layer = compare(batch_norm{}, dims);
        CHECK(relative_difference(layer.by_step(), layer.by_portable_kernel()) < tolerance);
    }
}

TEST_CASE("exact convolutions give what IEEE arithmetic gives for NaN, infinities and subnormals") {
    const auto exactly = [](comparison<conv2d> layer) {
        layer.options.exact = true;
        layer.make();
        return layer;
    };
    auto poisoned = exactly(compare(conv2d{.filters = 20, .padding = 1}, {18, 9, 10}));
    poisoned.inputs[0][3] = std::numeric_limits<float>::quiet_NaN();
    poisoned.inputs[0][200] = std::numeric_limits<float>::infinity();
    poisoned.inputs[0][777] = -std::numeric_limits<float>::infinity();
    const auto found = poisoned.by_step();
    const auto expected = poisoned.by_portable_kernel();
    int not_finite = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        REQUIRE(std::isnan(found[i]) == std::isnan(expected[i]));
        REQUIRE(std::isinf(found[i]) == std::isinf(expected[i]));
        not_finite += std::isfinite(expected[i]) ? 0 : 1;
        if (std::isfinite(expected[i])) CHECK(found[i] == doctest::Approx(expected[i]).epsilon(1e-4));
    }
    CHECK(not_finite > 20);
    CHECK(not_finite < static_cast<int>(found.size()));

    // 1 x denorm_min + 0: flushing subnormals to zero would lose it.
    auto tiny = exactly(compare(conv2d{.filters = 16, .padding = 1, .bias = false}, {16, 5, 5}));
    std::fill(tiny.weight.begin(), tiny.weight.end(), 0.0F);
    for (std::size_t filter = 0; filter < 16; ++filter) tiny.weight[(filter * 16 + filter) * 9 + 4] = 1.0F;
    std::fill(tiny.inputs[0].begin(), tiny.inputs[0].end(), std::numeric_limits<float>::denorm_min());
    tiny.make();
    for (const float value : tiny.by_step()) CHECK(value == std::numeric_limits<float>::denorm_min());
}
