// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rules/epsilon.hpp>

#include "../../single_layers.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;

TEST_CASE_TEMPLATE("the epsilon rule agrees with Zennit on single layers", Scalar, double, float) {
    constexpr double tolerance = test::tolerance_of_rules<Scalar>;
    CHECK(test::worst_error_with_weights<Scalar>(rules::epsilon{}, "Epsilon1e-6") < tolerance);
    CHECK(test::worst_error_with_weights<Scalar>(rules::epsilon{.stabiliser = 0.25}, "Epsilon0.25") <
          tolerance);
    CHECK(test::worst_error_with_weights<Scalar>(rules::epsilon{.stabiliser = 0.25, .bias = false},
                                                 "Epsilon0.25_nobias") < tolerance);
}

TEST_CASE("the bias takes its share, unless it is left out") {
    const test::dense_by_hand layer{.x = {1, -1}, .weight = {4, 2}, .bias = {5}}; // z = 2 + 5
    CHECK(layer.run(rules::epsilon{.stabiliser = 1}) == std::vector<double>{0.5, -0.25});
    CHECK(layer.run(rules::epsilon{.stabiliser = 2, .bias = false}) == std::vector<double>{1, -0.5});
}

TEST_CASE("relevance is added to what other consumers have left") {
    const test::dense_by_hand layer{.x = {1, -1}, .weight = {2, 3}}; // z = -1
    const std::vector<double> sum =
        layer.run(rules::epsilon{.stabiliser = 1}, {10, 20}); // R = x w / (-1 - 1)
    CHECK(sum == std::vector<double>{10 - 1.0, 20 + 1.5});
}

TEST_CASE("an output that is exactly zero divides by plus epsilon") {
    const test::dense_by_hand layer{.x = {1, 1}, .weight = {3, -3}};
    CHECK(layer.run(rules::epsilon{.stabiliser = 0.5}) == std::vector<double>{6, -6});
}
