// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/softmax.hpp: exp(x - max) / sum, which can't overflow.
///
/// Vectors only; may run in place. A NaN anywhere makes every probability NaN, as in PyTorch.

#include <sei/kernels/portable/forward.hpp>
#include <sei/model/layers/softmax.hpp>

#include <cmath> // exp: the only function of the portable kernels that is not arithmetic

namespace sei::kernels::inline SEI_TARGET {

template <>
struct forward<layers::softmax> {
    template <class Scalar>
    static void run(const layers::softmax&, std::span<const operand<Scalar>> inputs,
                    const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        const Scalar* x = inputs[0].data;
        Scalar largest = x[0];
        for (std::size_t i = 1; i < out.elements(); ++i) largest = x[i] > largest ? x[i] : largest;
        Scalar sum{0};
        for (std::size_t i = 0; i < out.elements(); ++i) sum += result[i] = std::exp(x[i] - largest);
        for (std::size_t i = 0; i < out.elements(); ++i) result[i] /= sum;
    }
};

} // namespace sei::kernels::inline SEI_TARGET
