// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/rules.hpp: layer-wise relevance propagation: how one layer hands relevance from its output to
/// its input.
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

namespace rules {

/// Relevance passes unchanged: activations, batch_norm that could not be folded.
struct pass {
    template <class Layer, class Scalar>
    static void run(const Layer&, const backward_site<Scalar>& site) {
        detail::add_all(site.from, site.into[0]);
    }
};

/// Relevance flows like the gradient: max_pool (all to the first maximum), flatten, dropout, concat.
struct gradient {
    template <class Layer, class Scalar>
    static void run(const Layer& spec, const backward_site<Scalar>& site) {
        gradient_of<Layer>::run(spec, site);
    }
};

/// R_i = a_i R / stab(z) for layers without parameters: sums and averages.
struct norm {
    template <class Layer, class Scalar>
    static void run(const Layer& spec, const backward_site<Scalar>& site) {
        std::vector<Scalar> quotient(site.from.size());
        for (std::size_t i = 0; i < quotient.size(); ++i)
            quotient[i] = site.from[i] / stabilised(site.output[i]);
        std::array<std::vector<Scalar>, max_branches> spread;
        std::array<Scalar*, max_branches> into{};
        for (std::size_t k = 0; k < site.inputs.size(); ++k) {
            spread[k].assign(site.inputs[k].dims.elements(), Scalar{0});
            into[k] = spread[k].data();
        }
        backward_site<Scalar> inner = site;
        inner.from = quotient;
        inner.into = std::span<Scalar* const>(into.data(), site.inputs.size());
        gradient_of<Layer>::run(spec, inner);
        for (std::size_t k = 0; k < site.inputs.size(); ++k)
            for (std::size_t i = 0; i < spread[k].size(); ++i)
                site.into[k][i] += site.inputs[k].data[i] * spread[k][i];
    }
};

/// R_i = x_i sum_j W_ji R_j / stab(z_j), z = W x + b.
struct epsilon {
    double stabiliser = default_stabiliser;

    template <linear_layer Layer, class Scalar>
    void run(const Layer& spec, const backward_site<Scalar>& site) const {
        const linear_map<Layer> map(spec, site.inputs[0].dims, site.out);
        std::vector<Scalar> quotient(site.from.size());
        for (std::size_t i = 0; i < quotient.size(); ++i)
            quotient[i] = site.from[i] / stabilised(site.output[i], stabiliser);
        std::vector<Scalar> back(site.inputs[0].dims.elements());
        map.apply_transposed(site.parameters.weight().data(), quotient.data(), back.data(), *site.scratch);
        for (std::size_t i = 0; i < back.size(); ++i) site.into[0][i] += site.inputs[0].data[i] * back[i];
    }
};

/// q = R / stab(W+ x+ + W- x- + b+), R_i = x+ (W+^T q) + x- (W-^T q). Only the bias's positive part, once.
struct z_plus {
    template <linear_layer Layer, class Scalar>
    void run(const Layer& spec, const backward_site<Scalar>& site) const {
        const linear_map<Layer> map(spec, site.inputs[0].dims, site.out);
        const std::span<const Scalar> x(site.inputs[0].data, site.inputs[0].dims.elements());
        const bool has_negative =
            std::any_of(x.begin(), x.end(), [](Scalar value) { return value < Scalar{0}; });
        const std::vector<Scalar> weight = part_of(site.parameters.weight(), 1);
        std::vector<Scalar> z(site.from.size());
        if (!has_negative) { // behind a relu: half of the products are zero
            map.apply(weight.data(), x.data(), z.data(), *site.scratch);
            add_positive(site.parameters.bias(), map.positions(), z);
            divide(site.from, z);
            hand_back(map, weight, x, z, site);
            return;
        }
        const std::vector<Scalar> negative_weight = part_of(site.parameters.weight(), -1);
        const std::vector<Scalar> positive = part_of(x, 1);
        const std::vector<Scalar> negative = part_of(x, -1);
        std::vector<Scalar> product(z.size());
        map.apply(weight.data(), positive.data(), z.data(), *site.scratch);
        map.apply(negative_weight.data(), negative.data(), product.data(), *site.scratch);
        add_positive(site.parameters.bias(), map.positions(), z);
        for (std::size_t i = 0; i < z.size(); ++i) z[i] += product[i];
        divide(site.from, z);
        hand_back(map, weight, std::span<const Scalar>(positive), z, site);
        hand_back(map, negative_weight, std::span<const Scalar>(negative), z, site);
    }

private:
    /// The positive (sign +1) or negative part of all numbers.
    template <class Scalar>
    [[nodiscard]] static std::vector<Scalar> part_of(std::span<const Scalar> values, int sign) {
        std::vector<Scalar> part(values.size());
        for (std::size_t i = 0; i < part.size(); ++i)
            part[i] = sign > 0 ? (std::max)(values[i], Scalar{0}) : (std::min)(values[i], Scalar{0});
        return part;
    }

    template <class Scalar>
    static void add_positive(std::span<const Scalar> bias, std::size_t positions, std::vector<Scalar>& z) {
        for (std::size_t channel = 0; channel < bias.size(); ++channel)
            for (std::size_t i = channel * positions; i < (channel + 1) * positions; ++i)
                z[i] += (std::max)(bias[channel], Scalar{0});
    }

    /// z becomes the quotient R / stab(z).
    template <class Scalar>
    static void divide(std::span<const Scalar> relevance, std::vector<Scalar>& z) {
        for (std::size_t i = 0; i < z.size(); ++i) z[i] = relevance[i] / stabilised(z[i]);
    }

    template <class Map, class Scalar>
    static void hand_back(const Map& map, const std::vector<Scalar>& weight, std::span<const Scalar> x,
                          const std::vector<Scalar>& quotient, const backward_site<Scalar>& site) {
        std::vector<Scalar> back(x.size());
        map.apply_transposed(weight.data(), quotient.data(), back.data(), *site.scratch);
        for (std::size_t i = 0; i < x.size(); ++i) site.into[0][i] += x[i] * back[i];
    }
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
