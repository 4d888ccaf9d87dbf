// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/vgg16_cifar.hpp: VGG-16's topology for 32x32 images (CIFAR-10): 13 convolutions, 5 pools, one dense layer.

#include <sei/model/network.hpp>

// clang-format off: a description reads like a table
namespace sei::zoo {

namespace detail {

/// "block" + digit + suffix, as in `block1_conv2`.
[[nodiscard]] constexpr label in_block(std::uint32_t number, const label& suffix) {
    label name = "block";
    name.push_back(static_cast<char>('0' + number));
    return name + suffix;
}

template <std::uint32_t Number, std::uint32_t Width>
using vgg_block_of_2 = sequence<
    layers::conv2d{.filters = Width, .padding = 1, .name = in_block(Number, "_conv1")},
    layers::relu{.name = in_block(Number, "_relu1")},
    layers::conv2d{.filters = Width, .padding = 1, .name = in_block(Number, "_conv2")},
    layers::relu{.name = in_block(Number, "_relu2")},
    layers::max_pool{.name = in_block(Number, "_pool")}>;

template <std::uint32_t Number, std::uint32_t Width>
using vgg_block_of_3 = sequence<
    layers::conv2d{.filters = Width, .padding = 1, .name = in_block(Number, "_conv1")},
    layers::relu{.name = in_block(Number, "_relu1")},
    layers::conv2d{.filters = Width, .padding = 1, .name = in_block(Number, "_conv2")},
    layers::relu{.name = in_block(Number, "_relu2")},
    layers::conv2d{.filters = Width, .padding = 1, .name = in_block(Number, "_conv3")},
    layers::relu{.name = in_block(Number, "_relu3")},
    layers::max_pool{.name = in_block(Number, "_pool")}>;

} // namespace detail

/// Input 3x32x32; output 10 logits. The widths are those of the five blocks.
template <std::uint32_t Width1 = 64, std::uint32_t Width2 = 128, std::uint32_t Width3 = 256,
          std::uint32_t Width4 = 512, std::uint32_t Width5 = 512>
struct vgg16_cifar : sei::network<
    layers::input{.channels = 3, .height = 32, .width = 32},
    detail::vgg_block_of_2<1, Width1>{}, detail::vgg_block_of_2<2, Width2>{},
    detail::vgg_block_of_3<3, Width3>{}, detail::vgg_block_of_3<4, Width4>{}, detail::vgg_block_of_3<5, Width5>{},
    layers::flatten{.name = "flatten"}, layers::dense{.units = 10, .name = "fc"}> {};

/// The widths of the network that was trained for this project, 87.55 % on CIFAR-10's test images.
struct vgg16_cifar10 final : vgg16_cifar<32, 64, 128, 192, 192> {};

} // namespace sei::zoo
// clang-format on
