// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rules/w_square.hpp>

#include "../../single_layers.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;

TEST_CASE_TEMPLATE("the w^2 rule agrees with Zennit on single layers", Scalar, double, float) {
    CHECK(test::worst_error_with_weights<Scalar>(rules::w_square{}, "WSquare") <
          test::tolerance_of_rules<Scalar>);
}

TEST_CASE("shares are squared weights, the bias's included, for any image") {
    const test::dense_by_hand layer{.x = {7, -1}, .weight = {2, -3}, .bias = {-1}, .relevance = {14 + 1e-6}};
    CHECK(layer.run(rules::w_square{}) == std::vector<double>{4, 9});
    const test::dense_by_hand dark{.x = {0, 0}, .weight = {2, -3}, .bias = {-1}, .relevance = {14 + 1e-6}};
    CHECK(dark.run(rules::w_square{}, {1, 1}) == std::vector<double>{5, 10});
}
