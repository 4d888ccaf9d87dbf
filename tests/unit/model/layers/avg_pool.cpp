// SPDX-License-Identifier: MIT
#include <sei/model/layers/avg_pool.hpp>

#include <doctest/doctest.h>

using sei::shape;
using sei::layers::avg_pool;

TEST_CASE("avg_pool halves a map if nothing else is said") {
    CHECK(avg_pool{}.infer({8, 28, 28}).output == shape{8, 14, 14});
}

TEST_CASE("avg_pool takes kernel, stride and padding as torch.nn.AvgPool2d does") {
    CHECK(avg_pool{.kernel = 3, .stride = 2, .padding = 1}.infer({64, 112, 112}).output == shape{64, 56, 56});
    CHECK(avg_pool{.kernel = {3, 2}, .stride = {2, 1}}.infer({16, 50, 32}).output == shape{16, 24, 31});
    CHECK(avg_pool{.kernel = 3, .padding = 2}.infer({1, 8, 8}).reason ==
          sei::fault::padding_exceeds_half_of_the_pooling_window);
}

TEST_CASE("avg_pool has no weights; its result needs its own memory") {
    CHECK(sei::parameters_of(avg_pool{}, {8, 28, 28}).count == 0);
    CHECK(sei::storage_of<avg_pool>() == sei::storage::separate);
    CHECK(avg_pool{}.cost({8, 28, 28}, {8, 14, 14}).operations == 8ULL * 14 * 14 * 4);
}

TEST_CASE("padding counts in the mean unless told otherwise, as in PyTorch") {
    CHECK(avg_pool{}.count_include_pad);
    CHECK_FALSE(avg_pool{.count_include_pad = false}.count_include_pad);
}
