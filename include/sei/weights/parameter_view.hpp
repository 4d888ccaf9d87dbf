// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/parameter_view.hpp: the weights of one layer as a kernel sees them.

#include <sei/config.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace sei::weights::inline SEI_RELEASE {

/// After folding: a convolution or dense layer has its weight at 0 and its bias at 1 (empty if it has none),
/// a batch_norm that is not folded has its scale at 0 and its shift at 1; any other layer has its tensors as
/// in the file.
template <class Scalar>
struct parameter_view {
    std::array<std::span<const Scalar>, 4> tensors{};

    [[nodiscard]] constexpr std::span<const Scalar> weight() const { return tensors[0]; }
    [[nodiscard]] constexpr std::span<const Scalar> bias() const { return tensors[1]; }
};

} // namespace sei::weights::inline SEI_RELEASE
