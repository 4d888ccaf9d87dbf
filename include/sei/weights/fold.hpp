// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/fold.hpp: weights ready for kernels: batch_norm folded into the layer before it, in double
/// precision.
///
/// s = gamma / sqrt(variance + epsilon); W' = W s; b' = (b - mean) s + beta.

#include <sei/weights/bind.hpp>
#include <sei/weights/parameter_view.hpp>

#include <charconv>
#include <cmath>
#include <limits>

namespace sei::weights::inline SEI_RELEASE {

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
                                      double epsilon, const std::string& source) {
    const auto& [gamma, beta, mean, variance] = batch_norm;
    affine result{std::vector<double>(gamma.size()), std::vector<double>(gamma.size())};
    for (std::size_t c = 0; c < gamma.size(); ++c) {
        const double spread = static_cast<double>(variance[c]) + epsilon;
        if (!(spread > 0))
            sei::detail::throw_error({source, ": batch_norm '", text_of(step.name), "' has a running_var of ",
                                      sei::detail::short_number(static_cast<double>(variance[c])),
                                      " in channel ", c, ", expected more than minus its epsilon"});
        const double scale = static_cast<double>(gamma[c]) / std::sqrt(spread);
        result.scale[c] = scale;
        result.shift[c] = static_cast<double>(beta[c]) - static_cast<double>(mean[c]) * scale;
    }
    return result;
}

/// Where a number comes from, for the sentence about one that is too large.
struct folded_number {
    const std::string& source;
    label layer; ///< whose tensor it is
    label batch_norm;
    float variance;

    /// The number in the scalar type of the computation. Throws sei::error if that can't hold it: tiny
    /// variances make large weights.
    template <class Scalar>
    [[nodiscard]] Scalar checked(double number, const char* tensor, std::size_t element,
                                 std::size_t channel) const {
        constexpr double largest = double{(std::numeric_limits<Scalar>::max)()};
        if (number >= -largest && number <= largest) return static_cast<Scalar>(number);
        report(number, tensor, element, channel);
    }

private:
    [[noreturn]] void report(double number, const char* tensor, std::size_t element,
                             std::size_t channel) const {
        const auto digits = [](double value) {
            std::array<char, 32> text{};
            return std::string(text.data(), std::to_chars(text.data(), text.data() + text.size(), value,
                                                          std::chars_format::general, 6)
                                                .ptr);
        };
        sei::detail::throw_error({source, ": folding batch_norm '", text_of(batch_norm), "' makes element ",
                                  element, " of tensor '", text_of(layer), ".", tensor, "' ", digits(number),
                                  ", expected a number that the scalar type holds; running_var is ",
                                  digits(static_cast<double>(variance)), " in channel ", channel});
    }
};

template <class Scalar>
void fold_into(const affine& normalisation, const network_weights::node_tensors& raw,
               std::span<const float> variance, folded_number origin, std::vector<Scalar>& weight,
               std::vector<Scalar>& bias) {
    const std::size_t channels = normalisation.scale.size();
    const std::size_t taps = raw[0].size() / channels;
    weight.resize(raw[0].size());
    bias.resize(channels);
    for (std::size_t c = 0; c < channels; ++c) {
        const double scale = normalisation.scale[c];
        origin.variance = variance[c];
        for (std::size_t i = c * taps; i < (c + 1) * taps; ++i)
            weight[i] = origin.checked<Scalar>(double{raw[0][i]} * scale, "weight", i, c);
        const double offset = raw[1].empty() ? 0.0 : static_cast<double>(raw[1][c]);
        bias[c] = origin.checked<Scalar>(offset * scale + normalisation.shift[c], "bias", c, c);
    }
}

/// A batch_norm that is not folded: its scale and its shift.
template <class Scalar>
void keep_apart(const affine& normalisation, std::span<const float> variance, folded_number origin,
                std::vector<Scalar>& scale, std::vector<Scalar>& shift) {
    for (std::size_t c = 0; c < normalisation.scale.size(); ++c) {
        origin.variance = variance[c];
        scale.push_back(origin.checked<Scalar>(normalisation.scale[c], "weight", c, c));
        shift.push_back(origin.checked<Scalar>(normalisation.shift[c], "bias", c, c));
    }
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

/// By node number.
template <class Net>
inline constexpr auto epsilon_table = epsilons<Net>(std::make_index_sequence<program_of<Net>.node_count>{});

} // namespace detail

/// The weights of one node after folding: its own where folding changed them, else views into the file.
template <class Scalar>
class node_weights {
public:
    node_weights() = default;
    node_weights(node_weights&&) noexcept = default;
    node_weights& operator=(node_weights&&) noexcept = default;

    /// Tensors that folding made, by index.
    std::array<std::vector<Scalar>, 4> made{};
    /// The file's tensors, for those that are not in `made`.
    network_weights::node_tensors unchanged{};
};

namespace detail {

template <class Scalar>
[[nodiscard]] node_weights<Scalar> fold_node(std::span<const node> nodes, std::span<const double> epsilons,
                                             const network_weights& raw, std::size_t index) {
    const node& step = nodes[index];
    node_weights<Scalar> result;
    if (step.folded_into != no_node) return result;
    const bool absorbs = step.absorbs != no_node;
    if (!absorbs && step.kind != layers::batch_norm::kind) {
        result.unchanged = raw.of_node(index);
        return result;
    }
    const std::size_t norm = absorbs ? step.absorbs : index;
    const network_weights::node_tensors& tensors = raw.of_node(norm);
    const affine normalisation = affine_of(nodes[norm], tensors, epsilons[norm], raw.source());
    const folded_number origin{raw.source(), step.name, nodes[norm].name, 0};
    if (absorbs)
        fold_into(normalisation, raw.of_node(index), tensors[3], origin, result.made[0], result.made[1]);
    else
        keep_apart(normalisation, tensors[3], origin, result.made[0], result.made[1]);
    return result;
}

} // namespace detail

/// Throws sei::error where a batch_norm can't be folded.
template <class Scalar, described_network Net>
[[nodiscard]] node_weights<Scalar> fold_node(const network_weights& raw, std::size_t index) {
    return detail::fold_node<Scalar>(nodes_of<Net>(), detail::epsilon_table<Net>, raw, index);
}

/// All nodes, each with numbers of its own: the network's weights may go.
template <class Scalar, described_network Net>
[[nodiscard]] folded_weights<Scalar> fold(const network_weights& raw) {
    folded_weights<Scalar> folded(program_of<Net>.node_count);
    for (std::size_t i = 0; i < program_of<Net>.node_count; ++i) {
        node_weights<Scalar> step = fold_node<Scalar, Net>(raw, i);
        for (std::size_t k = 0; k < step.made.size(); ++k) {
            folded.tensor(i, k) = std::move(step.made[k]);
            if (!step.unchanged[k].empty())
                folded.tensor(i, k).assign(step.unchanged[k].begin(), step.unchanged[k].end());
        }
    }
    return folded;
}

} // namespace sei::weights::inline SEI_RELEASE
