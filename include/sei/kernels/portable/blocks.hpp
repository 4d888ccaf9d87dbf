// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/blocks.hpp: the ends of blocks: the sum of a residual, the stacked channels of a
/// concat.
///
/// The inputs of a sum may be the same tensor. join copies two to eight inputs one after the other; they must
/// not overlap its result.

#include <sei/kernels/portable/pointwise.hpp>
#include <sei/model/layers/add.hpp>
#include <sei/model/layers/join.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// May run over its first input.
template <>
struct forward<layers::add> {
    template <class Scalar>
    static constexpr void run(const layers::add&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        for (std::size_t i = 0; i < out.elements(); ++i) result[i] = inputs[0].data[i] + inputs[1].data[i];
    }
};

template <>
struct forward<layers::join> {
    template <class Scalar>
    static constexpr void run(const layers::join&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape, Scalar* result) {
        for (const operand<Scalar>& branch : inputs) {
            detail::copy_elements(branch.data, branch.dims.elements(), result);
            result += branch.dims.elements();
        }
    }
};

} // namespace sei::kernels::inline SEI_TARGET
