// SPDX-License-Identifier: MIT
// A name finds one layer's weights.
// expect: network_error<3, sei::layers::conv2d, sei::text<'c'>, sei::chw<4, 6, 6>, sei::fault::two_layers_have_the_same_name>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 4, .name = "c"}, relu{},
                   conv2d{.filters = 4, .name = "c"}> {};
#else
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 4, .name = "c"}, relu{},
                   conv2d{.filters = 4, .name = "d"}> {};
#endif
