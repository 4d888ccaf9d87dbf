// SPDX-License-Identifier: MIT
// A dense layer needs a vector; the message says what to add.
// expect: network_error<1, sei::layers::dense, sei::text<'f', 'c'>, sei::chw<3, 8, 8>, sei::fault::needs_a_vector_but_gets_a_map_add_flatten>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, dense{.units = 10, .name = "fc"}> {};
#else
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, flatten{},
                                dense{.units = 10, .name = "fc"}> {};
#endif
