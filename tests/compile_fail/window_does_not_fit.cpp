// SPDX-License-Identifier: MIT
// Nor does a window of pooling.
// expect: network_error<1, sei::layers::max_pool, sei::text<>, sei::chw<3, 8, 8>, sei::fault::kernel_does_not_fit_the_padded_map>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network <
#ifdef SEI_TEST_FAULT
                   input{.channels = 3, .height = 8, .width = 8},
    max_pool {
    .kernel = { 4, 9 }
}
#else
                       input{.channels = 3, .height = 8, .width = 8}, max_pool{.kernel = {8, 4}}
#endif
    > {};
