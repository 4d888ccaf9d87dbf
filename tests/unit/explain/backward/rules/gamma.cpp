// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rules/gamma.hpp>

#include "../../single_layers.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;

TEST_CASE_TEMPLATE("the gamma rule agrees with Zennit on single layers with inputs of both signs", Scalar,
                   double, float) {
    constexpr double tolerance = test::tolerance_of_rules<Scalar>;
    CHECK(test::worst_error_with_weights<Scalar>(rules::gamma{.gain = 0.25}, "Gamma0.25") < tolerance);
    CHECK(test::worst_error_with_weights<Scalar>(rules::gamma{.gain = 1}, "Gamma1") < tolerance);
}

TEST_CASE("what pulled an output to its own sign counts more, for outputs of both signs") {
    // x w: 2, -1, z = 1: shares of 2 (1 + 1) and -1 in 3.
    const test::dense_by_hand positive{.x = {1, 1}, .weight = {2, -1}, .relevance = {3 + 1e-6}};
    CHECK(positive.run(rules::gamma{.gain = 1}) == std::vector<double>{4, -1});
    // x w: 2, -4, z = -2: shares of 2 and -4 (1 + 1) in -6.
    const test::dense_by_hand negative{.x = {1, -1}, .weight = {2, 4}, .relevance = {6 + 1e-6}};
    CHECK(test::error_in_max_norm(negative.run(rules::gamma{.gain = 1}), std::vector<double>{-2, 8}) < 1e-15);
}

TEST_CASE("the bias takes part with its gain, or not at all, then also in the sign") {
    // x w: 2, z = 2 - 3 + 0 < 0 with the bias: 2 in 2 - 3 (1 + 1).
    const test::dense_by_hand layer{.x = {1, -1}, .weight = {2, 0}, .bias = {-3}, .relevance = {4 + 1e-6}};
    CHECK(layer.run(rules::gamma{.gain = 1})[0] == doctest::Approx(-2).epsilon(1e-15));
    // Without it: 2 (1 + 1) in 2 (1 + 1).
    CHECK(layer.run(rules::gamma{.gain = 1, .bias = false})[0] == doctest::Approx(4).epsilon(1e-15));
}

TEST_CASE("relevance at an output of exactly zero is dropped; what is not a number stays visible") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(test::dense_by_hand{.x = {1, 1}, .weight = {3, -3}}.run(rules::gamma{}) ==
          std::vector<double>{0, 0});
    CHECK(std::isnan(test::dense_by_hand{.x = {nan, 1}, .weight = {1, 1}}.run(rules::gamma{})[1]));
    CHECK(std::isnan(test::dense_by_hand{.x = {nan, -1}, .weight = {1, 1}}.run(rules::gamma{})[1]));
}

TEST_CASE("inputs without negative numbers take the short way, which gives the same") {
    const test::dense_by_hand layer{
        .x = {1, 2, 0}, .weight = {2, -3, 1, 1, 4, -1}, .bias = {0.5, -1}, .relevance = {1, -2}};
    test::dense_by_hand longer = layer; // one more input, negative and without weight
    longer.x = {1, 2, 0, -1};
    longer.weight = {2, -3, 1, 0, 1, 4, -1, 0};
    std::vector<double> expected = longer.run(rules::gamma{});
    CHECK(expected.back() == 0);
    expected.pop_back();
    CHECK(layer.run(rules::gamma{}) == expected);
}
