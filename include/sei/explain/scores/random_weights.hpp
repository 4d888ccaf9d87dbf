// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/random_weights.hpp: weights of a network that has learned nothing, for comparison with
/// one that has.
///
/// Normal with variance 2 / inputs of a filter or unit (He, Zhang, Ren and Sun, "Delving deep into
/// rectifiers", ICCV 2015), biases zero, batch_norm the identity.
/// A layer with parameters from outside: its first tensor is normal, all others are 0. Adebayo et al.,
/// "Sanity checks for saliency maps", NeurIPS 2018, compare in this way.

#include <sei/weights/fold.hpp>
#include <sei/weights/random_weights.hpp>

namespace sei::explain::inline SEI_TARGET {

/// Folded weights, a function of the seed alone.
template <described_network Net>
[[nodiscard]] weights::folded_weights<float> random_weights(std::uint64_t seed) {
    weights::folded_weights<float> made(program_of<Net>.node_count);
    const weights::network_weights raw = weights::random_weights<Net>(seed);
    for (std::size_t i = 0; i < raw.node_count(); ++i) {
        const node& step = nodes_of<Net>()[i];
        if (step.folded_into != no_node) continue;
        const auto& tensors = raw.of_node(i);
        const bool is_scale =
            step.kind == layers::batch_norm::kind; // folded: a scale and a shift, and no epsilon
        for (std::size_t k = 0; k < (is_scale ? 2 : tensors.size()); ++k)
            made.tensor(i, k).assign(tensors[k].begin(), tensors[k].end());
    }
    return made;
}

} // namespace sei::explain::inline SEI_TARGET
