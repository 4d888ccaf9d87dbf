// SPDX-License-Identifier: MIT
// A kernel of 9 does not fit a map of 8.
// expect: network_error<1, sei::layers::conv2d, sei::text<'c'>, sei::chw<3, 8, 8>, sei::fault::kernel_does_not_fit_the_padded_map>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final
    : sei::network<
#ifdef SEI_TEST_FAULT
          input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 4, .kernel = 9, .name = "c"}
#else
          input{.channels = 3, .height = 8, .width = 8},
          conv2d{.filters = 4, .kernel = 9, .padding = 1, .name = "c"}
#endif
          > {
};
