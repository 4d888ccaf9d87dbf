// SPDX-License-Identifier: MIT
/// Winograd convolution on the 3x3 layers of VGG-16 and ResNet. Counters count the multiplications of direct
/// convolution, so that more than 100 % of the peak is possible.

#include "../../support.hpp"

namespace {

const bool registered = [] {
    struct layer {
        std::uint32_t channels, filters, size;
    };
    for (const layer& each :
         {layer{64, 64, 224}, layer{64, 128, 112}, layer{128, 128, 112}, layer{128, 256, 56},
          layer{256, 256, 56}, layer{256, 512, 28}, layer{512, 512, 28}, layer{512, 512, 14},
          layer{64, 64, 56}, layer{128, 128, 28}, layer{256, 256, 14}, layer{512, 512, 7}, layer{256, 256, 8},
          layer{512, 512, 4}, layer{48, 192, 27}})
        bench::register_layer("kernel/winograd/" + std::to_string(each.channels) + "_to_" +
                                  std::to_string(each.filters) + "@" + std::to_string(each.size),
                              sei::layers::conv2d{.filters = each.filters, .padding = 1},
                              {each.channels, each.size, each.size});
    return true;
}();

} // namespace
