// SPDX-License-Identifier: MIT
#pragma once
/// GoogLeNet (Szegedy et al., "Going deeper with convolutions", 2015) as in torchvision: with batch_norm, 3x3
/// instead of 5x5 convolutions and without auxiliary classifiers. Its ceil-mode pooling is written with
/// padding, which gives the same shapes here.

#include <sei/model/network.hpp>

namespace networks {

using namespace sei::layers;

template <std::uint32_t Filters, std::uint32_t Kernel>
using conv_norm_relu =
    sei::sequence<conv2d{.filters = Filters, .kernel = Kernel, .padding = Kernel / 2, .bias = false},
                  batch_norm{}, relu{}>;

inline constexpr max_pool halving{.kernel = 3, .stride = 2, .padding = 1};

template <std::uint32_t One, std::uint32_t Three1, std::uint32_t Three, std::uint32_t Five1,
          std::uint32_t Five, std::uint32_t Pool>
using inception =
    sei::concat<conv_norm_relu<One, 1>,
                sei::sequence<conv_norm_relu<Three1, 1>{}, conv_norm_relu<Three, 3>{}>,
                sei::sequence<conv_norm_relu<Five1, 1>{}, conv_norm_relu<Five, 3>{}>,
                sei::sequence<max_pool{.kernel = 3, .stride = 1, .padding = 1}, conv_norm_relu<Pool, 1>{}>>;

struct googlenet final
    : sei::network<input{.channels = 3, .height = 224, .width = 224},
                   conv2d{.filters = 64, .kernel = 7, .stride = 2, .padding = 3, .bias = false}, batch_norm{},
                   relu{}, halving, conv_norm_relu<64, 1>{}, conv_norm_relu<192, 3>{}, halving,
                   inception<64, 96, 128, 16, 32, 32>{.name = "inception3a"},
                   inception<128, 128, 192, 32, 96, 64>{.name = "inception3b"}, halving,
                   inception<192, 96, 208, 16, 48, 64>{.name = "inception4a"},
                   inception<160, 112, 224, 24, 64, 64>{.name = "inception4b"},
                   inception<128, 128, 256, 24, 64, 64>{.name = "inception4c"},
                   inception<112, 144, 288, 32, 64, 64>{.name = "inception4d"},
                   inception<256, 160, 320, 32, 128, 128>{.name = "inception4e"}, max_pool{},
                   inception<256, 160, 320, 32, 128, 128>{.name = "inception5a"},
                   inception<384, 192, 384, 48, 128, 128>{.name = "inception5b"}, global_avg_pool{},
                   flatten{}, dropout{.probability = 0.2F}, dense{.units = 1000, .name = "fc"}> {};

} // namespace networks
