// SPDX-License-Identifier: MIT
#include <sei/model/layers/input.hpp>

#include <doctest/doctest.h>

using sei::fault;
using sei::shape;
using sei::layers::input;

TEST_CASE("an input gives the shape that it declares, a map or a vector") {
    CHECK(input{.channels = 3, .height = 224, .width = 200}.infer({}).output == shape{3, 224, 200});
    CHECK(input{.channels = 10}.infer({}).output == shape{.channels = 10});
}

TEST_CASE("an input without channels, or with one of height and width, is a fault") {
    CHECK(input{}.infer({}).reason == fault::input_has_a_zero_dimension);
    CHECK(input{.channels = 3, .height = 8}.infer({}).reason == fault::input_has_a_zero_dimension);
    CHECK(input{.channels = 3, .width = 8}.infer({}).reason == fault::input_has_a_zero_dimension);
    CHECK(input{.height = 8, .width = 8}.infer({}).reason == fault::input_has_a_zero_dimension);
}

TEST_CASE("an input is named input and costs nothing") {
    constexpr input image{.channels = 3, .height = 8, .width = 8};
    CHECK(image.name == sei::label{"input"});
    CHECK(sei::work_of(image, {}, {3, 8, 8}).operations == 0);
    CHECK(sei::parameters_of(image, {}).count == 0);
}
