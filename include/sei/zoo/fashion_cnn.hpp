// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/fashion_cnn.hpp: a small CNN for Fashion-MNIST: five 3x3 convolutions in seven stages, 236,282
/// parameters.

#include <sei/model/network.hpp>

// clang-format off
namespace sei::zoo::inline SEI_RELEASE {

/// Input 1x28x28, pixel / 255; output 10 logits. The trained weights under examples/data classify 90.05 % of 2,000
/// Fashion-MNIST test images.
struct fashion_cnn final : sei::network<
    layers::input{.channels = 1, .height = 28, .width = 28},
    layers::conv2d{.filters = 16, .padding = 1, .name = "conv1"}, layers::relu{.name = "relu1"},
    layers::conv2d{.filters = 16, .padding = 1, .name = "conv2"}, layers::relu{.name = "relu2"},
    layers::max_pool{.name = "pool1"},
    layers::conv2d{.filters = 32, .padding = 1, .name = "conv3"}, layers::relu{.name = "relu3"},
    layers::conv2d{.filters = 32, .padding = 1, .name = "conv4"}, layers::relu{.name = "relu4"},
    layers::max_pool{.name = "pool2"},
    layers::conv2d{.filters = 64, .padding = 1, .name = "conv5"}, layers::relu{.name = "relu5"},
    layers::flatten{.name = "flatten"},
    layers::dense{.units = 64, .name = "fc1"}, layers::relu{.name = "relu6"},
    layers::dense{.units = 10, .name = "fc2"}> {};

} // namespace sei::zoo::inline SEI_RELEASE
// clang-format on
