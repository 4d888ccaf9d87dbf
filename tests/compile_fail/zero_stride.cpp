// SPDX-License-Identifier: MIT
// A stride of zero never ends.
// expect: network_error<1, sei::layers::avg_pool, sei::text<>, sei::chw<3, 8, 8>, sei::fault::a_kernel_stride_or_dilation_is_zero>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, avg_pool{.stride = 0}> {};
#else
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, avg_pool{.stride = 1}> {};
#endif
