// SPDX-License-Identifier: MIT
// A convolution needs a map, not a vector.
// expect: network_error<2, sei::layers::conv2d, sei::text<'c'>, sei::vector_of<192>, sei::fault::needs_a_map_but_gets_a_vector>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final
    : sei::network<
#ifdef SEI_TEST_FAULT
          input{.channels = 3, .height = 8, .width = 8}, flatten{}, conv2d{.filters = 4, .name = "c"}
#else
          input{.channels = 3, .height = 8, .width = 8}, relu{}, conv2d{.filters = 4, .name = "c"}
#endif
          > {
};
