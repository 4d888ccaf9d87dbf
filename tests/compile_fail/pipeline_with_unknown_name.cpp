// SPDX-License-Identifier: MIT
// A wrong name in a pipeline gives the split's message and no other.
// expect: sei::split: the network has no top-level layer of this name or index

#include <sei/model/pipeline.hpp>

using namespace sei::layers;

struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8},
                   conv2d{.filters = 4, .padding = 1, .name = "conv"}, batch_norm{.name = "bn"},
                   sei::residual<sei::sequence<conv2d{.filters = 4, .padding = 1, .name = "body"}>>{
                       .name = "block"},
                   max_pool{.name = "pool"}, flatten{}, dense{.units = 10, .name = "fc"}> {};

#ifdef SEI_TEST_FAULT
using line = sei::pipeline<net, "bn", "pooling">;
#else
using line = sei::pipeline<net, "bn", "pool">;
#endif

int use() { return static_cast<int>(line::stages); }
