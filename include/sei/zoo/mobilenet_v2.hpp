// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/mobilenet_v2.hpp: MobileNetV2 for ImageNet, torchvision's mobilenet_v2: 17 inverted bottlenecks,
/// 10 of them residual, 3,504,872 parameters.
///
/// Input 3x224x224, (pixel / 255 - mean) / deviation with mean (0.485, 0.456, 0.406) and deviation (0.229,
/// 0.224, 0.225); output 1000 logits. Layers have torchvision's names. Source: Sandler, Howard, Zhu,
/// Zhmoginov and Chen, "MobileNetV2: inverted residuals and linear bottlenecks", arXiv 1801.04381.

#include <sei/model/network.hpp>

// clang-format off
namespace sei::zoo::inline SEI_RELEASE {

namespace detail {

/// Six times as many channels, a 3x3 convolution in each of them, and back to few: no relu6 at the narrow end.
template <label Prefix, std::uint32_t In, std::uint32_t Out, std::uint32_t Stride = 1>
using inverted = sequence<
    layers::conv2d{.filters = 6 * In, .kernel = 1, .bias = false, .name = Prefix + ".conv.0.0"},
    layers::batch_norm{.name = Prefix + ".conv.0.1"}, layers::relu6{.name = Prefix + ".conv.0.2"},
    layers::conv2d{.filters = 6 * In, .stride = Stride, .padding = 1, .groups = 6 * In, .bias = false,
                   .name = Prefix + ".conv.1.0"},
    layers::batch_norm{.name = Prefix + ".conv.1.1"}, layers::relu6{.name = Prefix + ".conv.1.2"},
    layers::conv2d{.filters = Out, .kernel = 1, .bias = false, .name = Prefix + ".conv.2"},
    layers::batch_norm{.name = Prefix + ".conv.3"}>;

/// The same plus its input.
template <label Prefix, std::uint32_t Channels>
inline constexpr residual<inverted<Prefix, Channels, Channels>> inverted_residual{.name = Prefix};

} // namespace detail

struct mobilenet_v2 final : sei::network<
    layers::input{.channels = 3, .height = 224, .width = 224},
    layers::conv2d{.filters = 32, .stride = 2, .padding = 1, .bias = false, .name = "features.0.0"},
    layers::batch_norm{.name = "features.0.1"}, layers::relu6{.name = "features.0.2"},
    layers::conv2d{.filters = 32, .padding = 1, .groups = 32, .bias = false, .name = "features.1.conv.0.0"},
    layers::batch_norm{.name = "features.1.conv.0.1"}, layers::relu6{.name = "features.1.conv.0.2"},
    layers::conv2d{.filters = 16, .kernel = 1, .bias = false, .name = "features.1.conv.1"},
    layers::batch_norm{.name = "features.1.conv.2"},
    detail::inverted<"features.2", 16, 24, 2>{},   detail::inverted_residual<"features.3", 24>,
    detail::inverted<"features.4", 24, 32, 2>{},   detail::inverted_residual<"features.5", 32>,
    detail::inverted_residual<"features.6", 32>,
    detail::inverted<"features.7", 32, 64, 2>{},   detail::inverted_residual<"features.8", 64>,
    detail::inverted_residual<"features.9", 64>,   detail::inverted_residual<"features.10", 64>,
    detail::inverted<"features.11", 64, 96>{},     detail::inverted_residual<"features.12", 96>,
    detail::inverted_residual<"features.13", 96>,
    detail::inverted<"features.14", 96, 160, 2>{}, detail::inverted_residual<"features.15", 160>,
    detail::inverted_residual<"features.16", 160>,
    detail::inverted<"features.17", 160, 320>{},
    layers::conv2d{.filters = 1280, .kernel = 1, .bias = false, .name = "features.18.0"},
    layers::batch_norm{.name = "features.18.1"}, layers::relu6{.name = "features.18.2"},
    layers::global_avg_pool{.name = "adaptive_avg_pool2d"}, layers::flatten{.name = "flatten"},
    layers::dropout{.probability = 0.2F, .name = "classifier.0"},
    layers::dense{.units = 1000, .name = "classifier.1"}> {};

} // namespace sei::zoo::inline SEI_RELEASE
// clang-format on
