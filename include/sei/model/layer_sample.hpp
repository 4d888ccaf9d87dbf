// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layer_sample.hpp: layers that were timed on a device, and what they say of a layer that was not.
///
/// How fast a device runs a layer depends on its kind, its channels, its map, its kernel and its stride, and
/// not smoothly on all of them. A layer's speed is taken from the most similar samples of its kind, weighted
/// by similarity: no model of the device is needed, and a layer that was timed is predicted as it was timed.
/// `taps` are operations / (channels x filters x positions), for depthwise and elementwise work operations /
/// (filters x positions). The speed is the geometric mean of those of the four most similar samples, weighted
/// by 1 / (d^4 + 0.001); d is the distance in octaves over channels, filters, positions, taps and stride. A
/// layer far from all samples gets the speed of the nearest ones, without a warning.

#include <sei/model/program.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace sei::inline SEI_RELEASE {

/// One layer and how long it takes.
struct layer_sample {
    work_kind kind = work_kind::elementwise;
    double channels = 0;     ///< of the input
    double filters = 0;      ///< channels of the output
    double positions = 0;    ///< pixels of one output channel
    double taps = 1;         ///< products of one output with one input channel; elements read for a pool
    double stride = 1;       ///< of one direction
    double operations = 0;   ///< as in `work`
    double seconds = 0;      ///< with the weights in a cache
    double seconds_cold = 0; ///< with the weights in memory
};

/// A node as a sample that has not been timed.
[[nodiscard]] inline layer_sample sample_of(const node& step) {
    layer_sample made;
    made.kind = step.work.kind;
    made.channels = step.in.channels;
    made.filters = step.out.channels;
    made.positions = static_cast<double>(step.out.positions());
    made.operations = static_cast<double>(step.work.operations);
    const double shared = made.kind == work_kind::depthwise || made.kind == work_kind::elementwise
                              ? made.filters
                              : made.channels * made.filters;
    made.taps = made.operations / (shared * made.positions);
    // A layer without padding makes a map smaller by less than half: that is no stride.
    made.stride =
        (std::max)(1.0, (std::round)(std::sqrt(static_cast<double>(step.in.positions()) / made.positions)));
    return made;
}

namespace detail {

/// Octaves between two layers; a kernel or a stride of another size counts twice, for it changes the
/// algorithm.
[[nodiscard]] inline double squared_distance(const layer_sample& left, const layer_sample& right) {
    const auto octaves = [](double a, double b) { return std::log2(a / b); };
    const double channels = octaves(left.channels, right.channels);
    const double filters = octaves(left.filters, right.filters);
    const double positions = octaves(left.positions, right.positions);
    const double taps = 2 * octaves(left.taps, right.taps);
    const double stride = 2 * octaves(left.stride, right.stride);
    return channels * channels + filters * filters + positions * positions + taps * taps + stride * stride;
}

} // namespace detail

/// A layer's seconds, from its most similar samples of its kind; `cold` is the share of its weights that is
/// not in a cache, 0 to 1. 0 if there is no sample of its kind.
[[nodiscard]] inline double seconds_by_samples(std::span<const layer_sample> samples,
                                               const layer_sample& layer, double cold) {
    constexpr std::size_t neighbours = 4;
    struct nearby {
        double squared_distance;
        double rate; ///< log of operations per second
    };
    std::vector<nearby> found;
    for (const layer_sample& sample : samples) {
        if (sample.kind != layer.kind) continue;
        const double seconds = sample.seconds + cold * (sample.seconds_cold - sample.seconds);
        found.push_back({detail::squared_distance(sample, layer), std::log(sample.operations / seconds)});
    }
    if (found.empty()) return 0;
    const std::size_t used = (std::min)(neighbours, found.size());
    std::partial_sort(
        found.begin(), found.begin() + static_cast<std::ptrdiff_t>(used), found.end(),
        [](const nearby& a, const nearby& b) { return a.squared_distance < b.squared_distance; });
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 0; i < used; ++i) {
        // The fourth power of the distance: near samples count for nearly all.
        const double weight = 1 / (found[i].squared_distance * found[i].squared_distance + 1e-3);
        sum += weight * found[i].rate;
        weights += weight;
    }
    return layer.operations / std::exp(sum / weights);
}

} // namespace sei::inline SEI_RELEASE
