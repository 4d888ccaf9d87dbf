// SPDX-License-Identifier: MIT
// A network starts with its input.
// expect: network_error<0, sei::layers::conv2d, sei::text<'c', '1'>, sei::nothing, sei::fault::first_layer_is_not_input>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network <
#ifdef SEI_TEST_FAULT
                   conv2d{.filters = 4, .name = "c1"},
    relu {
}
#else
                       input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 4, .name = "c1"}
#endif
    > {};
