// SPDX-License-Identifier: MIT
// Four groups do not divide three channels.
// expect: network_error<1, sei::layers::conv2d, sei::text<>, sei::chw<3, 8, 8>, sei::fault::groups_do_not_divide_channels_and_filters>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 8, .groups = 4}> {};
#else
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 6, .groups = 3}> {};
#endif
