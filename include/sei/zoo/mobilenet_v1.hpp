// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/mobilenet_v1.hpp: MobileNet (width 1, 224x224) for ImageNet: 13 depthwise separable convolutions,
/// 4,231,976 parameters.
///
/// Input 3x224x224, normalised as in training; output 1000 logits. torchvision has no MobileNetV1: layers are
/// named by their number in one nn.Sequential (0 convolution, 1 batch_norm, 2 relu, ..., 83 dense).
/// Source: Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision
/// applications", arXiv 1704.04861.

#include <sei/model/network.hpp>

// clang-format off
namespace sei::zoo::inline SEI_RELEASE {

namespace detail {

/// The name of a module in an nn.Sequential: 27 is "27".
[[nodiscard]] constexpr label module_name(std::uint32_t number) {
    label name;
    if (number >= 10) name.push_back(static_cast<char>('0' + number / 10));
    name.push_back(static_cast<char>('0' + number % 10));
    return name;
}

/// A 3x3 convolution in each channel, then a 1x1 convolution: the six modules from number First on.
template <std::uint32_t First, std::uint32_t In, std::uint32_t Out, std::uint32_t Stride = 1>
using separable = sequence<
    layers::conv2d{.filters = In, .stride = Stride, .padding = 1, .groups = In, .bias = false,
                   .name = module_name(First)},
    layers::batch_norm{.name = module_name(First + 1)}, layers::relu{.name = module_name(First + 2)},
    layers::conv2d{.filters = Out, .kernel = 1, .bias = false, .name = module_name(First + 3)},
    layers::batch_norm{.name = module_name(First + 4)}, layers::relu{.name = module_name(First + 5)}>;

} // namespace detail

struct mobilenet_v1 final : sei::network<
    layers::input{.channels = 3, .height = 224, .width = 224},
    layers::conv2d{.filters = 32, .stride = 2, .padding = 1, .bias = false, .name = "0"},
    layers::batch_norm{.name = "1"}, layers::relu{.name = "2"},
    detail::separable<3, 32, 64>{},
    detail::separable<9, 64, 128, 2>{},   detail::separable<15, 128, 128>{},
    detail::separable<21, 128, 256, 2>{}, detail::separable<27, 256, 256>{},
    detail::separable<33, 256, 512, 2>{}, detail::separable<39, 512, 512>{}, detail::separable<45, 512, 512>{},
    detail::separable<51, 512, 512>{},    detail::separable<57, 512, 512>{}, detail::separable<63, 512, 512>{},
    detail::separable<69, 512, 1024, 2>{},
    detail::separable<75, 1024, 1024>{},
    layers::global_avg_pool{.name = "81"}, layers::flatten{.name = "82"},
    layers::dense{.units = 1000, .name = "83"}> {};

} // namespace sei::zoo::inline SEI_RELEASE
// clang-format on
