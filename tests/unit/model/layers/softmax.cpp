// SPDX-License-Identifier: MIT
#include <sei/model/layers/softmax.hpp>

#include <doctest/doctest.h>

using sei::shape;
using sei::layers::softmax;

TEST_CASE("softmax keeps a vector's shape and works in place") {
    CHECK(softmax{}.infer({.channels = 10}).output == shape{.channels = 10});
    CHECK(sei::storage_of<softmax>() == sei::storage::in_place);
    CHECK(sei::parameters_of(softmax{}, {.channels = 10}).count == 0);
}

TEST_CASE("softmax of a map is a fault: along which axis?") {
    CHECK(softmax{}.infer({10, 1, 1}).reason == sei::fault::needs_a_vector_but_gets_a_map_add_flatten);
}
