// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/detail/resnet.hpp: the parts that resnet18.hpp and resnet50.hpp are put together from.
///
/// Names are torchvision's. Where it calls one relu module several times they are those of its graph
/// (`torchvision.models.feature_extraction`): `layer1.0.relu_1`, `layer1.0.add`. The relu that ends a block
/// has the block's name, for it gives what the module `layer1.0` gives.

#include <sei/model/network.hpp>

// clang-format off
namespace sei::zoo::inline SEI_RELEASE::detail {

using resnet_stem = sequence<
    layers::conv2d{.filters = 64, .kernel = 7, .stride = 2, .padding = 3, .bias = false, .name = "conv1"},
    layers::batch_norm{.name = "bn1"}, layers::relu{.name = "relu"},
    layers::max_pool{.kernel = 3, .stride = 2, .padding = 1, .name = "maxpool"}>;

using resnet_classifier = sequence<
    layers::global_avg_pool{.name = "avgpool"}, layers::flatten{.name = "flatten"},
    layers::dense{.units = 1000, .name = "fc"}>;

template <label Prefix, std::uint32_t Filters, std::uint32_t Stride>
using basic_body = sequence<
    layers::conv2d{.filters = Filters, .stride = Stride, .padding = 1, .bias = false, .name = Prefix + ".conv1"},
    layers::batch_norm{.name = Prefix + ".bn1"}, layers::relu{.name = Prefix + ".relu"},
    layers::conv2d{.filters = Filters, .padding = 1, .bias = false, .name = Prefix + ".conv2"},
    layers::batch_norm{.name = Prefix + ".bn2"}>;

/// torchvision has the stride in the 3x3 convolution ("ResNet v1.5"), the paper in the first 1x1.
template <label Prefix, std::uint32_t Width, std::uint32_t Stride>
using bottleneck_body = sequence<
    layers::conv2d{.filters = Width, .kernel = 1, .bias = false, .name = Prefix + ".conv1"},
    layers::batch_norm{.name = Prefix + ".bn1"}, layers::relu{.name = Prefix + ".relu"},
    layers::conv2d{.filters = Width, .stride = Stride, .padding = 1, .bias = false, .name = Prefix + ".conv2"},
    layers::batch_norm{.name = Prefix + ".bn2"}, layers::relu{.name = Prefix + ".relu_1"},
    layers::conv2d{.filters = 4 * Width, .kernel = 1, .bias = false, .name = Prefix + ".conv3"},
    layers::batch_norm{.name = Prefix + ".bn3"}>;

template <label Prefix, std::uint32_t Filters, std::uint32_t Stride>
using downsample = sequence<
    layers::conv2d{.filters = Filters, .kernel = 1, .stride = Stride, .bias = false, .name = Prefix + ".downsample.0"},
    layers::batch_norm{.name = Prefix + ".downsample.1"}>;

template <label Prefix, class Body, class Shortcut = sequence<>>
using resnet_block = sequence<residual<Body, Shortcut>{.name = Prefix + ".add"}, layers::relu{.name = Prefix}>;

template <label Prefix, std::uint32_t Filters>
using basic = resnet_block<Prefix, basic_body<Prefix, Filters, 1>>;

template <label Prefix, std::uint32_t Filters>
using basic_down = resnet_block<Prefix, basic_body<Prefix, Filters, 2>, downsample<Prefix, Filters, 2>>;

template <label Prefix, std::uint32_t Width>
using bottleneck = resnet_block<Prefix, bottleneck_body<Prefix, Width, 1>>;

template <label Prefix, std::uint32_t Width, std::uint32_t Stride>
using bottleneck_down = resnet_block<
    Prefix, bottleneck_body<Prefix, Width, Stride>, downsample<Prefix, 4 * Width, Stride>>;

} // namespace sei::zoo::inline SEI_RELEASE::detail
// clang-format on
