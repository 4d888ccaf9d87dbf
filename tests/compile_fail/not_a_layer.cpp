// SPDX-License-Identifier: MIT
// The list holds layers and blocks only.
// expect: constraint
// expect-note: network_item

#include <sei/model/network.hpp>

using namespace sei::layers;

struct net final : sei::network<
#ifdef SEI_TEST_FAULT
    input{.channels = 3, .height = 8, .width = 8}, relu{}, 42
#else
    input{.channels = 3, .height = 8, .width = 8}, relu{}
#endif
> {};
