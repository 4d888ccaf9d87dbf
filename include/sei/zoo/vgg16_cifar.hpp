// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo/vgg16_cifar.hpp: VGG-16's topology for 32x32 images (CIFAR-10): 13 convolutions, 5 pools, one
/// dense layer; 14,719,818 parameters with the paper's widths.
///
/// Input 3x32x32, output 10 logits. No batch_norm: train with it and fold it, or train without. Source:
/// Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", arXiv
/// 1409.1556, configuration D.

#include <sei/model/network.hpp>

namespace sei::zoo::inline SEI_RELEASE {

/// Under which names the layers find their weights and are named as split points.
enum class vgg_names {
    torch_sequential, ///< the numbers of an nn.Sequential: "0" (convolution), "1" (relu), ... "32" (dense)
    blocks,           ///< block1_conv1, block1_relu1, ... block5_pool, flatten, fc
};

namespace detail {

[[nodiscard]] constexpr label vgg_name(vgg_names names, const label& number, const label& in_block) {
    return names == vgg_names::torch_sequential ? number : in_block;
}

} // namespace detail

// clang-format off

/// The widths are those of the five blocks.
template <std::uint32_t Width1 = 64, std::uint32_t Width2 = 128, std::uint32_t Width3 = 256,
          std::uint32_t Width4 = 512, std::uint32_t Width5 = 512, vgg_names Names = vgg_names::torch_sequential>
struct vgg16_cifar : sei::network<
    layers::input{.channels = 3, .height = 32, .width = 32},
    layers::conv2d{.filters = Width1, .padding = 1, .name = detail::vgg_name(Names, "0", "block1_conv1")},
    layers::relu{.name = detail::vgg_name(Names, "1", "block1_relu1")},
    layers::conv2d{.filters = Width1, .padding = 1, .name = detail::vgg_name(Names, "2", "block1_conv2")},
    layers::relu{.name = detail::vgg_name(Names, "3", "block1_relu2")},
    layers::max_pool{.name = detail::vgg_name(Names, "4", "block1_pool")},
    layers::conv2d{.filters = Width2, .padding = 1, .name = detail::vgg_name(Names, "5", "block2_conv1")},
    layers::relu{.name = detail::vgg_name(Names, "6", "block2_relu1")},
    layers::conv2d{.filters = Width2, .padding = 1, .name = detail::vgg_name(Names, "7", "block2_conv2")},
    layers::relu{.name = detail::vgg_name(Names, "8", "block2_relu2")},
    layers::max_pool{.name = detail::vgg_name(Names, "9", "block2_pool")},
    layers::conv2d{.filters = Width3, .padding = 1, .name = detail::vgg_name(Names, "10", "block3_conv1")},
    layers::relu{.name = detail::vgg_name(Names, "11", "block3_relu1")},
    layers::conv2d{.filters = Width3, .padding = 1, .name = detail::vgg_name(Names, "12", "block3_conv2")},
    layers::relu{.name = detail::vgg_name(Names, "13", "block3_relu2")},
    layers::conv2d{.filters = Width3, .padding = 1, .name = detail::vgg_name(Names, "14", "block3_conv3")},
    layers::relu{.name = detail::vgg_name(Names, "15", "block3_relu3")},
    layers::max_pool{.name = detail::vgg_name(Names, "16", "block3_pool")},
    layers::conv2d{.filters = Width4, .padding = 1, .name = detail::vgg_name(Names, "17", "block4_conv1")},
    layers::relu{.name = detail::vgg_name(Names, "18", "block4_relu1")},
    layers::conv2d{.filters = Width4, .padding = 1, .name = detail::vgg_name(Names, "19", "block4_conv2")},
    layers::relu{.name = detail::vgg_name(Names, "20", "block4_relu2")},
    layers::conv2d{.filters = Width4, .padding = 1, .name = detail::vgg_name(Names, "21", "block4_conv3")},
    layers::relu{.name = detail::vgg_name(Names, "22", "block4_relu3")},
    layers::max_pool{.name = detail::vgg_name(Names, "23", "block4_pool")},
    layers::conv2d{.filters = Width5, .padding = 1, .name = detail::vgg_name(Names, "24", "block5_conv1")},
    layers::relu{.name = detail::vgg_name(Names, "25", "block5_relu1")},
    layers::conv2d{.filters = Width5, .padding = 1, .name = detail::vgg_name(Names, "26", "block5_conv2")},
    layers::relu{.name = detail::vgg_name(Names, "27", "block5_relu2")},
    layers::conv2d{.filters = Width5, .padding = 1, .name = detail::vgg_name(Names, "28", "block5_conv3")},
    layers::relu{.name = detail::vgg_name(Names, "29", "block5_relu3")},
    layers::max_pool{.name = detail::vgg_name(Names, "30", "block5_pool")},
    layers::flatten{.name = detail::vgg_name(Names, "31", "flatten")},
    layers::dense{.units = 10, .name = detail::vgg_name(Names, "32", "fc")}> {};

/// The widths of the network that was trained for this project, 87.55 % on CIFAR-10's test images; input
/// (pixel / 255 - 0.5) / 0.25.
struct vgg16_cifar10 final : vgg16_cifar<32, 64, 128, 192, 192, vgg_names::blocks> {};

} // namespace sei::zoo::inline SEI_RELEASE
// clang-format on
