// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/composite.hpp: which layer gets which relevance rule, chosen at compile time by the layer's
/// type.

#include <sei/explain/rules.hpp>

namespace sei::explain::inline SEI_TARGET {

/// The rule of a layer that all composites agree on; specialise it for a layer of your own:
/// `template <> struct rule_of<my_layer> : always<rules::pass> {};`.
template <class Layer>
struct rule_of;

template <class Rule>
struct always {
    using type = Rule;
};

// clang-format off
template <> struct rule_of<layers::relu> : always<rules::pass> {};
template <> struct rule_of<layers::relu6> : always<rules::pass> {};
template <> struct rule_of<layers::batch_norm> : always<rules::pass> {};
template <> struct rule_of<layers::max_pool> : always<rules::gradient> {};
template <> struct rule_of<layers::flatten> : always<rules::gradient> {};
template <> struct rule_of<layers::dropout> : always<rules::gradient> {};
template <> struct rule_of<layers::join> : always<rules::gradient> {};
template <> struct rule_of<layers::avg_pool> : always<rules::norm> {};
template <> struct rule_of<layers::global_avg_pool> : always<rules::norm> {};
template <> struct rule_of<layers::add> : always<rules::norm> {};
// clang-format on

/// Has somebody said how relevance passes this layer?
template <class Layer>
concept has_rule = requires {
    typename rule_of<Layer>::type;
};

namespace composites {

/// Zennit's EpsilonPlus: z+ for convolutions, epsilon 1e-6 for dense layers.
struct epsilon_plus {
    // Constrained, so that a layer without a rule meets the static_assert of backward.hpp and no other error.
    template <class Layer>
    requires(std::is_same_v<Layer, layers::conv2d> || std::is_same_v<Layer, layers::dense> || has_rule<Layer>)
        [[nodiscard]] static constexpr auto rule() {
        if constexpr (std::is_same_v<Layer, layers::conv2d>)
            return rules::z_plus{};
        else if constexpr (std::is_same_v<Layer, layers::dense>)
            return rules::epsilon{};
        else
            return typename rule_of<Layer>::type{};
    }
};

} // namespace composites
} // namespace sei::explain::inline SEI_TARGET
