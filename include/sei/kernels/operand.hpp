// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/operand.hpp: what a kernel reads: a tensor in C, H, W row-major order.
///
/// `data` points to `dims.elements()` numbers, channel after channel, row after row. Nothing is checked or
/// owned.

#include <sei/config.hpp>
#include <sei/model/shape.hpp>

namespace sei::kernels::inline SEI_TARGET {

template <class Scalar>
struct operand {
    const Scalar* data = nullptr;
    sei::shape dims{};
};

} // namespace sei::kernels::inline SEI_TARGET
