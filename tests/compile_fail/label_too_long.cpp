// SPDX-License-Identifier: MIT
// A name has at most 71 characters.
// expect: sei::label: a layer's name has at most 71 characters

#include <sei/model/network.hpp>

using namespace sei::layers;

#ifdef SEI_TEST_FAULT
constexpr relu named{.name = "llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll"};
#else
constexpr relu named{.name = "lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll"};
#endif

int use() { return static_cast<int>(named.name.size()); }
