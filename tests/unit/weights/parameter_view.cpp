// SPDX-License-Identifier: MIT
#include <sei/weights/parameter_view.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using sei::weights::parameter_view;

TEST_CASE("weight and bias are the first two tensors") {
    const std::array weight{1.0F, 2.0F, 3.0F};
    const std::array bias{4.0F};
    const parameter_view<float> view{{weight, bias}};
    CHECK(view.weight().data() == weight.data());
    CHECK(view.weight().size() == 3);
    CHECK(view.bias().data() == bias.data());
    CHECK(view.tensors[2].empty());
}

TEST_CASE("a view without a bias says so, and copies are free") {
    static_assert(std::is_trivially_copyable_v<parameter_view<double>>);
    constexpr parameter_view<double> none;
    CHECK(none.weight().empty());
    CHECK(none.bias().empty());
}
