// SPDX-License-Identifier: MIT
#pragma once
/// Networks that several tests run, as types only: this header is light.

#include <sei/model/network.hpp>
#include <sei/model/split.hpp>

namespace test_networks {

using namespace sei::layers;

// clang-format off

/// A network whose weights, folded weights, input and logits come from PyTorch (tests/golden/engine.md).
struct residual_net final : sei::network<
    input{.channels = 3, .height = 32, .width = 32},
    conv2d{.filters = 8, .stride = 2, .padding = 1, .bias = false, .name = "conv1"}, batch_norm{.name = "bn1"}, relu{.name = "relu1"},
    conv2d{.filters = 8, .padding = 1, .groups = 8, .bias = false, .name = "dw2"}, batch_norm{.name = "bn2"}, relu{.name = "relu2"},
    conv2d{.filters = 16, .kernel = 1, .name = "pw3"}, relu{.name = "relu3"},
    avg_pool{.name = "avgpool"},
    sei::residual<sei::sequence<
        conv2d{.filters = 16, .padding = 1, .bias = false, .name = "conv4"}, batch_norm{.name = "bn4"}, relu{.name = "relu4"},
        conv2d{.filters = 16, .padding = 1, .name = "conv5"}, batch_norm{.name = "bn5"}>>{.name = "sum1"},
    relu{.name = "relu5"},
    sei::residual<sei::sequence<
        conv2d{.filters = 24, .stride = 2, .padding = 1, .bias = false, .name = "conv6"}, batch_norm{.name = "bn6"}, relu{.name = "relu6"},
        conv2d{.filters = 24, .padding = 1, .bias = false, .name = "conv7"}, batch_norm{.name = "bn7"}>,
        sei::sequence<
        conv2d{.filters = 24, .kernel = 1, .stride = 2, .bias = false, .name = "ds"}, batch_norm{.name = "bnds"}>>{.name = "sum2"},
    relu{.name = "relu7"},
    max_pool{.name = "maxpool"}, global_avg_pool{.name = "gap"}, flatten{.name = "flatten"}, dense{.units = 10, .name = "fc"}> {};

/// One layer of each kind, with tensors that must not be overwritten early: nested blocks, branches that pass their
/// input on, padding that differs between the readers of one map, batch_norm that folds and batch_norm that can't.
struct every_layer_net final : sei::network<
    input{.channels = 3, .height = 17, .width = 13},
    conv2d{.filters = 20, .padding = 2, .bias = false, .name = "stem"}, batch_norm{.name = "stem_bn"}, relu6{},
    sei::concat<
        sei::sequence<conv2d{.filters = 5, .kernel = 1, .name = "a"}, relu{}>,
        sei::sequence<dropout{}, conv2d{.filters = 9, .kernel = 5, .padding = 2, .name = "b"}, batch_norm{.name = "b_bn"}, relu{}>,
        sei::sequence<avg_pool{.kernel = 3, .stride = 1, .padding = 1, .count_include_pad = false}>,
        sei::sequence<>>{.name = "mix"},
    batch_norm{.name = "free_bn"}, dropout{}, relu{},
    sei::residual<sei::sequence<
        relu{}, conv2d{.filters = 54, .padding = 1, .groups = 54, .name = "dw"}, batch_norm{.name = "dw_bn"},
        sei::residual<sei::sequence<dropout{}, relu6{}, conv2d{.filters = 54, .padding = {1, 3}, .dilation = {1, 3}, .name = "inner"}>>{},
        relu{}>, sei::sequence<conv2d{.filters = 54, .kernel = 1, .groups = 6, .name = "side"}>>{.name = "sum"},
    max_pool{.kernel = 3, .stride = 2, .padding = 1}, relu{},
    conv2d{.filters = 33, .stride = {2, 1}, .name = "late"}, dropout{}, relu{},
    global_avg_pool{}, flatten{}, dense{.units = 21, .bias = false, .name = "fc1"}, batch_norm{.name = "fc1_bn"}, relu{},
    sei::residual<sei::sequence<dense{.units = 21, .name = "fc2"}, relu6{}>>{.name = "vector_sum"},
    dropout{}, dense{.units = 7, .name = "fc3"}, softmax{}> {};

// clang-format on

} // namespace test_networks
