// SPDX-License-Identifier: MIT
// The batch_norm disappears into the convolution's weights, so nothing is between the two.
// expect: sei::split: the batch_norm after this layer is folded into its weights; cut after the batch_norm

#include <sei/model/split.hpp>

using namespace sei::layers;

struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8},
                   conv2d{.filters = 4, .padding = 1, .name = "conv"}, batch_norm{.name = "bn"},
                   sei::residual<sei::sequence<conv2d{.filters = 4, .padding = 1, .name = "body"}>>{
                       .name = "block"},
                   max_pool{.name = "pool"}, flatten{}, dense{.units = 10, .name = "fc"}> {};

#ifdef SEI_TEST_FAULT
using parts = sei::split<net, "conv">;
#else
using parts = sei::split<net, "bn">;
#endif

int use() { return static_cast<int>(parts::wire.channels); }
