// SPDX-License-Identifier: MIT
#include <sei/kernels/portable/forward.hpp>

#include <sei/model/layer.hpp>

#include <doctest/doctest.h>

#include <array>

namespace elsewhere {

/// A layer from outside the library: the square of every element.
struct square {
    sei::label name{};
    static constexpr sei::label kind = "square";
    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const { return {in}; }
};

struct without_kernel {};

} // namespace elsewhere

template <>
struct sei::kernels::forward<elsewhere::square> {
    template <class Scalar>
    static constexpr void run(const elsewhere::square&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        for (std::size_t i = 0; i < out.elements(); ++i) result[i] = inputs[0].data[i] * inputs[0].data[i];
    }
};

TEST_CASE("a specialisation of forward gives a layer its kernel, in any scalar type and for the compiler") {
    static_assert(sei::layer<elsewhere::square>);
    static_assert(sei::kernels::has_forward<elsewhere::square>);
    constexpr auto squared = [] {
        const std::array<double, 2> numbers{3.0, -4.0};
        const sei::kernels::operand<double> input{numbers.data(), {.channels = 2}};
        std::array<double, 2> result{};
        sei::kernels::forward<elsewhere::square>::run(elsewhere::square{}, std::span{&input, 1}, {},
                                                      input.dims, result.data());
        return result;
    }();
    CHECK(squared == std::array{9.0, 16.0});
}

TEST_CASE("has_forward is false for a layer without a kernel") {
    CHECK_FALSE(sei::kernels::has_forward<elsewhere::without_kernel>);
}
