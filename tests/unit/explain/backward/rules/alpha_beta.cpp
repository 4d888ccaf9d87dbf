// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rules/alpha_beta.hpp>

#include "../../single_layers.hpp"

#include <doctest/doctest.h>

#include <sei/explain/backward/rules/z_plus.hpp>

using namespace sei::explain;

TEST_CASE_TEMPLATE("the alpha-beta rule agrees with Zennit on single layers with inputs of both signs",
                   Scalar, double, float) {
    constexpr double tolerance = test::tolerance_of_rules<Scalar>;
    CHECK(test::worst_error_with_weights<Scalar>(rules::alpha_beta{}, "AlphaBeta21") < tolerance);
    CHECK(test::worst_error_with_weights<Scalar>(rules::alpha_beta{.alpha = 1, .beta = 0}, "AlphaBeta10") <
          tolerance);
}

TEST_CASE_TEMPLATE("alpha 1 and beta 0 is the z+ rule, with the bias and without", Scalar, double, float) {
    constexpr double tolerance = test::tolerance_of_rules<Scalar>;
    const rules::alpha_beta rule{.alpha = 1, .beta = 0, .bias = false};
    CHECK(test::worst_error_with_weights<Scalar>(rule, "ZPlus_nobias") < tolerance);
    const test::dense_by_hand layer{.x = {1, -2}, .weight = {3, -4}, .bias = {2}};
    CHECK(layer.run(rules::alpha_beta{.alpha = 1, .beta = 0}) == layer.run(rules::z_plus{}));
}

TEST_CASE("what lowered an output counts beta times, with the negative part of the bias") {
    const test::dense_by_hand layer{
        .x = {1, 2, -1, -2}, .weight = {2, -3, 4, -1}, .bias = {-5}}; // x w: 2, -6, -4, 2
    const std::vector<double> with_bias = layer.run(rules::alpha_beta{.alpha = 2, .beta = 1});
    const std::vector<double> expected{1, -0.4, -4.0 / 15, 1};  // 2 x 2 / 4, 6 / 15, 4 / 15
    CHECK(test::error_in_max_norm(with_bias, expected) < 1e-6); // the stabiliser
    const std::vector<double> without_bias =
        layer.run(rules::alpha_beta{.alpha = 2, .beta = 1, .bias = false});
    CHECK(test::error_in_max_norm(without_bias, std::vector<double>{1, -0.6, -0.4, 1}) < 1e-6);
}

TEST_CASE("inputs without negative numbers take the short way, which gives the same") {
    const test::dense_by_hand layer{
        .x = {1, 2, 0}, .weight = {2, -3, 1, 1, 4, -1}, .bias = {0.5, -1}, .relevance = {1, -2}};
    test::dense_by_hand longer = layer; // one more input, negative and without weight
    longer.x = {1, 2, 0, -1};
    longer.weight = {2, -3, 1, 0, 1, 4, -1, 0};
    std::vector<double> expected = longer.run(rules::alpha_beta{});
    CHECK(expected.back() == 0);
    expected.pop_back();
    CHECK(layer.run(rules::alpha_beta{}) == expected);
}
