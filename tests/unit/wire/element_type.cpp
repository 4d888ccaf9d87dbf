// SPDX-License-Identifier: MIT
#include <sei/wire/element_type.hpp>

#include <doctest/doctest.h>

using namespace sei::wire;

TEST_CASE("element types keep their numbers, which are part of the protocol") {
    static_assert(static_cast<int>(element_type::none) == 0);
    static_assert(static_cast<int>(element_type::float32) == 1);
    static_assert(static_cast<int>(element_type::float16) == 2);
    static_assert(static_cast<int>(element_type::int8) == 3);
    static_assert(static_cast<int>(element_type::uint8) == 4);
}

TEST_CASE("known element types have a size, all other bytes have none") {
    CHECK(element_bytes(element_type::float32) == 4);
    CHECK(element_bytes(element_type::float16) == 2);
    CHECK(element_bytes(element_type::int8) == 1);
    CHECK(element_bytes(element_type::uint8) == 1);
    CHECK(element_bytes(element_type::none) == 0);
    for (unsigned byte = 5; byte != 256; ++byte) CHECK(element_bytes(static_cast<element_type>(byte)) == 0);
}
