// SPDX-License-Identifier: MIT
#pragma once
/// MobileNetV2 (Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", 2018), as in
/// torchvision.

#include <sei/model/network.hpp>

namespace networks {

using namespace sei::layers;

template <std::uint32_t Filters>
using pointwise = sei::sequence<conv2d{.filters = Filters, .kernel = 1, .bias = false}, batch_norm{}>;

template <std::uint32_t Channels, std::uint32_t Stride>
using depthwise =
    sei::sequence<conv2d{
                      .filters = Channels, .stride = Stride, .padding = 1, .groups = Channels, .bias = false},
                  batch_norm{}, relu6{}>;

template <std::uint32_t In, std::uint32_t Out, std::uint32_t Stride = 1>
using inverted = sei::sequence<pointwise<6 * In>{}, relu6{}, depthwise<6 * In, Stride>{}, pointwise<Out>{}>;

template <std::uint32_t Channels>
using inverted_residual = sei::residual<inverted<Channels, Channels>>;

struct mobilenet_v2 final
    : sei::network<
          input{.channels = 3, .height = 224, .width = 224},
          conv2d{.filters = 32, .stride = 2, .padding = 1, .bias = false}, batch_norm{}, relu6{},
          depthwise<32, 1>{}, pointwise<16>{}, inverted<16, 24, 2>{}, inverted_residual<24>{},
          inverted<24, 32, 2>{}, inverted_residual<32>{}, inverted_residual<32>{}, inverted<32, 64, 2>{},
          inverted_residual<64>{}, inverted_residual<64>{}, inverted_residual<64>{}, inverted<64, 96>{},
          inverted_residual<96>{}, inverted_residual<96>{}, inverted<96, 160, 2>{}, inverted_residual<160>{},
          inverted_residual<160>{}, inverted<160, 320>{}, pointwise<1280>{}, relu6{}, global_avg_pool{},
          flatten{}, dropout{.probability = 0.2F}, dense{.units = 1000, .name = "classifier.1"}> {};

} // namespace networks
