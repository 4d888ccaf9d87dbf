// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/composite.hpp: which layer gets which relevance rule, chosen at compile time by the
/// layer's type, its name or its place.
///
///     using namespace sei::explain;
///     using my_rules = composite<named<"conv1", rules::flat{}>,                 // the first entry that fits
///                                on<rules::gamma{.gain = 0.1}, layers::conv2d>, // decides
///                                on<rules::epsilon{}, layers::dense>>;
///
/// What no entry fits takes the rule that all composites agree on (`rule_of<Layer>`).

#include <sei/explain/backward/rules.hpp>

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

/// `Rule` for all layers of these types.
template <auto Rule, class... Layers>
struct on {
    static constexpr auto rule = Rule;
    template <class Net, std::size_t Index>
    static constexpr bool fits = (std::is_same_v<layer_at<Net, Index>, Layers> || ...);
};

/// `Rule` for the first layer, in network order, of any of these types.
template <auto Rule, class... Layers>
struct on_first {
    static constexpr auto rule = Rule;
    template <class Net, std::size_t Index>
    static constexpr bool fits = on<Rule, Layers...>::template fits<Net, Index>&&[]<std::size_t... Earlier>(
        std::index_sequence<Earlier...>) {
        return !(on<Rule, Layers...>::template fits<Net, Earlier> || ...);
    }
    (std::make_index_sequence<Index>{});
};

/// `Rule` for the layer of this name; layers inside blocks by their whole name.
template <label Name, auto Rule>
struct named {
    static constexpr auto rule = Rule;
    template <class Net, std::size_t Index>
    static constexpr bool fits = program_of<Net>.storage[Index].name == Name;
};

/// Entries in order of precedence.
template <class... Entries>
struct composite {
    /// The rule of a network's node; void if there is none.
    template <class Net, std::size_t Index>
    [[nodiscard]] static constexpr auto rule() {
        return rule_among<Net, Index, Entries...>();
    }

private:
    template <class Net, std::size_t Index, class First, class... Others>
    [[nodiscard]] static constexpr auto rule_among() {
        if constexpr (First::template fits<Net, Index>)
            return First::rule;
        else
            return rule_among<Net, Index, Others...>();
    }
    template <class Net, std::size_t Index>
    [[nodiscard]] static constexpr auto rule_among() {
        if constexpr (has_rule<layer_at<Net, Index>>) return typename rule_of<layer_at<Net, Index>>::type{};
    }
};

/// Zennit's composites.
namespace composites {

/// z+ for convolutions, epsilon for dense layers.
using epsilon_plus = composite<on<rules::z_plus{}, layers::conv2d>, on<rules::epsilon{}, layers::dense>>;

/// alpha 2, beta 1 for convolutions, epsilon for dense layers.
using epsilon_alpha2_beta1 = composite<on<rules::alpha_beta{.alpha = 2, .beta = 1}, layers::conv2d>,
                                       on<rules::epsilon{}, layers::dense>>;

/// As epsilon_plus, but flat for the first layer with weights.
using epsilon_plus_flat = composite<on_first<rules::flat{}, layers::conv2d, layers::dense>,
                                    on<rules::z_plus{}, layers::conv2d>, on<rules::epsilon{}, layers::dense>>;

/// z^B for the first convolution, gamma for the others, epsilon for dense layers:
/// `epsilon_gamma_box<rules::z_box<>{.low = {0}, .high = {1}}>`.
template <rules::z_box Limits>
using epsilon_gamma_box =
    composite<on_first<Limits, layers::conv2d>, on<rules::gamma{.gain = 0.25}, layers::conv2d>,
              on<rules::epsilon{}, layers::dense>>;

/// Epsilon for all layers with weights: `epsilon_everywhere<rules::epsilon{.stabiliser = 0.25}>`. Small
/// stabilisers make noisy maps.
template <rules::epsilon Rule = rules::epsilon{}>
using epsilon_everywhere = composite<on<Rule, layers::conv2d, layers::dense>>;

} // namespace composites
} // namespace sei::explain::inline SEI_TARGET
