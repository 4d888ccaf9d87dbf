// SPDX-License-Identifier: MIT
// A node is asked for by a name that the network does not have.
// expect: sei::node_named: the network has no layer of this name

#include <sei/model/network.hpp>

using namespace sei::layers;

struct tiny final : sei::network<input{.channels = 4}, dense{.units = 3, .name = "fc"}> {};

#ifdef SEI_TEST_FAULT
std::size_t use() { return sei::node_named<tiny, "fc1">; }
#else
std::size_t use() { return sei::node_named<tiny, "fc">; }
#endif
