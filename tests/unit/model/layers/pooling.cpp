// SPDX-License-Identifier: MIT
#include <sei/model/layers/pooling.hpp>

#include <doctest/doctest.h>

using sei::extent;
using sei::fault;
using sei::shape;
using sei::layers::infer_pooling;
using sei::layers::pooling_work;

TEST_CASE("the shape is that of torch.nn.MaxPool2d in floor mode") {
    // The examples of its documentation, on a map of 16x50x32.
    CHECK(infer_pooling({16, 50, 32}, 3, 2, 0).output == shape{16, 24, 15});
    CHECK(infer_pooling({16, 50, 32}, {3, 2}, {2, 1}, 0).output == shape{16, 24, 31});
    CHECK(infer_pooling({64, 112, 112}, 3, 2, 1).output == shape{64, 56, 56});
    CHECK(infer_pooling({1, 5, 5}, 2, 2, 0).output == shape{1, 2, 2}); // the last row and column are left out
}

TEST_CASE("padding is at most half a window, as in PyTorch") {
    CHECK(infer_pooling({1, 8, 8}, 4, 2, 2).reason == fault::none);
    CHECK(infer_pooling({1, 8, 8}, 3, 2, 2).reason == fault::padding_exceeds_half_of_the_pooling_window);
    CHECK(infer_pooling({1, 8, 8}, {4, 3}, 2, {2, 2}).reason ==
          fault::padding_exceeds_half_of_the_pooling_window);
    CHECK(infer_pooling({1, 8, 8}, 1, 1, 1).reason == fault::padding_exceeds_half_of_the_pooling_window);
}

TEST_CASE("pooling that cannot be is a fault") {
    CHECK(infer_pooling({.channels = 8}, 2, 2, 0).reason == fault::needs_a_map_but_gets_a_vector);
    CHECK(infer_pooling({1, 8, 8}, {2, 0}, 2, 0).reason == fault::a_kernel_stride_or_dilation_is_zero);
    CHECK(infer_pooling({1, 8, 8}, 2, {0, 2}, 0).reason == fault::a_kernel_stride_or_dilation_is_zero);
    CHECK(infer_pooling({1, 8, 8}, {9, 2}, 2, 0).reason == fault::kernel_does_not_fit_the_padded_map);
    CHECK(infer_pooling({1, 8, 8}, {2, 9}, 2, 0).reason == fault::kernel_does_not_fit_the_padded_map);
}

TEST_CASE("its work is what the windows read") {
    CHECK(pooling_work({16, 24, 31}, {3, 2}).operations == 16ULL * 24 * 31 * 6);
    CHECK(pooling_work({16, 24, 31}, {3, 2}).macs() == 0);
}
