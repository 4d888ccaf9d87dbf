// SPDX-License-Identifier: MIT
#include <sei/model/layers/relu6.hpp>

#include <doctest/doctest.h>

using sei::shape;
using sei::layers::relu6;

TEST_CASE("relu6 keeps the shape of maps and vectors and works in place") {
    CHECK(relu6{}.infer({8, 28, 28}).output == shape{8, 28, 28});
    CHECK(relu6{}.infer({.channels = 10}).output == shape{.channels = 10});
    CHECK(sei::storage_of<relu6>() == sei::storage::in_place);
}

TEST_CASE("relu6 reads every element once and has no weights") {
    CHECK(sei::work_of(relu6{}, {8, 28, 28}, {8, 28, 28}).operations == 8U * 28 * 28);
    CHECK(sei::work_of(relu6{}, {8, 28, 28}, {8, 28, 28}).kind == sei::work_kind::elementwise);
    CHECK(sei::parameters_of(relu6{}, {8, 28, 28}).count == 0);
}
