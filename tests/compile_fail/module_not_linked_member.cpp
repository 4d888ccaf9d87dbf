// SPDX-License-Identifier: MIT
// A member of a class of the module: g++ prints the class's namespace.
// expect: link the CMake target sei::zoo|sei::link_the_target::sei_zoo::lenet
// errors-clang: 2

#include <sei/sei.hpp>

#ifdef SEI_TEST_FAULT
unsigned use() { return sei::zoo::lenet::output.channels; }
#else
unsigned use() { return sei::shape{.channels = 3}.channels; }
#endif
