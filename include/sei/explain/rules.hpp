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

        std::vector<Scalar> z(site.from.size());
        add_bias(map, site.parameters.bias(), z);
        add_forward(map, site, x, 1, z);
        if (has_negative) add_forward(map, site, x, -1, z);
        for (std::size_t i = 0; i < z.size(); ++i) z[i] = site.from[i] / stabilised(z[i]);
        add_back(map, site, x, 1, z);
        if (has_negative) add_back(map, site, x, -1, z);
    }

private:
    /// The positive (sign +1) or negative part of all numbers.
    template <class Scalar>
    [[nodiscard]] static std::vector<Scalar> part_of(std::span<const Scalar> values, int sign) {
        std::vector<Scalar> part(values.size());
        for (std::size_t i = 0; i < part.size(); ++i)
            part[i] = (sign > 0) == (values[i] > Scalar{0}) ? values[i] : Scalar{0};
        return part;
    }

    template <class Map, class Scalar>
    static void add_bias(const Map& map, std::span<const Scalar> bias, std::vector<Scalar>& z) {
        for (std::size_t i = 0; i < z.size() && !bias.empty(); ++i)
            z[i] = (std::max)(bias[i / map.positions()], Scalar{0});
    }

    template <class Map, class Scalar>
    static void add_forward(const Map& map, const backward_site<Scalar>& site, std::span<const Scalar> x,
                            int sign, std::vector<Scalar>& z) {
        const std::vector<Scalar> weight = part_of(site.parameters.weight(), sign);
        const std::vector<Scalar> part = part_of(x, sign);
        std::vector<Scalar> product(z.size());
        map.apply(weight.data(), part.data(), product.data(), *site.scratch);
        for (std::size_t i = 0; i < z.size(); ++i) z[i] += product[i];
    }

    template <class Map, class Scalar>
    static void add_back(const Map& map, const backward_site<Scalar>& site, std::span<const Scalar> x,
                         int sign, const std::vector<Scalar>& quotient) {
        const std::vector<Scalar> weight = part_of(site.parameters.weight(), sign);
        std::vector<Scalar> back(x.size());
        map.apply_transposed(weight.data(), quotient.data(), back.data(), *site.scratch);
        for (std::size_t i = 0; i < x.size(); ++i)
            if ((sign > 0) == (x[i] > Scalar{0})) site.into[0][i] += x[i] * back[i];
    }
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
