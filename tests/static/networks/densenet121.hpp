// SPDX-License-Identifier: MIT
#pragma once
/// DenseNet-121 (Huang et al., "Densely connected convolutional networks", 2017) with torchvision's layer
/// names: 121 convolutions and dense layers, 121 batch_norms.

#include <sei/model/network.hpp>

#include <utility>

namespace networks {

using namespace sei::layers;
using sei::label;

/// "features.denseblock3.denselayer12": blocks and layers count from 1.
[[nodiscard]] constexpr label dense_layer_name(std::size_t block, std::size_t layer) {
    label name = "features.denseblock";
    name.push_back(static_cast<char>('0' + block));
    name = name + ".denselayer";
    if (layer >= 10) name.push_back(static_cast<char>('0' + layer / 10));
    name.push_back(static_cast<char>('0' + layer % 10));
    return name;
}

// A class, not an alias template with the name as parameter: expanding that over a pack crashes g++ 12.
template <std::size_t Block, std::size_t Layer>
struct dense_layer {
    static constexpr label prefix = dense_layer_name(Block, Layer);
    using type = sei::concat<
        sei::sequence<>,
        sei::sequence<batch_norm{.name = prefix + ".norm1"}, relu{},
                      conv2d{.filters = 128, .kernel = 1, .bias = false, .name = prefix + ".conv1"},
                      batch_norm{.name = prefix + ".norm2"}, relu{},
                      conv2d{.filters = 32, .padding = 1, .bias = false, .name = prefix + ".conv2"}>>;
};

template <std::size_t Block, class Indices>
struct dense_block;

template <std::size_t Block, std::size_t... Indices>
struct dense_block<Block, std::index_sequence<Indices...>> {
    using type = sei::sequence<typename dense_layer<Block, Indices + 1>::type{}...>;
};

template <std::size_t Block, std::size_t Layers>
inline constexpr auto dense_layers = typename dense_block<Block, std::make_index_sequence<Layers>>::type{};

template <label Prefix, std::uint32_t Filters>
inline constexpr auto transition =
    sei::sequence<batch_norm{.name = Prefix + ".norm"}, relu{},
                  conv2d{.filters = Filters, .kernel = 1, .bias = false, .name = Prefix + ".conv"},
                  avg_pool{.name = Prefix + ".pool"}>{};

struct densenet121 final
    : sei::network<
          input{.channels = 3, .height = 224, .width = 224},
          conv2d{
              .filters = 64, .kernel = 7, .stride = 2, .padding = 3, .bias = false, .name = "features.conv0"},
          batch_norm{.name = "features.norm0"}, relu{}, max_pool{.kernel = 3, .stride = 2, .padding = 1},
          dense_layers<1, 6>, transition<"features.transition1", 128>, dense_layers<2, 12>,
          transition<"features.transition2", 256>, dense_layers<3, 24>,
          transition<"features.transition3", 512>, dense_layers<4, 16>, batch_norm{.name = "features.norm5"},
          relu{}, global_avg_pool{}, flatten{}, dense{.units = 1000, .name = "classifier"}> {};

} // namespace networks
