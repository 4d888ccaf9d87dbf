// SPDX-License-Identifier: MIT
#include <sei/model/layers/max_pool.hpp>

#include <doctest/doctest.h>

using sei::shape;
using sei::layers::max_pool;

TEST_CASE("max_pool halves a map if nothing else is said") {
    CHECK(max_pool{}.infer({8, 28, 28}).output == shape{8, 14, 14});
}

TEST_CASE("max_pool takes kernel, stride and padding as torch.nn.MaxPool2d does") {
    CHECK(max_pool{.kernel = 3, .stride = 2, .padding = 1}.infer({64, 112, 112}).output == shape{64, 56, 56});
    CHECK(max_pool{.kernel = {3, 2}, .stride = {2, 1}}.infer({16, 50, 32}).output == shape{16, 24, 31});
    CHECK(max_pool{.kernel = 3, .padding = 2}.infer({1, 8, 8}).reason ==
          sei::fault::padding_exceeds_half_of_the_pooling_window);
}

TEST_CASE("max_pool has no weights; its result needs its own memory") {
    CHECK(sei::parameters_of(max_pool{}, {8, 28, 28}).count == 0);
    CHECK(sei::storage_of<max_pool>() == sei::storage::separate);
    CHECK(max_pool{}.cost({8, 28, 28}, {8, 14, 14}).operations == 8ULL * 14 * 14 * 4);
}
