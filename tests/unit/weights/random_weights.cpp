// SPDX-License-Identifier: MIT
#include <sei/weights/random_weights.hpp>

#include "support.hpp"

#include <sei/weights/fold.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace sei::layers;
using sei::weights::random_weights;

namespace {

struct tiny final
    : sei::network<input{.channels = 16, .height = 4, .width = 4},
                   conv2d{.filters = 32, .padding = 1, .name = "conv"}, batch_norm{.name = "bn"}, relu{},
                   flatten{}, dense{.units = 100, .name = "fc"}> {};

struct nameless final : sei::network<input{.channels = 4}, dense{.units = 3}> {};

bool all_are(std::span<const float> values, float expected) {
    return std::ranges::all_of(values, [=](float value) { return value == expected; });
}

} // namespace

TEST_CASE(
    "first tensors are normal with variance two over the inputs, biases zero, batch_norm the identity") {
    const auto weights = random_weights<tiny>(1);
    REQUIRE(weights.node_count() == 6);
    for (const auto& [node, inputs, count] : {std::tuple{1U, 16 * 9, 32 * 16 * 9}, {5U, 512, 100 * 512}}) {
        const auto& tensors = weights.of_node(node);
        REQUIRE(tensors[0].size() == static_cast<std::size_t>(count));
        double mean = 0, square = 0;
        for (const float value : tensors[0])
            mean += double{value} / count, square += double{value} * value / count;
        const double variance = 2.0 / inputs; // standard errors: sd / sqrt(n), var sqrt(2 / n); five of them
        CHECK(std::abs(mean) < 5 * std::sqrt(variance / count));
        CHECK(std::abs(square / variance - 1) < 5 * std::sqrt(2.0 / count));
        CHECK(all_are(tensors[1], 0));
    }
    const auto& norm = weights.of_node(2);
    CHECK(all_are(norm[0], 1));
    CHECK(all_are(norm[1], 0));
    CHECK(all_are(norm[2], 0));
    CHECK(all_are(norm[3], 1));
    CHECK(norm[3].size() == 32);
}

TEST_CASE("they are a function of the seed, and stay where they are when they are moved and copied") {
    auto weights = random_weights<tiny>(7);
    const float first = weights.of_node(5)[0][0];
    CHECK(first == random_weights<tiny>(7).of_node(5)[0][0]);
    CHECK(first != random_weights<tiny>(8).of_node(5)[0][0]);
    CHECK(first != weights.of_node(1)[0][0]);
    const auto copy = weights;
    const auto moved = std::move(weights);
    CHECK(moved.of_node(5)[0].data() == copy.of_node(5)[0].data());
    CHECK(moved.of_node(5)[0][0] == first);
    CHECK(moved.lifetime() != nullptr);
    CHECK(random_weights<nameless>(1).of_node(1)[0].size() == 12);
}

TEST_CASE("they fold as loaded ones do; a file they don't have") {
    const auto weights = random_weights<tiny>(1);
    const auto folded = sei::weights::fold<float, tiny>(weights);
    CHECK(folded.of_node(1).weight().size() == 32 * 16 * 9);
    CHECK(std::abs(folded.of_node(1).weight()[0] / weights.of_node(1)[0][0] - 1) < 1e-5); // by its epsilon
    CHECK(weights.source() == "random weights");
    CHECK(weights_test::error_of([&] { (void)weights.file(); }) ==
          "random weights has no file, expected weights that were loaded");
}
