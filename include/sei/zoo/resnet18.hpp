// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/resnet18.hpp: ResNet-18 for ImageNet, torchvision's resnet18: 8 residual blocks, 11,689,512
/// parameters.
///
/// Input 3x224x224, (pixel / 255 - mean) / deviation with mean (0.485, 0.456, 0.406) and deviation (0.229,
/// 0.224, 0.225); output 1000 logits. Layers have torchvision's names. Source: He, Zhang, Ren and Sun, "Deep
/// residual learning for image recognition", arXiv 1512.03385.

#include <sei/zoo/detail/resnet.hpp>

// clang-format off
namespace sei::zoo::inline SEI_RELEASE {

struct resnet18 final : sei::network<
    layers::input{.channels = 3, .height = 224, .width = 224}, detail::resnet_stem{},
    detail::basic<"layer1.0", 64>{},       detail::basic<"layer1.1", 64>{},
    detail::basic_down<"layer2.0", 128>{}, detail::basic<"layer2.1", 128>{},
    detail::basic_down<"layer3.0", 256>{}, detail::basic<"layer3.1", 256>{},
    detail::basic_down<"layer4.0", 512>{}, detail::basic<"layer4.1", 512>{},
    detail::resnet_classifier{}> {};

} // namespace sei::zoo::inline SEI_RELEASE
// clang-format on
