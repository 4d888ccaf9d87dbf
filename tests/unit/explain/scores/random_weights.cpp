// SPDX-License-Identifier: MIT
#include <sei/explain/scores/random_weights.hpp>

#include "../reference_nets.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;

namespace {

struct moments {
    double mean = 0;
    double variance = 0;
};

moments moments_of(std::span<const float> values) {
    moments found;
    for (const float value : values) found.mean += double{value} / static_cast<double>(values.size());
    for (const float value : values)
        found.variance += std::pow(double{value} - found.mean, 2) / static_cast<double>(values.size());
    return found;
}

} // namespace

TEST_CASE("weights are normal with variance two over the inputs of a unit, biases zero") {
    const auto weights = random_weights<test::net_a>(1);
    const std::size_t fc1 = test::node_named<test::net_a>("fc1");
    const auto view = weights.of_node(fc1);
    const double inputs = static_cast<double>(view.weight().size()) / 64;
    const moments found = moments_of(view.weight());
    // Standard errors: of a mean sd / sqrt(n), of a variance var sqrt(2 / n); five of them.
    const auto count = static_cast<double>(view.weight().size());
    CHECK(std::abs(found.mean) < 5 * std::sqrt(2 / inputs / count));
    CHECK(found.variance == doctest::Approx(2 / inputs).epsilon(5 * std::sqrt(2 / count)));
    REQUIRE(view.bias().size() == 64);
    CHECK(std::ranges::all_of(view.bias(), [](float value) { return value == 0; }));
}

TEST_CASE("weights are a function of the seed, and no two layers have the same") {
    const std::size_t conv4 = test::node_named<test::net_b>("conv4");
    const std::size_t conv5 = test::node_named<test::net_b>("conv5");
    const auto weights = random_weights<test::net_b>(1);
    const auto same = random_weights<test::net_b>(1);
    const auto other = random_weights<test::net_b>(2);
    const auto first = [&](const auto& of, std::size_t node) { return of.of_node(node).weight()[0]; };
    CHECK(first(weights, conv4) == first(same, conv4));
    CHECK(first(weights, conv4) != first(other, conv4));
    CHECK(first(weights, conv4) != first(weights, conv5));
}
