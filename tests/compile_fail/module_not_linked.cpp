// SPDX-License-Identifier: MIT
// <sei/sei.hpp> without the module's target: the error says what to link.
// expect: sei::engine is not linked: link the CMake target sei::engine, or without CMake define SEI_HAS_ENGINE=1

#include <sei/sei.hpp>

#ifdef SEI_TEST_FAULT
sei::engine::executor* use();
#else
sei::shape use();
#endif
