// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/rule.hpp: layer-wise relevance propagation: what the rules share that hand relevance from a
/// layer's output to its input.
///
/// A rule is any type with `run(spec, site)`. A rule for layers with weights may have a class template
/// `prepared<Layer, Scalar>` instead, made once from the weights and used for all images.
///
/// Conventions are Zennit's: stab_e(z) = z + e s(z) with s(0) = +1 and e = 1e-6; relevance of several
/// consumers adds up. Bach et al., "On pixel-wise explanations ...", 2015; Montavon et al., "Layer-wise
/// relevance propagation", 2019.

#include <sei/explain/gradient.hpp>

namespace sei::explain::inline SEI_TARGET {

inline constexpr double default_stabiliser = 1e-6;

/// Moves a denominator away from zero, towards its own sign; zero counts as positive.
template <class Scalar>
[[nodiscard]] Scalar stabilised(Scalar z, double epsilon = default_stabiliser) {
    return z + static_cast<Scalar>(z >= Scalar{0} ? epsilon : -epsilon);
}

namespace detail {

/// R_out / stab(z), element by element.
template <class Scalar>
[[nodiscard]] std::vector<Scalar> quotient(std::span<const Scalar> relevance, std::span<const Scalar> z,
                                           double stabiliser = default_stabiliser) {
    std::vector<Scalar> result(z.size());
    for (std::size_t i = 0; i < z.size(); ++i) result[i] = relevance[i] / stabilised(z[i], stabiliser);
    return result;
}

/// R_in += x (W^T q).
template <class Layer, class Scalar>
void hand_back(const linear_operator<Layer, Scalar>& weight, std::span<const Scalar> x,
               const std::vector<Scalar>& q, const backward_site<Scalar>& site) {
    std::vector<Scalar> back(x.size());
    weight.apply_transposed(q.data(), back.data(), *site.scratch);
    for (std::size_t i = 0; i < x.size(); ++i) site.into[0][i] += x[i] * back[i];
}

template <class Scalar>
[[nodiscard]] constexpr Scalar positive_part(Scalar value) {
    return value > Scalar{0} ? value : Scalar{0};
}
template <class Scalar>
[[nodiscard]] constexpr Scalar negative_part(Scalar value) {
    return value < Scalar{0} ? value : Scalar{0};
}

/// `part(value)` of every number.
template <class Scalar, class Part>
[[nodiscard]] std::vector<Scalar> each(std::span<const Scalar> values, const Part& part) {
    std::vector<Scalar> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), part);
    return result;
}

/// z += part(bias), the same for all positions of a channel.
template <class Scalar, class Part>
void add_bias(std::span<const Scalar> bias, const Part& part, std::vector<Scalar>& z) {
    const std::size_t positions = bias.empty() ? 0 : z.size() / bias.size();
    for (std::size_t channel = 0; channel < bias.size(); ++channel)
        for (std::size_t i = channel * positions; i < (channel + 1) * positions; ++i)
            z[i] += part(bias[channel]);
}

template <class Scalar>
[[nodiscard]] std::span<const Scalar> input_of(const backward_site<Scalar>& site) {
    return {site.inputs[0].data, site.inputs[0].dims.elements()};
}

} // namespace detail
} // namespace sei::explain::inline SEI_TARGET
