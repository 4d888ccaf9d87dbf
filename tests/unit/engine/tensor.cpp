// SPDX-License-Identifier: MIT
#include <sei/engine/tensor.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

using namespace sei::engine;

TEST_CASE("tensors have the shape that a network states, row-major") {
    auto map = make_tensor({2, 3, 4});
    CHECK(map.dimension() == 3);
    CHECK(map.size() == 24);
    map(1, 2, 3) = 7.0F;
    CHECK(elements_of(map)[23] == 7.0F);
    elements_of(map)[5] = 8.0F; // channel 0, row 1, column 1
    CHECK(map(0, 1, 1) == 8.0F);
    const auto vector = make_tensor({.channels = 5});
    CHECK(vector.dimension() == 1);
    CHECK(elements_of(vector).size() == 5);
}

TEST_CASE("shapes are written as in PyTorch") {
    CHECK(to_string({.channels = 10}) == "[10]");
    CHECK(to_string({10, 1, 1}) == "[10, 1, 1]");
    CHECK(shape_of(make_tensor({1, 28, 28})) == "[1, 28, 28]");
    CHECK(shape_of(tensor::from_shape({2, 2})) == "[2, 2]");
}

TEST_CASE("require_shape tells ranks apart and names both shapes") {
    CHECK_NOTHROW(require_shape(make_tensor({3, 2, 2}), {3, 2, 2}));
    CHECK(engine_test::error_of([] {
              require_shape(make_tensor({.channels = 10}), {10, 1, 1});
          }) == "a tensor of shape [10] came where [10, 1, 1] was expected");
}
