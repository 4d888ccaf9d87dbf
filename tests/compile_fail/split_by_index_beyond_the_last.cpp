// SPDX-License-Identifier: MIT
// Indices end at the last layer: 6 here.
// expect: sei::split: the network has no top-level layer of this name or index

#include <sei/model/split.hpp>

using namespace sei::layers;

struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8},
                   conv2d{.filters = 4, .padding = 1, .name = "conv"}, batch_norm{.name = "bn"},
                   sei::residual<sei::sequence<conv2d{.filters = 4, .padding = 1, .name = "body"}>>{
                       .name = "block"},
                   max_pool{.name = "pool"}, flatten{}, dense{.units = 10, .name = "fc"}> {};

#ifdef SEI_TEST_FAULT
using parts = sei::split<net, 7>;
#else
using parts = sei::split<net, 6>;
#endif

int use() { return static_cast<int>(parts::head::output.channels + parts::tail::macs); }
