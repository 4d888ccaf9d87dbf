// SPDX-License-Identifier: MIT
#include "support/nearest_names.hpp"

#include <doctest/doctest.h>

using examples::nearest_names;

TEST_CASE("A wrong name brings those that it was meant to be, the nearest first") {
    const std::vector<std::string> layers{"input", "conv1", "relu1", "pool1",
                                          "conv2", "relu2", "pool2", "dense3"};
    CHECK(nearest_names("pol2", layers, 1) == "pool2");
    CHECK(nearest_names("POOL1", layers, 2) == "pool1, pool2");
    CHECK(nearest_names("conv3", layers, 2) == "conv1, conv2");
    CHECK(nearest_names("", layers, 2) == "input, conv1");
    CHECK(nearest_names("x", {}, 3).empty());
    CHECK(nearest_names(std::string(1'000'000, 'x'), layers, 1) == "input");
}
