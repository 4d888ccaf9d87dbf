// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rules/elementary.hpp: rules for layers without weights: pass, gradient and norm.

#include <sei/explain/backward/rule.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace rules {

/// Relevance passes unchanged: activations, batch_norm that could not be folded.
struct pass {
    template <class Layer, class Scalar>
    static void run(const Layer&, const backward_site<Scalar>& site) {
        detail::add_all(site.from, site.into[0]);
    }
    template <class Layer>
    static void run_on_blocks(const Layer&, const detail::block_site& site) {
        detail::add_map(site.from.blocks(), *site.into[0]);
    }
};

/// Relevance flows like the gradient: max_pool (all to the first maximum), flatten, dropout, concat.
struct gradient {
    template <class Layer, class Scalar>
    static void run(const Layer& spec, const backward_site<Scalar>& site) {
        gradient_of<Layer>::run(spec, site);
    }
    template <class Layer>
    static void run_on_blocks(const Layer& spec, const detail::block_site& site) requires requires {
        gradient_of<Layer>::run_on_blocks(spec, site);
    }
    { gradient_of<Layer>::run_on_blocks(spec, site); }

    template <linear_layer Layer, class Scalar>
    struct prepared final : gradient_of<Layer>::template prepared<Scalar> {
        prepared(const gradient&, const linear_site<Layer, Scalar>& site)
            : gradient_of<Layer>::template prepared<Scalar>(site) {}
    };
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

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
