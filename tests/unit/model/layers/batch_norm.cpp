// SPDX-License-Identifier: MIT
#include <sei/model/layers/batch_norm.hpp>

#include <doctest/doctest.h>

#include <string_view>

using sei::shape;
using sei::layers::batch_norm;

TEST_CASE("batch_norm keeps the shape of maps and vectors and works in place") {
    CHECK(batch_norm{}.infer({8, 28, 28}).output == shape{8, 28, 28});
    CHECK(batch_norm{}.infer({.channels = 10}).output == shape{.channels = 10});
    CHECK(sei::storage_of<batch_norm>() == sei::storage::in_place);
}

TEST_CASE("its weights are the four tensors of torch.nn.BatchNorm2d's state_dict that hold floats") {
    const auto list = batch_norm{}.parameters({8, 28, 28});
    REQUIRE(list.count == 4);
    CHECK(std::string_view{list.tensors[0].suffix} == "weight");
    CHECK(std::string_view{list.tensors[1].suffix} == "bias");
    CHECK(std::string_view{list.tensors[2].suffix} == "running_mean");
    CHECK(std::string_view{list.tensors[3].suffix} == "running_var");
    for (const sei::parameter& tensor : list.tensors) CHECK(tensor.elements() == 8);
}

TEST_CASE("epsilon is PyTorch's unless given") { CHECK(batch_norm{}.epsilon == 1e-5F); }
