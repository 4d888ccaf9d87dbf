// SPDX-License-Identifier: MIT
// A cut inside a residual would need two tensors.
// expect: sei::split: this layer stands inside a residual or concat, where a cut would need more than one tensor; name the block instead

#include <sei/model/split.hpp>

using namespace sei::layers;

struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8},
                   conv2d{.filters = 4, .padding = 1, .name = "conv"}, batch_norm{.name = "bn"},
                   sei::residual<sei::sequence<conv2d{.filters = 4, .padding = 1, .name = "body"}>>{
                       .name = "block"},
                   max_pool{.name = "pool"}, flatten{}, dense{.units = 10, .name = "fc"}> {};

#ifdef SEI_TEST_FAULT
using parts = sei::split<net, "body">;
#else
using parts = sei::split<net, "block">;
#endif

int use() { return static_cast<int>(parts::wire.channels); }
