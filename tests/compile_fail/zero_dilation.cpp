// SPDX-License-Identifier: MIT
// A dilation of zero would read one pixel again and again.
// expect: network_error<1, sei::layers::conv2d, sei::text<>, sei::chw<3, 8, 8>, sei::fault::a_kernel_stride_or_dilation_is_zero>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 4, .dilation = 0}> {};
#else
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, conv2d{.filters = 4, .dilation = 2}> {};
#endif
