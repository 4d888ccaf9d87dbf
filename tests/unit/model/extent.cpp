// SPDX-License-Identifier: MIT
#include <sei/model/extent.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using sei::extent;

namespace {

struct spec {
    extent kernel = 1;
};

template <spec Spec>
constexpr std::uint32_t height_of = Spec.kernel.height;

} // namespace

TEST_CASE("one number gives a square, two give height and width") {
    CHECK(spec{.kernel = 3}.kernel == extent{3, 3});
    CHECK(spec{.kernel = {3, 5}}.kernel.height == 3);
    CHECK(spec{.kernel = {3, 5}}.kernel.width == 5);
}

TEST_CASE("extents that differ in one dimension differ") {
    CHECK(extent{3, 5} != extent{5, 3});
    CHECK(extent{3} == extent{3, 3});
}

TEST_CASE("an extent is structural: a spec that holds one can be a template argument") {
    CHECK(height_of<spec{.kernel = {7, 1}}> == 7);
    CHECK(std::is_trivially_copyable_v<extent>);
}
