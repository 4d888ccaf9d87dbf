// SPDX-License-Identifier: MIT
#include <sei/model/layers/dense.hpp>

#include <doctest/doctest.h>

#include <string_view>

using sei::fault;
using sei::shape;
using sei::layers::dense;

TEST_CASE("a dense layer makes a vector of a vector") {
    CHECK(dense{.units = 10}.infer({.channels = 84}).output == shape{.channels = 10});
}

TEST_CASE("its weights are those of torch.nn.Linear") {
    const auto list = dense{.units = 10}.parameters({.channels = 84});
    REQUIRE(list.count == 2);
    CHECK(std::string_view{list.tensors[0].suffix} == "weight");
    CHECK(list.tensors[0].rank == 2);
    CHECK(list.tensors[0].dimensions[0] == 10);
    CHECK(list.tensors[0].dimensions[1] == 84);
    CHECK(list.elements() == 850);
    CHECK(dense{.units = 10, .bias = false}.parameters({.channels = 84}).elements() == 840);
}

TEST_CASE("its work is one multiply-accumulate for each weight") {
    const auto work = dense{.units = 4096}.cost({.channels = 25088}, {.channels = 4096});
    CHECK(work.kind == sei::work_kind::dense);
    CHECK(work.macs() == 102'760'448);
}

TEST_CASE("a map must be flattened first; units must be given") {
    CHECK(dense{.units = 10}.infer({84, 1, 1}).reason == fault::needs_a_vector_but_gets_a_map_add_flatten);
    CHECK(dense{}.infer({.channels = 84}).reason == fault::no_filters_or_units);
}
