// SPDX-License-Identifier: MIT
// Shapes against the documentation of PyTorch 2 (torch.nn.Conv2d, MaxPool2d, AvgPool2d: the formulas and the
// examples) and against published tables (AlexNet, ResNet).

#include "support.hpp"

#include <sei/model/network.hpp>

using namespace sei::layers;
using sei::shape;

// torch.nn.Conv2d's example: Conv2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2), dilation=(3, 1)) on
// 16x50x100.
static_assert(
    after({16, 50, 100},
          conv2d{.filters = 33, .kernel = {3, 5}, .stride = {2, 1}, .padding = {4, 2}, .dilation = {3, 1}}) ==
    shape{33, 26, 100});
// Its other two: Conv2d(16, 33, 3, stride=2), and the same rectangular without dilation.
static_assert(after({16, 50, 100}, conv2d{.filters = 33, .kernel = 3, .stride = 2}) == shape{33, 24, 49});
static_assert(after({16, 50, 100},
                    conv2d{.filters = 33, .kernel = {3, 5}, .stride = {2, 1}, .padding = {4, 2}}) ==
              shape{33, 28, 100});

// torch.nn.MaxPool2d's and AvgPool2d's examples on 16x50x32: (3, stride=2), ((3, 2), stride=(2, 1)).
static_assert(after({16, 50, 32}, max_pool{.kernel = 3, .stride = 2}) == shape{16, 24, 15});
static_assert(after({16, 50, 32}, max_pool{.kernel = {3, 2}, .stride = {2, 1}}) == shape{16, 24, 31});
static_assert(after({16, 50, 32}, avg_pool{.kernel = {3, 2}, .stride = {2, 1}}) == shape{16, 24, 31});

// AlexNet as in torchvision: 224 -> 55 -> 27 -> 13 -> 6, then 9,216 numbers.
struct alexnet_features final
    : sei::network<input{.channels = 3, .height = 224, .width = 224},
                   conv2d{.filters = 64, .kernel = 11, .stride = 4, .padding = 2},
                   max_pool{.kernel = 3, .stride = 2}, conv2d{.filters = 192, .kernel = 5, .padding = 2},
                   max_pool{.kernel = 3, .stride = 2}, conv2d{.filters = 256, .padding = 1},
                   max_pool{.kernel = 3, .stride = 2}, flatten{}> {};
static_assert(sei::shape_after<alexnet_features>(1) == shape{64, 55, 55});
static_assert(sei::shape_after<alexnet_features>(2) == shape{64, 27, 27});
static_assert(sei::shape_after<alexnet_features>(4) == shape{192, 13, 13});
static_assert(sei::shape_after<alexnet_features>(6) == shape{256, 6, 6});
static_assert(alexnet_features::output == shape{.channels = 9216});

// ResNet's stem: 224 -> 112 -> 56.
static_assert(after({3, 224, 224}, conv2d{.filters = 64, .kernel = 7, .stride = 2, .padding = 3}) ==
              shape{64, 112, 112});
static_assert(after({64, 112, 112}, max_pool{.kernel = 3, .stride = 2, .padding = 1}) == shape{64, 56, 56});

// Rank is part of a shape: ten numbers are not ten maps of one pixel.
static_assert(shape{.channels = 10} != shape{10, 1, 1});
static_assert(after({512, 7, 7}, global_avg_pool{}) == shape{512, 1, 1});
static_assert(after({512, 1, 1}, flatten{}) == shape{.channels = 512});
