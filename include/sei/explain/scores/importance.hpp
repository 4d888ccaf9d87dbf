// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/importance.hpp: the I-SPLIT importance of a layer (CUI), for one image.
///
/// Capogrosso et al., "Split-Et-Impera" (2023) and Cunico et al., "I-SPLIT" (2022): for one image and a
/// layer's output A [C, H, W] with gradient g of the top logit, w_c = mean over positions of g, M = max(0,
/// mean over c of w_c A_c); CUI = mean over images and positions of M.

#include <sei/explain/backward/detail/on_blocks.hpp>
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
    if (positions == 1) { // a vector
        const Scalar* const slope = gradient.data();
        const Scalar* const value = activation.data();
        const Scalar sum =
            detail::sum_over<Scalar>(dims.channels, [=](std::size_t i) { return slope[i] * value[i]; });
        return sum > Scalar{0} ? sum / static_cast<Scalar>(dims.channels) : Scalar{0};
    }
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

namespace detail {

/// By lane, the mean over one block of a map.
template <std::size_t Lanes>
void mean_of_block(const kernels::feature_map& map, std::size_t block, float* mean) {
    using numbers = typename lane_vectors<Lanes>::numbers;
    numbers sum[4] = {};
    numbers value;
    for (std::uint32_t row = 0; row < map.dims.height; ++row) {
        const float* pixel = map.at(block, row, 0);
        std::uint32_t column = 0;
        for (; column + 4 <= map.dims.width; column += 4)
#pragma GCC unroll 4
            for (std::size_t i = 0; i < 4; ++i, pixel += Lanes) {
                std::memcpy(&value, pixel, sizeof value);
                sum[i] += value;
            }
        for (; column < map.dims.width; ++column, pixel += Lanes) {
            std::memcpy(&value, pixel, sizeof value);
            sum[0] += value;
        }
    }
    sum[0] = (sum[0] + sum[1] + (sum[2] + sum[3])) / static_cast<float>(map.dims.positions());
    std::memcpy(mean, sum, sizeof sum[0]);
}

/// The sum over positions of M, times the channels; `weight` are w_c in lanes.
template <std::size_t Lanes>
[[nodiscard]] float sum_of_positive(const kernels::feature_map& activation, const float* weight) {
    using numbers = typename lane_vectors<Lanes>::numbers;
    numbers factor;
    numbers value;
    float total = 0;
    for (std::uint32_t row = 0; row < activation.dims.height; ++row)
        for (std::uint32_t column = 0; column < activation.dims.width; ++column) {
            numbers sum{};
            for (std::size_t block = 0; block < activation.blocks(); ++block) {
                std::memcpy(&factor, weight + block * Lanes, sizeof factor);
                std::memcpy(&value, activation.at(block, row, column), sizeof value);
                sum += factor * value;
            }
            const float here = sum_of_lanes(sum);
            total += here > 0 ? here : 0;
        }
    return total;
}

/// The same of a node's tensors, in blocks where there are any.
[[nodiscard]] inline float importance_of_node(const node_tensor<float>& activation,
                                              const node_tensor<float>& gradient) {
    const sei::shape dims = activation.dims();
    if (dims.rank() != 3) return image_importance(dims, activation.rows(), gradient.rows());
    const kernels::feature_map map = activation.blocks().map();
    const kernels::feature_map slope = gradient.blocks().map();
    std::vector<float> weight(map.blocks() * map.lanes);
    float sum = 0;
    with_lanes(map.lanes, [&](auto lanes) {
        for (std::size_t block = 0; block < map.blocks(); ++block)
            mean_of_block<lanes>(slope, block, weight.data() + block * lanes);
        sum = sum_of_positive<lanes>(map, weight.data());
    });
    return sum / static_cast<float>(dims.channels) / static_cast<float>(dims.positions());
}

} // namespace detail

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
