// SPDX-License-Identifier: MIT
#include <sei/model/layers/add.hpp>

#include <sei/model/network.hpp>

#include <doctest/doctest.h>

using sei::layers::add;

TEST_CASE("add keeps the shape, reads both inputs and works over the first") {
    CHECK(add{}.infer({8, 28, 28}).output == sei::shape{8, 28, 28});
    CHECK(add{}.cost({8, 28, 28}, {8, 28, 28}).operations == 2U * 8 * 28 * 28);
    CHECK(sei::storage_of<add>() == sei::storage::in_place);
}

TEST_CASE("add is a layer, but only a residual writes it") {
    CHECK(sei::layer<add>);
    CHECK_FALSE(sei::network_item<add>);
}
