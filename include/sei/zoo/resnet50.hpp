// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/resnet50.hpp: ResNet-50 for ImageNet, torchvision's resnet50: 16 bottleneck blocks, 25,557,032
/// parameters.
///
/// Input 3x224x224, (pixel / 255 - mean) / deviation with mean (0.485, 0.456, 0.406) and deviation (0.229,
/// 0.224, 0.225); output 1000 logits. Layers have torchvision's names. Source: He, Zhang, Ren and Sun, "Deep
/// residual learning for image recognition", arXiv 1512.03385.

#include <sei/zoo/detail/resnet.hpp>

// clang-format off
namespace sei::zoo::inline SEI_RELEASE {

/// The numbers are the width of a block (a quarter of its output) and, of the first of each resolution, its stride.
struct resnet50 final : sei::network<
    layers::input{.channels = 3, .height = 224, .width = 224}, detail::resnet_stem{},
    detail::bottleneck_down<"layer1.0", 64, 1>{},
    detail::bottleneck<"layer1.1", 64>{}, detail::bottleneck<"layer1.2", 64>{},
    detail::bottleneck_down<"layer2.0", 128, 2>{},
    detail::bottleneck<"layer2.1", 128>{}, detail::bottleneck<"layer2.2", 128>{}, detail::bottleneck<"layer2.3", 128>{},
    detail::bottleneck_down<"layer3.0", 256, 2>{},
    detail::bottleneck<"layer3.1", 256>{}, detail::bottleneck<"layer3.2", 256>{}, detail::bottleneck<"layer3.3", 256>{},
    detail::bottleneck<"layer3.4", 256>{}, detail::bottleneck<"layer3.5", 256>{},
    detail::bottleneck_down<"layer4.0", 512, 2>{},
    detail::bottleneck<"layer4.1", 512>{}, detail::bottleneck<"layer4.2", 512>{},
    detail::resnet_classifier{}> {};

} // namespace sei::zoo::inline SEI_RELEASE
// clang-format on
