// SPDX-License-Identifier: MIT
// The list holds layers and blocks only.
// expect: constraint
// expect-note: network_item

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, relu{}, 42> {};
#else
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, relu{}> {};
#endif
