// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/random_weights.hpp: weights of a network that has learned nothing, to run, to time or to
/// compare with before there are trained ones.
///
/// Normal with variance 2 / inputs of a filter or unit (He, Zhang, Ren and Sun, "Delving deep into
/// rectifiers", ICCV 2015), biases zero, batch_norm with scale and variance 1, shift and mean 0. A function
/// of (seed, node, element): neither the order nor other layers change a number.
/// `source()` is "random weights", and there is no `file()`. Folded: explain/scores/random_weights.hpp.

#include <sei/keyed_random.hpp>
#include <sei/weights/bind.hpp>

#include <cmath>
#include <numbers>

namespace sei::weights::inline SEI_RELEASE {

namespace detail {

/// Box and Muller, "A note on the generation of random normal deviates", 1958.
[[nodiscard]] inline double normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    const double radius = std::sqrt(-2 * std::log(1 - keyed_uniform(seed, stream, 2 * index)));
    return radius * std::cos(2 * std::numbers::pi * keyed_uniform(seed, stream, 2 * index + 1));
}

/// A layer's first tensor: [filters or units, inputs...].
[[nodiscard]] inline std::vector<float> he_normal(const parameter& tensor, std::uint64_t seed,
                                                  std::size_t node) {
    std::vector<float> weight(tensor.elements());
    const double spread =
        std::sqrt(2.0 * static_cast<double>(tensor.dimensions[0]) / static_cast<double>(weight.size()));
    for (std::size_t k = 0; k < weight.size(); ++k)
        weight[k] = static_cast<float>(spread * normal(seed, node, k));
    return weight;
}

[[nodiscard]] inline std::vector<float> random_tensor(const parameter& tensor, const label& kind,
                                                      std::size_t index, std::uint64_t seed,
                                                      std::size_t node) {
    const bool is_batch_norm = kind == layers::batch_norm::kind; // weight, bias, running_mean, running_var
    if (index == 0 && !is_batch_norm) return he_normal(tensor, seed, node);
    const bool is_one = is_batch_norm && (index == 0 || index == 3);
    return std::vector<float>(tensor.elements(), is_one ? 1.0F : 0.0F);
}

} // namespace detail

/// What `load` would give for an untrained network: a function of the seed alone. Layers need no names.
template <described_network Net>
[[nodiscard]] network_weights random_weights(std::uint64_t seed) {
    const std::span<const node> nodes = nodes_of<Net>();
    std::vector<network_weights::node_tensors> tensors(nodes.size());
    std::vector<std::vector<float>> owned;
    for (const detail::needed_tensor& needed : detail::needed_tensors<Net>) {
        owned.push_back(
            detail::random_tensor(needed.expected, nodes[needed.node].kind, needed.index, seed, needed.node));
        tensors[needed.node][needed.index] = owned.back(); // its numbers stay where they are when it is moved
    }
    return {"random weights", std::move(tensors), std::move(owned)};
}

} // namespace sei::weights::inline SEI_RELEASE
