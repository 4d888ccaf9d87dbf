// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/vgg16.hpp: VGG-16 for ImageNet, torchvision's vgg16: 13 convolutions, 3 dense layers, 138,357,544
/// parameters.
///
/// Input 3x224x224, (pixel / 255 - mean) / deviation with mean (0.485, 0.456, 0.406) and deviation (0.229,
/// 0.224, 0.225); output 1000 logits. Layers have torchvision's names; its adaptive pool to 7x7 ("avgpool")
/// is the identity at this size and left out. Source: Simonyan and Zisserman, "Very deep convolutional
/// networks for large-scale image recognition", arXiv 1409.1556, configuration D.

#include <sei/model/network.hpp>

// clang-format off
namespace sei::zoo::inline SEI_RELEASE {

struct vgg16 final : sei::network<
    layers::input{.channels = 3, .height = 224, .width = 224},
    layers::conv2d{.filters = 64, .padding = 1, .name = "features.0"}, layers::relu{.name = "features.1"},
    layers::conv2d{.filters = 64, .padding = 1, .name = "features.2"}, layers::relu{.name = "features.3"},
    layers::max_pool{.name = "features.4"},
    layers::conv2d{.filters = 128, .padding = 1, .name = "features.5"}, layers::relu{.name = "features.6"},
    layers::conv2d{.filters = 128, .padding = 1, .name = "features.7"}, layers::relu{.name = "features.8"},
    layers::max_pool{.name = "features.9"},
    layers::conv2d{.filters = 256, .padding = 1, .name = "features.10"}, layers::relu{.name = "features.11"},
    layers::conv2d{.filters = 256, .padding = 1, .name = "features.12"}, layers::relu{.name = "features.13"},
    layers::conv2d{.filters = 256, .padding = 1, .name = "features.14"}, layers::relu{.name = "features.15"},
    layers::max_pool{.name = "features.16"},
    layers::conv2d{.filters = 512, .padding = 1, .name = "features.17"}, layers::relu{.name = "features.18"},
    layers::conv2d{.filters = 512, .padding = 1, .name = "features.19"}, layers::relu{.name = "features.20"},
    layers::conv2d{.filters = 512, .padding = 1, .name = "features.21"}, layers::relu{.name = "features.22"},
    layers::max_pool{.name = "features.23"},
    layers::conv2d{.filters = 512, .padding = 1, .name = "features.24"}, layers::relu{.name = "features.25"},
    layers::conv2d{.filters = 512, .padding = 1, .name = "features.26"}, layers::relu{.name = "features.27"},
    layers::conv2d{.filters = 512, .padding = 1, .name = "features.28"}, layers::relu{.name = "features.29"},
    layers::max_pool{.name = "features.30"},
    layers::flatten{.name = "flatten"},
    layers::dense{.units = 4096, .name = "classifier.0"}, layers::relu{.name = "classifier.1"},
    layers::dropout{.name = "classifier.2"},
    layers::dense{.units = 4096, .name = "classifier.3"}, layers::relu{.name = "classifier.4"},
    layers::dropout{.name = "classifier.5"},
    layers::dense{.units = 1000, .name = "classifier.6"}> {};

} // namespace sei::zoo::inline SEI_RELEASE
// clang-format on
