// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rules/flat.hpp>

#include "../../single_layers.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;

TEST_CASE_TEMPLATE("the flat rule agrees with Zennit on single layers", Scalar, double, float) {
    CHECK(test::worst_error_with_weights<Scalar>(rules::flat{}, "Flat") < test::tolerance_of_rules<Scalar>);
}

TEST_CASE("all inputs get the same, the bias nothing, for any image") {
    const test::dense_by_hand layer{.x = {7, -1}, .weight = {2, 0}, .bias = {9}, .relevance = {2 + 1e-6}};
    CHECK(layer.run(rules::flat{}, {1, 2}) == std::vector<double>{2, 3});
}
