// SPDX-License-Identifier: MIT
#include <sei/model/layers/flatten.hpp>

#include <doctest/doctest.h>

using sei::shape;
using sei::layers::flatten;

TEST_CASE("flatten makes a vector of all elements") {
    CHECK(flatten{}.infer({512, 7, 7}).output == shape{.channels = 25088});
    CHECK(flatten{}.infer({512, 1, 1}).output == shape{.channels = 512});
    CHECK(flatten{}.infer({.channels = 10}).output == shape{.channels = 10});
}

TEST_CASE("flatten does nothing to the bytes") {
    CHECK(sei::storage_of<flatten>() == sei::storage::unchanged);
    CHECK(sei::work_of(flatten{}, {512, 7, 7}, {.channels = 25088}).operations == 0);
}
