// SPDX-License-Identifier: MIT
// One activation holds at most 2^31 elements.
// expect: network_error<1, sei::layers::conv2d, sei::text<'b', 'i', 'g'>, sei::chw<1, 1024, 1024>, sei::fault::more_than_2_to_the_31_elements>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final : sei::network<input{.channels = 1, .height = 1024, .width = 1024},
                                conv2d{.filters = 2049, .kernel = 1, .name = "big"}> {};
#else
struct net final : sei::network<input{.channels = 1, .height = 1024, .width = 1024},
                                conv2d{.filters = 2048, .kernel = 1, .name = "big"}> {};
#endif
