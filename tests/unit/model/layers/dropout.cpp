// SPDX-License-Identifier: MIT
#include <sei/model/layers/dropout.hpp>

#include <doctest/doctest.h>

#include <limits>

using sei::fault;
using sei::shape;
using sei::layers::dropout;

TEST_CASE("dropout does nothing at inference") {
    CHECK(dropout{}.infer({8, 28, 28}).output == shape{8, 28, 28});
    CHECK(sei::storage_of<dropout>() == sei::storage::unchanged);
    CHECK(sei::work_of(dropout{}, {8, 28, 28}, {8, 28, 28}).operations == 0);
}

TEST_CASE("a probability lies between 0 and 1, both included") {
    CHECK(dropout{.probability = 0}.infer({.channels = 1}).reason == fault::none);
    CHECK(dropout{.probability = 1}.infer({.channels = 1}).reason == fault::none);
    constexpr fault wrong = fault::dropout_probability_is_not_between_0_and_1;
    CHECK(dropout{.probability = -0.1F}.infer({.channels = 1}).reason == wrong);
    CHECK(dropout{.probability = 1.1F}.infer({.channels = 1}).reason == wrong);
    CHECK(dropout{.probability = std::numeric_limits<float>::quiet_NaN()}.infer({.channels = 1}).reason ==
          wrong);
}
