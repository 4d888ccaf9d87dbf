// SPDX-License-Identifier: MIT
#pragma once
/// ResNet-18 and ResNet-50 (He et al., "Deep residual learning for image recognition", 2016) with
/// torchvision's layer names; as there, the 3x3 convolution of a bottleneck has the stride.

#include <sei/model/network.hpp>

namespace networks {

using namespace sei::layers;
using sei::label;

template <label Name, std::uint32_t Filters, std::uint32_t Stride>
inline constexpr conv2d conv1x1{
    .filters = Filters, .kernel = 1, .stride = Stride, .bias = false, .name = Name};

template <label Name, std::uint32_t Filters, std::uint32_t Stride>
inline constexpr conv2d conv3x3{
    .filters = Filters, .stride = Stride, .padding = 1, .bias = false, .name = Name};

template <label Name>
inline constexpr batch_norm norm{.name = Name};

template <label Prefix, std::uint32_t Filters, std::uint32_t Stride>
using basic_body = sei::sequence<conv3x3<Prefix + ".conv1", Filters, Stride>, norm<Prefix + ".bn1">, relu{},
                                 conv3x3<Prefix + ".conv2", Filters, 1>, norm<Prefix + ".bn2">>;

template <label Prefix, std::uint32_t Width, std::uint32_t Stride>
using bottleneck_body =
    sei::sequence<conv1x1<Prefix + ".conv1", Width, 1>, norm<Prefix + ".bn1">, relu{},
                  conv3x3<Prefix + ".conv2", Width, Stride>, norm<Prefix + ".bn2">, relu{},
                  conv1x1<Prefix + ".conv3", 4 * Width, 1>, norm<Prefix + ".bn3">>;

template <label Prefix, std::uint32_t Filters, std::uint32_t Stride>
using downsample =
    sei::sequence<conv1x1<Prefix + ".downsample.0", Filters, Stride>, norm<Prefix + ".downsample.1">>;

template <label Prefix, class Body, class Shortcut = sei::sequence<>>
using block = sei::sequence<sei::residual<Body, Shortcut>{.name = Prefix}, relu{}>;

template <label Prefix, std::uint32_t Filters>
using basic = block<Prefix, basic_body<Prefix, Filters, 1>>;

template <label Prefix, std::uint32_t Filters>
using basic_down = block<Prefix, basic_body<Prefix, Filters, 2>, downsample<Prefix, Filters, 2>>;

template <label Prefix, std::uint32_t Width>
using bottleneck = block<Prefix, bottleneck_body<Prefix, Width, 1>>;

template <label Prefix, std::uint32_t Width, std::uint32_t Stride>
using bottleneck_down =
    block<Prefix, bottleneck_body<Prefix, Width, Stride>, downsample<Prefix, 4 * Width, Stride>>;

using stem =
    sei::sequence<conv2d{
                      .filters = 64, .kernel = 7, .stride = 2, .padding = 3, .bias = false, .name = "conv1"},
                  batch_norm{.name = "bn1"}, relu{.name = "relu"},
                  max_pool{.kernel = 3, .stride = 2, .padding = 1, .name = "maxpool"}>;

using classifier =
    sei::sequence<global_avg_pool{.name = "avgpool"}, flatten{}, dense{.units = 1000, .name = "fc"}>;

struct resnet18 final
    : sei::network<input{.channels = 3, .height = 224, .width = 224}, stem{}, basic<"layer1.0", 64>{},
                   basic<"layer1.1", 64>{}, basic_down<"layer2.0", 128>{}, basic<"layer2.1", 128>{},
                   basic_down<"layer3.0", 256>{}, basic<"layer3.1", 256>{}, basic_down<"layer4.0", 512>{},
                   basic<"layer4.1", 512>{}, classifier{}> {};

struct resnet50 final
    : sei::network<
          input{.channels = 3, .height = 224, .width = 224}, stem{}, bottleneck_down<"layer1.0", 64, 1>{},
          bottleneck<"layer1.1", 64>{}, bottleneck<"layer1.2", 64>{}, bottleneck_down<"layer2.0", 128, 2>{},
          bottleneck<"layer2.1", 128>{}, bottleneck<"layer2.2", 128>{}, bottleneck<"layer2.3", 128>{},
          bottleneck_down<"layer3.0", 256, 2>{}, bottleneck<"layer3.1", 256>{}, bottleneck<"layer3.2", 256>{},
          bottleneck<"layer3.3", 256>{}, bottleneck<"layer3.4", 256>{}, bottleneck<"layer3.5", 256>{},
          bottleneck_down<"layer4.0", 512, 2>{}, bottleneck<"layer4.1", 512>{}, bottleneck<"layer4.2", 512>{},
          classifier{}> {};

} // namespace networks
