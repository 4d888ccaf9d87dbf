// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/fold.hpp: weights ready for kernels: batch_norm folded into the layer before it, in double
/// precision.
///
/// s = gamma / sqrt(variance + epsilon); W' = W s; b' = (b - mean) s + beta.

#include <sei/weights/bind.hpp>
#include <sei/weights/parameter_view.hpp>

#include <cmath>

namespace sei::weights {

/// The weights of every node after folding, in the scalar type of the computation.
template <class Scalar>
class folded_weights {
public:
    explicit folded_weights(std::size_t nodes) : tensors_(nodes) {}

    [[nodiscard]] parameter_view<Scalar> of_node(std::size_t node) const {
        parameter_view<Scalar> view;
        for (std::size_t i = 0; i < view.tensors.size(); ++i) view.tensors[i] = tensors_[node][i];
        return view;
    }

    [[nodiscard]] std::vector<Scalar>& tensor(std::size_t node, std::size_t index) {
        return tensors_[node][index];
    }

private:
    std::vector<std::array<std::vector<Scalar>, 4>> tensors_;
};

namespace detail {

/// Per channel: y = scale x + shift.
struct affine {
    std::vector<double> scale;
    std::vector<double> shift;
};

/// Throws sei::error where the square root of the variance can't be divided by.
[[nodiscard]] inline affine affine_of(const node& step, const network_weights::node_tensors& batch_norm,
                                      double epsilon) {
    const auto& [gamma, beta, mean, variance] = batch_norm;
    affine result{std::vector<double>(gamma.size()), std::vector<double>(gamma.size())};
    for (std::size_t c = 0; c < gamma.size(); ++c) {
        const double spread = double{variance[c]} + epsilon;
        if (!(spread > 0))
            throw error("batch_norm '" + std::string(step.name.data(), step.name.size()) +
                        "' has a running_var of " + std::to_string(variance[c]) + " in channel " +
                        std::to_string(c) + ", expected more than minus its epsilon");
        const double scale = double{gamma[c]} / std::sqrt(spread);
        result.scale[c] = scale;
        result.shift[c] = double{beta[c]} - double{mean[c]} * scale;
    }
    return result;
}

template <class Scalar>
void fold_node(const affine& normalisation, const network_weights::node_tensors& raw,
               std::vector<Scalar>& weight, std::vector<Scalar>& bias) {
    const std::size_t channels = normalisation.scale.size();
    const std::size_t taps = raw[0].size() / channels;
    weight.resize(raw[0].size());
    bias.resize(channels);
    for (std::size_t c = 0; c < channels; ++c) {
        const double scale = normalisation.scale[c];
        for (std::size_t i = c * taps; i < (c + 1) * taps; ++i)
            weight[i] = static_cast<Scalar>(double{raw[0][i]} * scale);
        const double offset = raw[1].empty() ? 0.0 : double{raw[1][c]};
        bias[c] = static_cast<Scalar>(offset * scale + normalisation.shift[c]);
    }
}

template <class Scalar>
void copy_node(const network_weights::node_tensors& raw, std::size_t node, folded_weights<Scalar>& folded) {
    for (std::size_t k = 0; k < raw.size(); ++k) folded.tensor(node, k).assign(raw[k].begin(), raw[k].end());
}

/// What only a description knows of a node: the epsilon of a batch_norm.
template <class Net, std::size_t Index>
[[nodiscard]] consteval double epsilon_of() {
    if constexpr (requires { spec_of<Net, Index>.epsilon; })
        return double{spec_of<Net, Index>.epsilon};
    else
        return 0.0;
}

template <class Net, std::size_t... Indices>
[[nodiscard]] consteval auto epsilons(std::index_sequence<Indices...>) {
    return std::array<double, sizeof...(Indices)>{epsilon_of<Net, Indices>()...};
}

} // namespace detail

template <class Scalar, described_network Net>
[[nodiscard]] folded_weights<Scalar> fold(const network_weights& raw) {
    constexpr std::size_t count = program_of<Net>.node_count;
    static constexpr auto epsilon = detail::epsilons<Net>(std::make_index_sequence<count>{});
    const std::span<const node> nodes = nodes_of<Net>();
    folded_weights<Scalar> folded(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (nodes[i].folded_into != no_node) continue;
        if (nodes[i].absorbs != no_node) {
            const auto normalisation = detail::affine_of(
                nodes[nodes[i].absorbs], raw.of_node(nodes[i].absorbs), epsilon[nodes[i].absorbs]);
            detail::fold_node(normalisation, raw.of_node(i), folded.tensor(i, 0), folded.tensor(i, 1));
        } else if (nodes[i].kind == layers::batch_norm::kind) {
            const auto normalisation = detail::affine_of(nodes[i], raw.of_node(i), epsilon[i]);
            folded.tensor(i, 0).assign(normalisation.scale.begin(), normalisation.scale.end());
            folded.tensor(i, 1).assign(normalisation.shift.begin(), normalisation.shift.end());
        } else {
            detail::copy_node(raw.of_node(i), i, folded);
        }
    }
    return folded;
}

} // namespace sei::weights
