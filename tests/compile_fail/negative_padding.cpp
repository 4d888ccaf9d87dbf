// SPDX-License-Identifier: MIT
// A negative padding wraps to a huge one, which is found out (compilers also warn with -Wsign-conversion).
// expect: network_error<1, sei::layers::conv2d, sei::text<>, sei::chw<3, 8, 8>, sei::fault::more_than_2_to_the_31_elements>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 4, .padding = -1}> {};
#else
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 4, .padding = 1}> {};
#endif
