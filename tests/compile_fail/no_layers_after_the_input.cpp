// SPDX-License-Identifier: MIT
// A network does something.
// expect: network_error<0, sei::layers::input, sei::text<'i', 'n', 'p', 'u', 't'>, sei::chw<3, 8, 8>, sei::fault::no_layers_after_the_input>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}> {};
#else
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, relu{}> {};
#endif
