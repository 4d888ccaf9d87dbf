// SPDX-License-Identifier: MIT
// A consumer of the model module alone: a network, a split, its cost.
#include <sei/model.hpp>

#include <cstdio>

using namespace sei::layers;

struct tiny final : sei::network<input{.channels = 1, .height = 8, .width = 8},
                                 conv2d{.filters = 4, .padding = 1, .name = "conv"}, max_pool{.name = "pool"},
                                 flatten{}, dense{.units = 3, .name = "fc"}> {};

int main() {
    using at_pool = sei::split<tiny, "pool">;
    static_assert(at_pool::wire == sei::shape{4, 4, 4});
    std::printf("%zu bytes on the wire\n", at_pool::wire_bytes_float32);
    return at_pool::wire_bytes_float32 == 256 ? 0 : 1;
}
