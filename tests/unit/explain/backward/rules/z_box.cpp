// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rules/z_box.hpp>

#include "../../single_layers.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;

TEST_CASE_TEMPLATE("the z^B rule agrees with Zennit on single layers", Scalar, double, float) {
    const rules::z_box<> rule{.low = {-4}, .high = {4}};
    CHECK(test::worst_error_with_weights<Scalar>(rule, "ZBox") < test::tolerance_of_rules<Scalar>);
}

TEST_CASE("shares are what the inputs give above the least that they could; the bias has none") {
    // Least: 2 x -1 - 3 x 4 = -14. Above it: 2 (1 + 1) and -3 (2 - 4).
    const rules::z_box<> rule{.low = {-1}, .high = {4}};
    const test::dense_by_hand layer{.x = {1, 2}, .weight = {2, -3}, .bias = {8}, .relevance = {10 + 1e-6}};
    CHECK(layer.run(rule) == std::vector<double>{4, 6});
}

TEST_CASE("every channel can have limits of its own") {
    const rules::z_box<2> rule{.low = {-1, 0}, .high = {4, 3}};
    const test::dense_by_hand layer{.x = {1, 2}, .weight = {2, -3}, .relevance = {7 + 1e-6}};
    CHECK(layer.run(rule) == std::vector<double>{4, 3}); // 2 (1 + 1), -3 (2 - 3)
}

TEST_CASE("limits for another number of channels are an error that says both") {
    const rules::z_box<3> rule{.low = {0, 0, 0}, .high = {1, 1, 1}};
    const test::dense_by_hand layer{.x = {1, 2}, .weight = {2, -3}};
    CHECK_THROWS_WITH_AS((void)layer.run(rule), "z_box has limits for 3 channels, the layer's input has 2",
                         sei::error);
}

TEST_CASE("an image at its limits has no relevance to hand on, and divides by nothing") {
    const rules::z_box<> rule{.low = {0}, .high = {1}};
    CHECK(test::dense_by_hand{.x = {0, 1}, .weight = {2, -3}}.run(rule) == std::vector<double>{0, 0});
}
