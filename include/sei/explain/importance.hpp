// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/importance.hpp: the I-SPLIT importance of a layer (CUI) and the candidates on its curve.
///
/// Capogrosso et al., "Split-Et-Impera" (2023) and Cunico et al., "I-SPLIT" (2022): for one image and a
/// layer's output A [C, H, W] with gradient g of the top logit, w_c = mean over positions of g, M = max(0,
/// mean over c of w_c A_c); CUI = mean over images and positions of M.

#include <sei/config.hpp>
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
    const std::size_t positions = dims.positions();
    std::vector<Scalar> map(positions, Scalar{0});
    for (std::size_t channel = 0; channel < dims.channels; ++channel) {
        Scalar weight{0};
        for (std::size_t i = 0; i < positions; ++i) weight += gradient[channel * positions + i];
        weight /= static_cast<Scalar>(positions);
        for (std::size_t i = 0; i < positions; ++i) map[i] += weight * activation[channel * positions + i];
    }
    Scalar sum{0};
    for (const Scalar value : map) sum += value > Scalar{0} ? value : Scalar{0};
    return sum / static_cast<Scalar>(dims.channels) / static_cast<Scalar>(positions);
}

/// log10 of a CUI value; none for zero, which has no logarithm.
[[nodiscard]] inline std::optional<double> log10_of(double importance) {
    return importance > 0 ? std::optional(std::log10(importance)) : std::nullopt;
}

/// What to do at the first row. The published curve doubles it to stand for the input, so that a curve that
/// falls after the first layer shows a maximum there; that candidate is an artefact of the doubling.
enum class first_row { as_published, never_a_candidate };

/// The interior local maxima of the log10 curve over `rows` (one CUI per row, in network order), as indices
/// of rows. As published: a doubled first point, candidates where the sign of the slope falls; the last row
/// can never be one.
[[nodiscard]] inline std::vector<std::size_t> candidates(std::span<const double> rows,
                                                         first_row first = first_row::never_a_candidate) {
    if (rows.empty()) return {};
    std::vector<double> curve{std::log10(rows[0])};
    for (const double value : rows) curve.push_back(std::log10(value));
    // The slope between two rows of zero importance is not a number, and then no comparison finds a
    // candidate.
    const auto slope_sign = [&](std::size_t i) {
        const double slope = curve[i + 1] - curve[i];
        return std::isnan(slope) ? slope : static_cast<double>((slope > 0) - (slope < 0));
    };
    std::vector<std::size_t> found;
    for (std::size_t i = 1; i + 1 < curve.size(); ++i)
        if (slope_sign(i) < slope_sign(i - 1) && (i > 1 || first == first_row::as_published))
            found.push_back(i - 1);
    return found;
}

} // namespace sei::explain::inline SEI_TARGET
