// SPDX-License-Identifier: MIT
// A probability lies between 0 and 1.
// expect: network_error<1, sei::layers::dropout, sei::text<>, sei::chw<3, 8, 8>, sei::fault::dropout_probability_is_not_between_0_and_1>

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
struct net final
    : sei::network<input{.channels = 3, .height = 8, .width = 8}, dropout{.probability = 50.0F}> {};
#else
struct net final : sei::network<input{.channels = 3, .height = 8, .width = 8}, dropout{.probability = 0.5F}> {
};
#endif
