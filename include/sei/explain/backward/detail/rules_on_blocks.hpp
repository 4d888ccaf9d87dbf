// SPDX-License-Identifier: MIT
#pragma once
/// What relevance rules of convolutions share on maps in the kernels' blocks.

#include <sei/engine/convolution_steps.hpp>
#include <sei/explain/backward/detail/on_blocks.hpp>
#include <sei/explain/backward/linear_operator.hpp>

#include <functional>

namespace sei::explain::inline SEI_TARGET {

inline constexpr double default_stabiliser = 1e-6;

namespace detail {

/// A bias in lanes, `part` of each number; zeros for an empty one. Only convolutions in float have blocks.
template <class Layer, class Scalar, class Part>
[[nodiscard]] engine::aligned_buffer bias_in_lanes(std::span<const Scalar> bias, std::size_t filters,
                                                   const Part& part) {
    if constexpr (convolution_on_blocks<Layer, Scalar>) {
        std::vector<float> parts(bias.size());
        std::transform(bias.begin(), bias.end(), parts.begin(), part);
        return engine::detail::lanes_of_bias(parts, filters, kernels::best_kernel_set().lanes);
    } else {
        return {};
    }
}

template <std::size_t Lanes>
void divide_in_lanes(const kernels::feature_map& relevance, const kernels::feature_map& z, const float* bias,
                     float stabiliser, float factor, const kernels::feature_map& q) {
    using numbers = typename lane_vectors<Lanes>::numbers;
    for (std::size_t block = 0; block < z.blocks(); ++block) {
        numbers lifted;
        numbers share;
        numbers lift{};
        if (bias != nullptr) std::memcpy(&lift, bias + block * Lanes, sizeof lift);
        for (std::uint32_t row = 0; row < z.dims.height; ++row) {
            const float* from = relevance.at(block, row, 0);
            const float* sum = z.at(block, row, 0);
            float* target = q.at(block, row, 0);
            for (std::uint32_t column = 0; column < z.dims.width;
                 ++column, from += Lanes, sum += Lanes, target += Lanes) {
                std::memcpy(&lifted, sum, sizeof lifted);
                std::memcpy(&share, from, sizeof share);
                lifted += lift;
                lifted += lifted >= 0 ? stabiliser - numbers{} : -stabiliser - numbers{};
                share = share * factor / lifted;
                std::memcpy(target, &share, sizeof share);
            }
        }
    }
}

/// q = factor R / stab(z + bias), where z and q may be the same map; no bias if the pointer is null.
inline void divide_map(const engine::slot& relevance, const engine::slot& z, const float* bias,
                       double stabiliser, double factor, const engine::slot& q) {
    with_lanes(z.lanes, [&](auto lanes) {
        divide_in_lanes<lanes>(relevance.map(), z.map(), bias, static_cast<float>(stabiliser),
                               static_cast<float>(factor), q.map());
    });
}

/// R_in += x (W^T q).
template <class Operator>
void hand_back_map(const Operator& weight, const engine::slot& x, const engine::slot& q,
                   const block_site& site) {
    const engine::slot back = site.temporary(1, x.dims);
    weight.apply_transposed(q, back, site.scratch);
    add_values(*site.into[0], std::multiplies<float>{}, x, back);
}

/// R_in += x (W^T (factor R / stab(W x + bias))).
template <class Operator>
void share_map(const Operator& weight, const engine::slot& x, const float* bias, double factor,
               const block_site& site) {
    const engine::slot z = site.temporary(0, site.output.dims(), weight.transposed_halo());
    weight.apply(x, z, site.scratch);
    divide_map(site.from.blocks(), z, bias, default_stabiliser, factor, z);
    hand_back_map(weight, x, z, site);
}

} // namespace detail
} // namespace sei::explain::inline SEI_TARGET
