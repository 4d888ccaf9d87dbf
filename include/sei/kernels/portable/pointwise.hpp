// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/pointwise.hpp: relu, relu6, batch_norm that is not folded, flatten and dropout; may
/// run in place.
///
/// flatten and dropout copy, or do nothing in place; networks planned by sei place their result over the
/// input and don't run them.

#include <sei/kernels/portable/forward.hpp>
#include <sei/model/layers/batch_norm.hpp>
#include <sei/model/layers/dropout.hpp>
#include <sei/model/layers/flatten.hpp>
#include <sei/model/layers/relu.hpp>
#include <sei/model/layers/relu6.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// NaN stays NaN, as in PyTorch.
template <>
struct forward<layers::relu> {
    template <class Scalar>
    static constexpr void run(const layers::relu&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        const Scalar* x = inputs[0].data;
        for (std::size_t i = 0; i < out.elements(); ++i) result[i] = x[i] < Scalar{0} ? Scalar{0} : x[i];
    }
};

template <>
struct forward<layers::relu6> {
    template <class Scalar>
    static constexpr void run(const layers::relu6&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        const Scalar* x = inputs[0].data;
        for (std::size_t i = 0; i < out.elements(); ++i) {
            const Scalar positive = x[i] < Scalar{0} ? Scalar{0} : x[i];
            result[i] = positive > Scalar{6} ? Scalar{6} : positive;
        }
    }
};

/// The parameters are a scale and a shift per channel (weights/fold.hpp makes them).
template <>
struct forward<layers::batch_norm> {
    template <class Scalar>
    static constexpr void run(const layers::batch_norm&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>& parameters, sei::shape out,
                              Scalar* result) {
        const std::size_t positions = out.positions();
        for (std::uint32_t channel = 0; channel < out.channels; ++channel) {
            const Scalar scale = parameters.tensors[0][channel];
            const Scalar shift = parameters.tensors[1][channel];
            for (std::size_t i = channel * positions; i < (channel + 1) * positions; ++i)
                result[i] = inputs[0].data[i] * scale + shift;
        }
    }
};

namespace detail {

template <class Scalar>
constexpr void copy_elements(const Scalar* from, std::size_t count, Scalar* to) {
    if (from == to) return;
    for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
}

} // namespace detail

template <>
struct forward<layers::flatten> {
    template <class Scalar>
    static constexpr void run(const layers::flatten&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        detail::copy_elements(inputs[0].data, out.elements(), result);
    }
};

template <>
struct forward<layers::dropout> {
    template <class Scalar>
    static constexpr void run(const layers::dropout&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        detail::copy_elements(inputs[0].data, out.elements(), result);
    }
};

} // namespace sei::kernels::inline SEI_TARGET
