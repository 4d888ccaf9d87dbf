// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/epilogue.hpp>

#include <doctest/doctest.h>

using namespace sei::kernels;

TEST_CASE("without anything said, an epilogue leaves a result as it is") {
    constexpr epilogue nothing{};
    CHECK(nothing.addend.empty());
    CHECK(nothing.bounds == clamp{});
    static_assert(clamp{}.lowest == -std::numeric_limits<float>::infinity());
    static_assert(clamp{}.highest == std::numeric_limits<float>::infinity());
}

TEST_CASE("relu and relu6 are bounds") {
    static_assert(relu_bounds.lowest == 0.0F && relu_bounds.highest == clamp{}.highest);
    static_assert(relu6_bounds.highest == 6.0F);
    CHECK_FALSE(relu_bounds == relu6_bounds);
}
