// SPDX-License-Identifier: MIT
#pragma once
/// The networks of the relevance reference, and their weights. netA is zoo::fashion_cnn.

#include "support.hpp"

#include <sei/zoo/fashion_cnn.hpp>

namespace test {

using namespace sei::layers;

using net_a = sei::zoo::fashion_cnn;

/// BatchNorm behind most convolutions, depthwise and pointwise convolutions, strides, both kinds of residual.
struct net_b final
    : sei::network<
          input{.channels = 3, .height = 32, .width = 32},
          conv2d{.filters = 8, .stride = 2, .padding = 1, .bias = false, .name = "conv1"},
          batch_norm{.name = "bn1"}, relu{.name = "relu1"},
          conv2d{.filters = 8, .padding = 1, .groups = 8, .bias = false, .name = "dw2"},
          batch_norm{.name = "bn2"}, relu{.name = "relu2"}, conv2d{.filters = 16, .kernel = 1, .name = "pw3"},
          relu{.name = "relu3"}, avg_pool{.name = "avgpool"},
          sei::residual<sei::sequence<conv2d{.filters = 16, .padding = 1, .bias = false, .name = "conv4"},
                                      batch_norm{.name = "bn4"}, relu{.name = "relu4"},
                                      conv2d{.filters = 16, .padding = 1, .name = "conv5"},
                                      batch_norm{.name = "bn5"}>>{.name = "sum1"},
          relu{.name = "relu5"},
          sei::residual<
              sei::sequence<conv2d{.filters = 24, .stride = 2, .padding = 1, .bias = false, .name = "conv6"},
                            batch_norm{.name = "bn6"}, relu{.name = "relu6"},
                            conv2d{.filters = 24, .padding = 1, .bias = false, .name = "conv7"},
                            batch_norm{.name = "bn7"}>,
              sei::sequence<conv2d{.filters = 24, .kernel = 1, .stride = 2, .bias = false, .name = "ds"},
                            batch_norm{.name = "bnds"}>>{.name = "sum2"},
          relu{.name = "relu7"}, max_pool{.name = "maxpool"}, global_avg_pool{.name = "gap"},
          flatten{.name = "flatten"}, dense{.units = 10, .name = "fc"}> {};

template <class Scalar>
[[nodiscard]] sei::weights::folded_weights<Scalar> weights_of_net_a() {
    const auto path = std::filesystem::path(SEI_EXAMPLE_DATA_DIR) / "fashion_cnn.safetensors";
    return sei::weights::fold<Scalar, net_a>(sei::weights::load<net_a>(path));
}

template <class Scalar, class Net>
[[nodiscard]] sei::weights::folded_weights<Scalar> golden_weights(const std::string& name) {
    return sei::weights::fold<Scalar, Net>(sei::weights::load<Net>(golden(name)));
}

template <class Scalar>
[[nodiscard]] sei::weights::folded_weights<Scalar> weights_of_net_b() {
    return golden_weights<Scalar, net_b>("netB.weights.safetensors");
}

} // namespace test
