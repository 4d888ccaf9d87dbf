// SPDX-License-Identifier: MIT
// Blocks nest 16 deep at most; the error names the first layer of the seventeenth.
// expect: network_error<1, sei::layers::relu, sei::text<'d', 'e', 'e', 'p'>, sei::chw<3, 8, 8>, sei::fault::blocks_are_nested_more_than_16_deep>

#include <sei/model/network.hpp>

using namespace sei::layers;

template <int Depth>
struct nested {
    using type = sei::sequence<sei::residual<typename nested<Depth - 1>::type>{}>;
};

template <>
struct nested<0> {
    using type = sei::sequence<relu{.name = "deep"}>;
};

#ifdef SEI_TEST_FAULT
constexpr int depth = 17;
#else
constexpr int depth = 16;
#endif

struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, nested<depth>::type{}> {};
