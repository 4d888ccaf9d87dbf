// SPDX-License-Identifier: MIT
// `add` closes a residual; a description cannot write it.
// expect: constraint
// expect-note: block_end

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network <
#ifdef SEI_TEST_FAULT
                   input{.channels = 3, .height = 8, .width = 8},
    add {
}
#else
                       input{.channels = 3, .height = 8, .width = 8}, sei::residual<sei::sequence<>>{}
#endif
    > {};
