// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/lenet.hpp: LeNet-5 as it is written today, with relu and max pooling: 61,706 parameters.
///
/// Input 1x28x28 (the paper's 32x32 is the padding of the first convolution), pixel / 255; output 10 logits.
/// Layers are named by their number in an nn.Sequential. Source: LeCun, Bottou, Bengio and Haffner,
/// "Gradient-based learning applied to document recognition", Proceedings of the IEEE 86(11), 1998,
/// doi 10.1109/5.726791.

#include <sei/model/network.hpp>

// clang-format off
namespace sei::zoo::inline SEI_RELEASE {

struct lenet final : sei::network<
    layers::input{.channels = 1, .height = 28, .width = 28},
    layers::conv2d{.filters = 6, .kernel = 5, .padding = 2, .name = "0"}, layers::relu{.name = "1"},
    layers::max_pool{.name = "2"},
    layers::conv2d{.filters = 16, .kernel = 5, .name = "3"}, layers::relu{.name = "4"},
    layers::max_pool{.name = "5"},
    layers::flatten{.name = "6"},
    layers::dense{.units = 120, .name = "7"}, layers::relu{.name = "8"},
    layers::dense{.units = 84, .name = "9"}, layers::relu{.name = "10"},
    layers::dense{.units = 10, .name = "11"}> {};

} // namespace sei::zoo::inline SEI_RELEASE
// clang-format on
