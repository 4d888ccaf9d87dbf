// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/curve.hpp: the importance curve over a network's rows: its peaks, how far each stands
/// out, and whether the images suffice to see it.
///
/// Peaks are interior local maxima of the logarithm. The published curve doubles its first row to have a left
/// neighbour for it; the corrected one takes the input's own importance there, and that of the first vector
/// behind the last row. So neither end is a peak, or none, for want of a neighbour.

#include <sei/explain/scores/bootstrap.hpp>
#include <sei/explain/scores/importance.hpp>

#include <limits>

namespace sei::explain::inline SEI_TARGET {

/// What importance means, and who stands beside the first and the last row.
enum class curve_kind : std::uint8_t {
    corrected,        ///< sums over channels and positions; real neighbours
    isplit_compatible ///< as published: means, a doubled first row, nothing behind the last
};

/// One image's importance of every row and of its neighbours.
struct curve_sample {
    std::vector<double> rows;
    double before = std::numeric_limits<double>::quiet_NaN(); ///< the input; NaN doubles the first row
    double behind = std::numeric_limits<double>::quiet_NaN(); ///< NaN: the last row can't be a peak
};

/// One row over all images.
struct curve_row {
    double importance = 0;
    std::optional<double> log10{}; ///< none for an importance of 0
    interval log10_interval{};     ///< of -inf where resamples have none; NaN without resamples
    bool is_peak = false;
    double prominence = 0; ///< of a peak, in decades: how far one must climb down to reach a higher row
    std::optional<double> peak_share{}; ///< of the resamples of the images in which it is a peak
};

namespace detail {

/// log10 of each row with its outer neighbours, as `peaks_of` wants it.
[[nodiscard]] inline std::vector<double> padded_logarithms(const curve_sample& mean) {
    std::vector<double> curve{std::log10(std::isnan(mean.before) ? mean.rows.front() : mean.before)};
    for (const double value : mean.rows) curve.push_back(std::log10(value));
    if (!std::isnan(mean.behind)) curve.push_back(std::log10(mean.behind));
    return curve;
}

/// Interior positions where the sign of the slope falls. The slope between two rows of zero importance is not
/// a number, and then no comparison finds a peak.
[[nodiscard]] inline std::vector<std::size_t> peaks_of(std::span<const double> curve) {
    const auto slope_sign = [&](std::size_t i) {
        const double slope = curve[i + 1] - curve[i];
        return std::isnan(slope) ? slope : static_cast<double>((slope > 0) - (slope < 0));
    };
    std::vector<std::size_t> found;
    for (std::size_t i = 1; i + 1 < curve.size(); ++i)
        if (slope_sign(i) < slope_sign(i - 1)) found.push_back(i);
    return found;
}

/// The lowest point between `peak` and the next higher one, or the end, towards `step` (-1 or 1).
[[nodiscard]] inline double valley_beside(std::span<const double> curve, std::size_t peak, int step) {
    double lowest = curve[peak];
    for (auto i = static_cast<std::ptrdiff_t>(peak) + step; i >= 0 && i < std::ssize(curve); i += step) {
        const double value = curve[static_cast<std::size_t>(i)];
        if (value > curve[peak]) break;
        lowest = (std::min)(lowest, value);
    }
    return lowest;
}

[[nodiscard]] inline double prominence_of(std::span<const double> curve, std::size_t peak) {
    return curve[peak] - (std::max)(valley_beside(curve, peak, -1), valley_beside(curve, peak, 1));
}

/// The mean over the images at `positions`.
[[nodiscard]] inline curve_sample mean_of(std::span<const curve_sample> images,
                                          std::span<const std::size_t> positions) {
    curve_sample mean = images[positions[0]];
    for (const std::size_t image : positions.subspan(1)) {
        for (std::size_t i = 0; i < mean.rows.size(); ++i) mean.rows[i] += images[image].rows[i];
        mean.before += images[image].before;
        mean.behind += images[image].behind;
    }
    const auto count = static_cast<double>(positions.size());
    for (double& value : mean.rows) value /= count;
    mean.before /= count;
    mean.behind /= count;
    return mean;
}

} // namespace detail

/// The curve over images, with intervals over them. Throws sei::error without images or rows.
[[nodiscard]] inline std::vector<curve_row> curve_over(std::span<const curve_sample> images,
                                                       const bootstrap_options& options = {}) {
    if (images.empty() || images[0].rows.empty())
        throw error("a curve needs at least one image and one row; " + std::to_string(images.size()) +
                    " images came");
    std::vector<std::size_t> all(images.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    const curve_sample mean = detail::mean_of(images, all);
    const std::vector<double> curve = detail::padded_logarithms(mean);
    std::vector<curve_row> rows(mean.rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].importance = mean.rows[i];
        rows[i].log10 = log10_of(mean.rows[i]);
    }
    for (const std::size_t peak : detail::peaks_of(curve)) {
        rows[peak - 1].is_peak = true;
        rows[peak - 1].prominence = detail::prominence_of(curve, peak);
    }
    const auto curves = resampled(images.size(), options, [&](const std::vector<std::size_t>& positions) {
        return detail::padded_logarithms(detail::mean_of(images, positions));
    });
    std::vector<std::size_t> times_peak(rows.size());
    for (const std::vector<double>& again : curves)
        for (const std::size_t peak : detail::peaks_of(again)) ++times_peak[peak - 1];
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!curves.empty())
            rows[i].peak_share = static_cast<double>(times_peak[i]) / static_cast<double>(curves.size());
        std::vector<double> values;
        for (const std::vector<double>& again : curves) values.push_back(again[i + 1]);
        rows[i].log10_interval = middle_of(std::move(values), options.confidence);
    }
    return rows;
}

} // namespace sei::explain::inline SEI_TARGET
