// SPDX-License-Identifier: MIT
// A network has layers.
// expect: network_error<0, sei::nothing, sei::text<>, sei::nothing, sei::fault::first_layer_is_not_input>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network <
#ifdef SEI_TEST_FAULT
                   sei::sequence<> {
}
#else
                       input{.channels = 3, .height = 8, .width = 8}, relu{}
#endif
    > {};
