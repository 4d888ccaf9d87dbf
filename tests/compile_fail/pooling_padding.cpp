// SPDX-License-Identifier: MIT
// Padding of 2 around a window of 3 would make windows without a pixel.
// expect: network_error<1, sei::layers::max_pool, sei::text<'p'>, sei::chw<3, 8, 8>, sei::fault::padding_exceeds_half_of_the_pooling_window>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final
    : sei::network<
#ifdef SEI_TEST_FAULT
          input{.channels = 3, .height = 8, .width = 8}, max_pool{.kernel = 3, .padding = 2, .name = "p"}
#else
          input{.channels = 3, .height = 8, .width = 8}, max_pool{.kernel = 3, .padding = 1, .name = "p"}
#endif
          > {
};
