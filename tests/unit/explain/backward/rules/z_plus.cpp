// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rules/z_plus.hpp>

#include "../../single_layers.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;

TEST_CASE_TEMPLATE("the z+ rule agrees with Zennit on single layers with inputs of both signs", Scalar,
                   double, float) {
    constexpr double tolerance = test::tolerance_of_rules<Scalar>;
    CHECK(test::worst_error_with_weights<Scalar>(rules::z_plus{}, "ZPlus") < tolerance);
    CHECK(test::worst_error_with_weights<Scalar>(rules::z_plus{.bias = false}, "ZPlus_nobias") < tolerance);
}

TEST_CASE("only what raised the output counts, the positive part of the bias included") {
    const std::vector<double> x{1, 2, -1, -2};
    const std::vector<double> weight{2, -3, 4, -1}; // x w: 2, -6, -4, 2
    const auto relevance = [&](double bias, rules::z_plus rule) {
        return test::dense_by_hand{.x = x, .weight = weight, .bias = {bias}, .relevance = {4 + 1e-6}}.run(
            rule);
    };
    CHECK(relevance(-9, {}) == std::vector<double>{2, 0, 0, 2});
    CHECK(relevance(4, {})[0] == doctest::Approx(1).epsilon(1e-6));
    CHECK(relevance(4, {.bias = false}) == std::vector<double>{2, 0, 0, 2});
}

TEST_CASE("inputs without negative numbers take the short way, which gives the same") {
    const test::dense_by_hand layer{
        .x = {1, 2, 0}, .weight = {2, -3, 1, 1, 4, -1}, .bias = {0.5, -1}, .relevance = {1, -2}};
    test::dense_by_hand longer = layer; // one more input, negative and without weight
    longer.x = {1, 2, 0, -1};
    longer.weight = {2, -3, 1, 0, 1, 4, -1, 0};
    std::vector<double> expected = longer.run(rules::z_plus{});
    CHECK(expected.back() == 0);
    expected.pop_back();
    CHECK(layer.run(rules::z_plus{}) == expected);
}

TEST_CASE("what is not a number stays visible, beside negative inputs too") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(test::dense_by_hand{.x = {nan, 1}, .weight = {1, 1}}.run(rules::z_plus{})[1]));
    CHECK(std::isnan(test::dense_by_hand{.x = {nan, -1}, .weight = {1, -1}}.run(rules::z_plus{})[1]));
}

TEST_CASE("an output that nothing raised divides by plus epsilon, and nobody gets a share") {
    CHECK(test::dense_by_hand{.x = {1, -1}, .weight = {-1, 1}}.run(rules::z_plus{}) ==
          std::vector<double>{0, 0});
}
