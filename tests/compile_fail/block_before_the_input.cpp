// SPDX-License-Identifier: MIT
// A block that comes first is no input either; the error names the first layer in it.
// expect: network_error<0, sei::layers::relu, sei::text<'r'>, sei::nothing, sei::fault::first_layer_is_not_input>

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final
    : sei::network<
#ifdef SEI_TEST_FAULT
          sei::residual<sei::sequence<relu{.name = "r"}>>{}, input{.channels = 3, .height = 8, .width = 8}
#else
          input{.channels = 3, .height = 8, .width = 8}, sei::residual<sei::sequence<relu{.name = "r"}>>{}
#endif
          > {
};
