// SPDX-License-Identifier: MIT
#pragma once
/// Shorthands of the static tests.

#include <sei/model/stage.hpp>

namespace {

/// What PyTorch counts as parameters: batch_norm's running mean and variance are not trained.
template <class Net>
[[nodiscard]] constexpr std::uint64_t trainable_parameters() {
    std::uint64_t sum = 0;
    for (const sei::node& step : sei::nodes_of<Net>())
        sum += step.kind == sei::layers::batch_norm::kind ? step.file_parameters / 2 : step.file_parameters;
    return sum;
}

template <class Net>
[[nodiscard]] constexpr std::uint64_t operations(sei::work_kind kind) {
    return sei::whole<Net>::cost.operations[static_cast<std::size_t>(kind)];
}

/// The shape after one layer.
[[nodiscard]] constexpr sei::shape after(sei::shape in, const auto& layer) { return layer.infer(in).output; }

} // namespace
