// SPDX-License-Identifier: MIT
// Eight branches are the limit; the error names the first layer of the ninth.
// expect: network_error<1, sei::layers::relu6, sei::text<>, sei::chw<3, 8, 8>, sei::fault::more_than_eight_branches>

#include <sei/model/network.hpp>

using namespace sei::layers;

using one = sei::sequence<relu{}>;
using ninth = sei::sequence<relu6{}>;

#ifdef SEI_TEST_FAULT
using wide = sei::concat<one, one, one, one, one, one, one, one, ninth, one>;
#else
using wide = sei::concat<one, one, one, one, one, one, one, one>;
#endif

struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, wide{}> {};
