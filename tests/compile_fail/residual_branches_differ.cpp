// SPDX-License-Identifier: MIT
// Body and shortcut of a residual, here two blocks deep, must have one shape. Incoming is the body's.
// expect: network_error<2, sei::layers::add, sei::text<'s', 'u', 'm'>, sei::chw<3, 4, 4>, sei::fault::residual_branches_differ>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
constexpr std::uint32_t stride = 2;
#else
constexpr std::uint32_t stride = 1;
#endif

using inner = sei::residual<sei::sequence<conv2d{.filters = 3, .stride = stride, .padding = 1}>>;

struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, relu{},
                                sei::residual<sei::sequence<relu{}, inner{.name = "sum"}>>{}> {};
