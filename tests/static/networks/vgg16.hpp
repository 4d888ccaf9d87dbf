// SPDX-License-Identifier: MIT
#pragma once
/// VGG-16 (Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition",
/// 2015, configuration D) with torchvision's layer names.

#include <sei/model/network.hpp>

namespace networks {

using namespace sei::layers;

template <std::uint32_t Filters, sei::label Name>
using vgg_step = sei::sequence<conv2d{.filters = Filters, .padding = 1, .name = Name}, relu{}>;

struct vgg16 final
    : sei::network<
          input{.channels = 3, .height = 224, .width = 224}, vgg_step<64, "features.0">{},
          vgg_step<64, "features.2">{}, max_pool{.name = "features.4"}, vgg_step<128, "features.5">{},
          vgg_step<128, "features.7">{}, max_pool{.name = "features.9"}, vgg_step<256, "features.10">{},
          vgg_step<256, "features.12">{}, vgg_step<256, "features.14">{}, max_pool{.name = "features.16"},
          vgg_step<512, "features.17">{}, vgg_step<512, "features.19">{}, vgg_step<512, "features.21">{},
          max_pool{.name = "features.23"}, vgg_step<512, "features.24">{}, vgg_step<512, "features.26">{},
          vgg_step<512, "features.28">{}, max_pool{.name = "features.30"}, flatten{},
          dense{.units = 4096, .name = "classifier.0"}, relu{}, dropout{},
          dense{.units = 4096, .name = "classifier.3"}, relu{}, dropout{},
          dense{.units = 1000, .name = "classifier.6"}> {};

} // namespace networks
