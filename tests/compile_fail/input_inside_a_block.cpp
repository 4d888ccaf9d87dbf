// SPDX-License-Identifier: MIT
// Nor is an input allowed inside a block.
// expect: network_error<1, sei::layers::input, sei::text<'a', 'g', 'a', 'i', 'n'>, sei::chw<3, 8, 8>, sei::fault::input_is_not_the_first_layer>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network <
#ifdef SEI_TEST_FAULT
                   input{.channels = 3, .height = 8, .width = 8},
    sei::residual<sei::sequence<input{.channels = 3, .height = 8, .width = 8, .name = "again"}>> {
}
#else
                       input{.channels = 3, .height = 8, .width = 8}, sei::residual<sei::sequence<relu{}>>{}
#endif
    > {};
