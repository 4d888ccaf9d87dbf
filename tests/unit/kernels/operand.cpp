// SPDX-License-Identifier: MIT
#include <sei/kernels/operand.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using sei::kernels::operand;

TEST_CASE("an operand is two words that point to somebody else's numbers") {
    static_assert(std::is_trivially_copyable_v<operand<float>> && std::is_aggregate_v<operand<float>>);
    static_assert(std::is_trivially_copyable_v<operand<double>>);
    const float numbers[] = {1.0F, 2.0F, 3.0F};
    const operand<float> vector{numbers, {.channels = 3}};
    CHECK(vector.data == numbers);
    CHECK(vector.dims.elements() == 3);
}

TEST_CASE("an operand that nobody filled has no data and no shape") {
    constexpr operand<double> none;
    static_assert(none.data == nullptr);
    CHECK(none.dims.rank() == 0);
    CHECK(none.dims.elements() == 0);
}
