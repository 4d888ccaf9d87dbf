// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/random_weights.hpp: weights of a network that has learned nothing, for comparison with one
/// that has.
///
/// Normal with variance 2 / inputs of a filter or unit (He, Zhang, Ren and Sun, "Delving deep into
/// rectifiers", ICCV 2015), biases zero, batch_norm the identity.

#include <sei/explain/bootstrap.hpp>
#include <sei/model/parameters.hpp>
#include <sei/weights/fold.hpp>

#include <numbers>

namespace sei::explain::inline SEI_TARGET {

namespace detail {

/// Box and Muller, "A note on the generation of random normal deviates", 1958.
[[nodiscard]] inline double normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    const double radius = std::sqrt(-2 * std::log(1 - uniform(seed, stream, 2 * index)));
    return radius * std::cos(2 * std::numbers::pi * uniform(seed, stream, 2 * index + 1));
}

} // namespace detail

/// Folded weights, a function of the seed alone.
template <described_network Net>
[[nodiscard]] weights::folded_weights<float> random_weights(std::uint64_t seed) {
    weights::folded_weights<float> made(program_of<Net>.node_count);
    for (std::size_t i = 0; i < program_of<Net>.node_count; ++i) {
        const parameter_list& parameters = parameter_table<Net>[i];
        const node& step = nodes_of<Net>()[i];
        if (parameters.count == 0 || step.folded_into != no_node) continue;
        const bool is_scale = step.kind == layers::batch_norm::kind; // folded: a scale and a shift
        const std::size_t count = parameters.tensors[0].elements();
        const std::size_t filters = parameters.tensors[0].dimensions[0];
        const double spread = std::sqrt(2.0 * static_cast<double>(filters) / static_cast<double>(count));
        std::vector<float>& weight = made.tensor(i, 0);
        weight.resize(count, 1.0F);
        for (std::size_t k = 0; k < count && !is_scale; ++k)
            weight[k] = static_cast<float>(spread * detail::normal(seed, i, k));
        for (std::size_t k = 1; k < (is_scale ? 2 : parameters.count); ++k)
            made.tensor(i, k).resize(parameters.tensors[k].elements(), 0.0F);
    }
    return made;
}

} // namespace sei::explain::inline SEI_TARGET
