// SPDX-License-Identifier: MIT
// The same for a function template, with its arguments.
// expect: sei::weights is not linked: link the CMake target sei::weights, or without CMake define SEI_HAS_WEIGHTS=1
// errors-gcc: 2

#include <sei/sei.hpp>

using namespace sei::layers;

struct tiny final : sei::network<input{.channels = 4}, dense{.units = 3, .name = "fc"}> {};

#ifdef SEI_TEST_FAULT
auto use() { return sei::weights::load<tiny>("tiny.safetensors"); }
#else
auto use() { return tiny::output; }
#endif
