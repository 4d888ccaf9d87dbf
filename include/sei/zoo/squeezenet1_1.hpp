// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/squeezenet1_1.hpp: SqueezeNet 1.1 for ImageNet, torchvision's squeezenet1_1: 8 fire modules,
/// 1,235,496 parameters.
///
/// Input 3x224x224, (pixel / 255 - mean) / deviation with mean (0.485, 0.456, 0.406) and deviation (0.229,
/// 0.224, 0.225); output 1000 logits, none of them negative, for a relu comes last. Layers have torchvision's
/// names; that its pools round up makes no difference at this size. Source: Iandola, Han, Moskewicz, Ashraf,
/// Dally and Keutzer, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and < 0.5 MB model size",
/// arXiv 1602.07360; version 1.1: github.com/forresti/SqueezeNet.

#include <sei/model/network.hpp>

// clang-format off
namespace sei::zoo::inline SEI_RELEASE {

namespace detail {

template <label Prefix, std::uint32_t Squeeze, std::uint32_t Expand>
using fire = sequence<
    layers::conv2d{.filters = Squeeze, .kernel = 1, .name = Prefix + ".squeeze"},
    layers::relu{.name = Prefix + ".squeeze_activation"},
    concat<sequence<layers::conv2d{.filters = Expand, .kernel = 1, .name = Prefix + ".expand1x1"},
                    layers::relu{.name = Prefix + ".expand1x1_activation"}>,
           sequence<layers::conv2d{.filters = Expand, .padding = 1, .name = Prefix + ".expand3x3"},
                    layers::relu{.name = Prefix + ".expand3x3_activation"}>>{.name = Prefix}>;

} // namespace detail

struct squeezenet1_1 final : sei::network<
    layers::input{.channels = 3, .height = 224, .width = 224},
    layers::conv2d{.filters = 64, .stride = 2, .name = "features.0"}, layers::relu{.name = "features.1"},
    layers::max_pool{.kernel = 3, .stride = 2, .name = "features.2"},
    detail::fire<"features.3", 16, 64>{},   detail::fire<"features.4", 16, 64>{},
    layers::max_pool{.kernel = 3, .stride = 2, .name = "features.5"},
    detail::fire<"features.6", 32, 128>{},  detail::fire<"features.7", 32, 128>{},
    layers::max_pool{.kernel = 3, .stride = 2, .name = "features.8"},
    detail::fire<"features.9", 48, 192>{},  detail::fire<"features.10", 48, 192>{},
    detail::fire<"features.11", 64, 256>{}, detail::fire<"features.12", 64, 256>{},
    layers::dropout{.name = "classifier.0"},
    layers::conv2d{.filters = 1000, .kernel = 1, .name = "classifier.1"}, layers::relu{.name = "classifier.2"},
    layers::global_avg_pool{.name = "classifier.3"}, layers::flatten{.name = "flatten"}> {};

} // namespace sei::zoo::inline SEI_RELEASE
// clang-format on
