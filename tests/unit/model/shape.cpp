// SPDX-License-Identifier: MIT
#include <sei/model/shape.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using sei::shape;

TEST_CASE("the rank of a shape follows from its members") {
    CHECK(shape{}.rank() == 0);
    CHECK(shape{.channels = 10}.rank() == 1);
    CHECK(shape{3, 224, 224}.rank() == 3);
    CHECK(shape{10, 1, 1}.rank() == 3);
}

TEST_CASE("ten numbers differ from ten maps of one pixel") {
    CHECK(shape{.channels = 10} != shape{10, 1, 1});
    CHECK(shape{.channels = 10} == shape{10, 0, 0});
}

TEST_CASE("elements are channels times positions") {
    CHECK(shape{}.elements() == 0);
    CHECK(shape{.channels = 10}.positions() == 1);
    CHECK(shape{.channels = 10}.elements() == 10);
    CHECK(shape{3, 5, 7}.positions() == 35);
    CHECK(shape{3, 5, 7}.elements() == 105);
}

TEST_CASE("large maps don't overflow 32 bits on a host") {
    CHECK(shape{16, 65536, 65536}.elements() == std::size_t{16} * 65536 * 65536);
}

TEST_CASE("a shape is a plain value that a template parameter can hold") {
    CHECK(std::is_aggregate_v<shape>);
    CHECK(std::is_trivially_copyable_v<shape>);
    CHECK(sizeof(shape) == 12);
    CHECK(std::is_same_v<std::integral_constant<shape, shape{1, 2, 3}>,
                         std::integral_constant<shape, shape{1, 2, 3}>>);
}
