// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/forward.hpp: a layer's portable kernel: a specialisation of `forward<Layer>`.
///
/// A kernel is `template <class Scalar> static void run(const Layer& spec, std::span<const operand<Scalar>>
/// inputs, const weights::parameter_view<Scalar>& parameters, shape out, Scalar* result)`. All tensors are C,
/// H, W row-major. The same source runs in firmware (float), as the reference of the fast kernels, and in
/// double as the oracle. To run a layer of your own everywhere, specialise this template in the layer's
/// header.

#include <sei/kernels/operand.hpp>
#include <sei/weights/parameter_view.hpp>

namespace sei::kernels::inline SEI_TARGET {

template <class Layer>
struct forward;

/// Has somebody written a portable kernel for this layer?
template <class Layer>
concept has_forward = requires(const Layer spec, std::span<const operand<float>> inputs,
                               const weights::parameter_view<float> parameters, sei::shape out,
                               float* result) {
    forward<Layer>::run(spec, inputs, parameters, out, result);
};

} // namespace sei::kernels::inline SEI_TARGET
