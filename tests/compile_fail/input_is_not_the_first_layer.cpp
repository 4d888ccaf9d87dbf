// SPDX-License-Identifier: MIT
// Only the first layer is an input.
// expect: network_error<2, sei::layers::input, sei::text<'a', 'g', 'a', 'i', 'n'>, sei::chw<3, 8, 8>, sei::fault::input_is_not_the_first_layer>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, relu{},
                                input{.channels = 3, .height = 8, .width = 8, .name = "again"}> {};
#else
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, relu{}, relu{}> {};
#endif
