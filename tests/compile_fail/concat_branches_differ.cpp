// SPDX-License-Identifier: MIT
// Branches may differ in channels only. Incoming is the branch that differs from the first.
// expect: network_error<1, sei::layers::join, sei::text<>, sei::chw<3, 4, 4>, sei::fault::concat_branches_differ_in_height_or_width>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
using pool = sei::sequence<max_pool{}>;
#else
using pool = sei::sequence<max_pool{.kernel = 3, .stride = 1, .padding = 1}>;
#endif

struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8},
                                sei::concat<sei::sequence<conv2d{.filters = 5, .padding = 1}>, pool>{}> {};
