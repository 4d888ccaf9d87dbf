// SPDX-License-Identifier: MIT
// A branch is a sequence, also of one layer.
// expect: constraint
// expect-note: block
// errors-gcc: 2

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network <
#ifdef SEI_TEST_FAULT
                   input{.channels = 3, .height = 8, .width = 8},
    sei::residual<relu> {
}
#else
                       input{.channels = 3, .height = 8, .width = 8}, sei::residual<sei::sequence<relu{}>>{}
#endif
    > {};
