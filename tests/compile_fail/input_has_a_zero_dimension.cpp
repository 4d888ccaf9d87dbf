// SPDX-License-Identifier: MIT
// A map has height and width, a vector neither.
// expect: network_error<0, sei::layers::input, sei::text<'i', 'n', 'p', 'u', 't'>, sei::nothing, sei::fault::input_has_a_zero_dimension>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network <
#ifdef SEI_TEST_FAULT
                   input{.channels = 3, .height = 8},
    relu {
}
#else
                       input{.channels = 3, .height = 8, .width = 8}, relu{}
#endif
    > {};
