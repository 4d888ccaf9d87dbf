// SPDX-License-Identifier: MIT
// A convolution must say how many filters it has.
// expect: network_error<1, sei::layers::conv2d, sei::text<>, sei::chw<3, 8, 8>, sei::fault::no_filters_or_units>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network <
#ifdef SEI_TEST_FAULT
                   input{.channels = 3, .height = 8, .width = 8},
    conv2d {
}
#else
                       input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 4}
#endif
    > {};
