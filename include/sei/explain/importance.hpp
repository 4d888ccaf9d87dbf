// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/importance.hpp: the I-SPLIT importance of a layer (CUI), for one image.
///
/// Capogrosso et al., "Split-Et-Impera" (2023) and Cunico et al., "I-SPLIT" (2022): for one image and a
/// layer's output A [C, H, W] with gradient g of the top logit, w_c = mean over positions of g, M = max(0,
/// mean over c of w_c A_c); CUI = mean over images and positions of M.

#include <sei/explain/detail/elementwise.hpp>
#include <sei/model/shape.hpp>

#include <cmath>
#include <optional>
#include <span>
#include <vector>

namespace sei::explain::inline SEI_TARGET {

/// One image's part of a layer's CUI: the mean over positions of M.
template <class Scalar>
[[nodiscard]] Scalar image_importance(sei::shape dims, std::span<const Scalar> activation,
                                      std::span<const Scalar> gradient) {
    const std::size_t positions = dims.positions(); // 1 for a vector
    std::vector<Scalar> map(positions, Scalar{0});
    for (std::size_t channel = 0; channel < dims.channels; ++channel) {
        const Scalar* const here = gradient.data() + channel * positions;
        const Scalar weight = detail::sum_over<Scalar>(positions, [&](std::size_t i) { return here[i]; }) /
                              static_cast<Scalar>(positions);
        detail::combine(positions, activation.data() + channel * positions, map.data(),
                        [weight](Scalar sum, Scalar value) { return sum + weight * value; });
    }
    const Scalar sum = detail::sum_over<Scalar>(
        positions, [&](std::size_t i) { return map[i] > Scalar{0} ? map[i] : Scalar{0}; });
    return sum / static_cast<Scalar>(dims.channels) / static_cast<Scalar>(positions);
}

/// How much larger the importance is that sums over channels and positions where the published one takes
/// means. A map that is pooled to a quarter of its positions keeps its sum, while its mean gradient grows
/// fourfold and its mean importance with it: the published curve rises at every pool of any network.
[[nodiscard]] inline double importance_of_sums(sei::shape dims) {
    return static_cast<double>(dims.elements());
}

/// log10 of a CUI value; none for zero, which has no logarithm.
[[nodiscard]] inline std::optional<double> log10_of(double importance) {
    return importance > 0 ? std::optional(std::log10(importance)) : std::nullopt;
}

} // namespace sei::explain::inline SEI_TARGET
