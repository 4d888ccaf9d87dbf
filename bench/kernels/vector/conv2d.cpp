// SPDX-License-Identifier: MIT
/// Direct convolution on layers of VGG-16, ResNet and MobileNet: 3x3, strides, pictures, 1x1.

#include "../../support.hpp"

namespace {

using sei::layers::conv2d;

const bool registered = [] {
    const sei::engine::executor_options direct{.exact = true};
    const auto add = [&](const char* name, const conv2d& spec, sei::shape in) {
        bench::register_layer(std::string("kernel/direct/") + name, spec, in, direct);
    };
    for (const std::uint32_t size : {112U, 56U, 28U, 14U, 7U}) {
        const std::uint32_t channels = 7168 / size;
        add(("3x3_" + std::to_string(channels) + "@" + std::to_string(size)).c_str(),
            {.filters = channels, .padding = 1}, {channels, size, size});
        add(("1x1_" + std::to_string(channels) + "@" + std::to_string(size)).c_str(),
            {.filters = channels, .kernel = 1}, {channels, size, size});
    }
    add("3x3_rgb@224", {.filters = 64, .padding = 1}, {3, 224, 224});
    add("3x3_stride_2_rgb@224", {.filters = 32, .stride = 2, .padding = 1}, {3, 224, 224});
    add("7x7_stride_2_rgb@224", {.filters = 64, .kernel = 7, .stride = 2, .padding = 3}, {3, 224, 224});
    add("3x3_stride_2_128@56", {.filters = 128, .stride = 2, .padding = 1}, {128, 56, 56});
    add("1x1_stride_2_256@56", {.filters = 512, .kernel = 1, .stride = 2}, {256, 56, 56});
    add("1x1_512_to_2048@7", {.filters = 2048, .kernel = 1}, {512, 7, 7});
    add("5x5_grey@28", {.filters = 6, .kernel = 5, .padding = 2}, {1, 28, 28});
    return true;
}();

} // namespace
