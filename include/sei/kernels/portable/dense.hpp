// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/dense.hpp: y = W x + b.
///
/// Weight `[units, inputs]` row-major, bias `[units]` or empty (then 0). `result` must not overlap the input;
/// the weights are read once.

#include <sei/kernels/portable/forward.hpp>
#include <sei/model/layers/dense.hpp>

namespace sei::kernels::inline SEI_TARGET {

template <>
struct forward<layers::dense> {
    template <class Scalar>
    static constexpr void run(const layers::dense&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>& parameters, sei::shape out,
                              Scalar* result) {
        const std::size_t length = inputs[0].dims.elements();
        for (std::uint32_t unit = 0; unit < out.channels; ++unit) {
            const Scalar* row = parameters.weight().data() + unit * length;
            result[unit] = sum_of_products(row, inputs[0].data, length) +
                           (parameters.bias().empty() ? Scalar{0} : parameters.bias()[unit]);
        }
    }

private:
    /// Four partial sums: one long chain has several times the rounding error and keeps the adder waiting.
    template <class Scalar>
    [[nodiscard]] static constexpr Scalar sum_of_products(const Scalar* left, const Scalar* right,
                                                          std::size_t length) {
        Scalar sums[4] = {};
        std::size_t i = 0;
        for (; i + 4 <= length; i += 4)
            for (std::size_t k = 0; k < 4; ++k) sums[k] += left[i + k] * right[i + k];
        for (; i < length; ++i) sums[0] += left[i] * right[i];
        return (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }
};

} // namespace sei::kernels::inline SEI_TARGET
