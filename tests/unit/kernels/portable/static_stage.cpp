// SPDX-License-Identifier: MIT
#include <sei/kernels/portable/static_stage.hpp>

#include "../../engine/networks.hpp"
#include "../support.hpp"

#include <sei/weights/flatten.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstring>

namespace elsewhere {

/// A layer from outside with two tensors that are no weight and bias per channel: y = gain x + ramp, by
/// element.
struct ramp {
    sei::label name{};
    static constexpr sei::label kind = "ramp";
    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const { return {in}; }
    [[nodiscard]] constexpr sei::parameter_list parameters(sei::shape in) const {
        sei::parameter_list list;
        list.add("gain", 1);
        list.add("ramp", static_cast<std::uint32_t>(in.elements()));
        return list;
    }
};

} // namespace elsewhere

template <>
struct sei::kernels::forward<elsewhere::ramp> {
    template <class Scalar>
    static constexpr void run(const elsewhere::ramp&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>& parameters, sei::shape out,
                              Scalar* result) {
        for (std::size_t i = 0; i < out.elements(); ++i)
            result[i] = inputs[0].data[i] * parameters.tensors[0][0] + parameters.tensors[1][i];
    }
};

using namespace kernels_test;
using namespace sei::layers;
using sei::kernels::static_stage;

namespace {

struct tiny final
    : sei::network<input{.channels = 1, .height = 2, .width = 2},
                   conv2d{.filters = 2, .kernel = 2, .padding = 1, .name = "conv"}, relu{},
                   max_pool{.kernel = 3, .stride = 1, .name = "pool"}, flatten{},
                   elsewhere::ramp{.name = "ramp"}, dense{.units = 1, .bias = false, .name = "fc"}> {};

// conv: two filters of 2x2, two biases; ramp: gain, two offsets; fc: two weights
constexpr std::array<float, 15> tiny_weights{1, 2, 3, 4, -1, -2, -3, -4, 0.5F, 50, 2, 10, 20, 1, 100};

constexpr float run_by_the_compiler() {
    static_stage<sei::whole<tiny>> stage;
    const std::array<float, 4> map{1, 2, 3, 4};
    for (std::size_t i = 0; i < 4; ++i) stage.input()[i] = map[i];
    return stage.run(tiny_weights)[0];
}

/// Random folded weights for any network, as one array.
template <class Stage>
[[nodiscard]] std::vector<float> random_flat(std::uint32_t seed) {
    numbers random(seed);
    auto flat = random.many<float>(Stage::flash_bytes / sizeof(float));
    for (float& value : flat) value *= 0.25F;
    return flat;
}

template <class Stage>
[[nodiscard]] std::vector<float> run_stage(std::span<const float> flat, std::span<const float> input) {
    static static_stage<Stage> stage; // too large for a stack
    std::copy(input.begin(), input.end(), stage.input().begin());
    const auto output = stage.run(flat.first<static_stage<Stage>::weight_count>());
    return {output.begin(), output.end()};
}

/// Is tail(head(x)) the whole, bit for bit, at every split point?
template <class Net, std::size_t... Layers>
void check_splits(std::index_sequence<Layers...>) {
    using whole = sei::whole<Net>;
    const auto flat = random_flat<whole>(71);
    numbers random(72);
    const auto input = random.many<float>(Net::input.elements());
    const auto expected = run_stage<whole>(flat, input);
    const auto check = [&](auto split) {
        using head = typename decltype(split)::head;
        using tail = typename decltype(split)::tail;
        const std::span<const float> weights(flat);
        const std::size_t first = head::flash_bytes / sizeof(float);
        const auto wire = run_stage<head>(weights.first(first), input);
        const auto result = run_stage<tail>(weights.subspan(first), wire);
        CHECK(std::memcmp(result.data(), expected.data(), expected.size() * sizeof(float)) == 0);
    };
    (check(sei::split<Net, Layers>{}), ...);
    for (const float value : expected) CHECK_FALSE(std::isnan(value));
}

} // namespace

TEST_CASE("a stage runs in a constant expression: every address lies inside its array, every number is set") {
    // Every output of the convolution lies in the one window of the pool. Filter 0: the largest is the
    // middle, 1 1 + 2 2 + 3 3 + 4 4 + 0.5; filter 1: the corner where tap -1 meets the 4 is 50 - 4, but tap
    // -4 on the 1 is 50 - 4, tap -2 on the 3 is 50 - 6, tap -3 on the 2 is 50 - 6: the largest is 46. ramp: 2
    // x + 10, 2 x + 20.
    constexpr float result = run_by_the_compiler();
    static_assert(result == 2 * 30.5F + 10 + 100 * (2 * 46.0F + 20));
    CHECK(result == run_by_the_compiler());
}

TEST_CASE("tail(head(x)) is whole(x), bit for bit") {
    check_splits<test_networks::residual_net>(
        std::index_sequence<0, 2, 3, 6, 8, 9, 10, 11, 12, 14, 16, 17>{});
    check_splits<test_networks::every_layer_net>(std::index_sequence<0, 2, 4, 6, 8, 9, 11, 13, 17>{});
}

TEST_CASE("a stage's memory is its arena") {
    using head = sei::split<test_networks::residual_net, "avgpool">::head;
    static_assert(static_stage<head>::arena_bytes == head::arena_bytes);
    static_assert(static_stage<head>::weight_count == head::flash_bytes / sizeof(float));
    CHECK(sizeof(static_stage<head>) == head::arena_bytes);
    CHECK(alignof(static_stage<head>) >= 16);
}

TEST_CASE("a second run does not see the first") {
    using whole = sei::whole<test_networks::every_layer_net>;
    const auto flat = random_flat<whole>(73);
    numbers random(74);
    const auto run_once = [&](const std::vector<float>& input) { return run_stage<whole>(flat, input); };
    const auto first = random.many<float>(test_networks::every_layer_net::input.elements());
    const auto second = random.many<float>(first.size());
    const auto expected = run_once(first);
    CHECK(run_once(second) != expected);
    CHECK(run_once(first) == expected);
}
