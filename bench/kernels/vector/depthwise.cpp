// SPDX-License-Identifier: MIT
/// Depthwise convolution on MobileNet's layers.

#include "../../support.hpp"

namespace {

const bool registered = [] {
    struct layer {
        std::uint32_t channels, size, stride;
    };
    for (const layer& each : {layer{32, 112, 1}, layer{64, 112, 2}, layer{128, 56, 1}, layer{256, 28, 1},
                              layer{512, 14, 1}, layer{512, 14, 2}, layer{1024, 7, 1}})
        bench::register_layer(
            "kernel/depthwise/" + std::to_string(each.channels) + "@" + std::to_string(each.size) +
                "_stride_" + std::to_string(each.stride),
            sei::layers::conv2d{
                .filters = each.channels, .stride = each.stride, .padding = 1, .groups = each.channels},
            {each.channels, each.size, each.size});
    return true;
}();

} // namespace
