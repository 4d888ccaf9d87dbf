// SPDX-License-Identifier: MIT
// Also a name inside a block may not come again.
// expect: network_error<2, sei::layers::conv2d, sei::text<'c'>, sei::chw<3, 8, 8>, sei::fault::two_layers_have_the_same_name>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network <
#ifdef SEI_TEST_FAULT
                   input{.channels = 3, .height = 8, .width = 8},
    relu{.name = "c"}, sei::residual<sei::sequence<conv2d{.filters = 3, .padding = 1, .name = "c"}>> {
}
#else
                       input{.channels = 3, .height = 8, .width = 8}, relu{.name = "c"},
                       sei::residual<sei::sequence<conv2d{.filters = 3, .padding = 1, .name = "d"}>>{}
#endif
    > {};
