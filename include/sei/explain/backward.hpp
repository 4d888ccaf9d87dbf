// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward.hpp: one pass back over a tape, for gradients or relevance: all nodes' values at
/// once.

#include <sei/explain/composite.hpp>

#include <memory>

namespace sei::explain::inline SEI_TARGET {

/// Made ready by node; null where a node needs nothing.
template <class Scalar>
using prepared_passes = std::vector<std::unique_ptr<const prepared_pass<Scalar>>>;

/// Hands gradients back.
struct gradient_pass {
    template <class Net, std::size_t Index>
    static constexpr bool is_prepared = linear_layer<layer_at<Net, Index>>;

    template <class Net, std::size_t Index>
    static constexpr bool supports = is_prepared<Net, Index> || requires(const layer_at<Net, Index> spec,
                                                                         const backward_site<float> site) {
        gradient_of<layer_at<Net, Index>>::run(spec, site);
    };

    template <class Net, std::size_t Index, class Scalar>
    [[nodiscard]] static auto prepare(const linear_site<layer_at<Net, Index>, Scalar>& site) {
        return std::make_unique<typename gradient_of<layer_at<Net, Index>>::template prepared<Scalar>>(site);
    }
    template <class Net, std::size_t Index, class Scalar>
    static void run(const backward_site<Scalar>& site) {
        gradient_of<layer_at<Net, Index>>::run(spec_of<Net, Index>, site);
    }
};

/// Hands relevance back by the rules of a composite.
template <class Composite>
struct relevance_pass {
    template <class Net, std::size_t Index>
    using rule_at = decltype(Composite::template rule<Net, Index>());

    template <class Net, std::size_t Index>
    static constexpr bool supports = !std::is_void_v<rule_at<Net, Index>>;

    template <class Net, std::size_t Index>
    static constexpr bool is_prepared = requires {
        typename rule_at<Net, Index>::template prepared<layer_at<Net, Index>, float>;
    };

    template <class Net, std::size_t Index, class Scalar>
    [[nodiscard]] static auto prepare(const linear_site<layer_at<Net, Index>, Scalar>& site) {
        using prepared = typename rule_at<Net, Index>::template prepared<layer_at<Net, Index>, Scalar>;
        return std::make_unique<prepared>(Composite::template rule<Net, Index>(), site);
    }
    template <class Net, std::size_t Index, class Scalar>
    static void run(const backward_site<Scalar>& site) {
        Composite::template rule<Net, Index>().run(spec_of<Net, Index>, site);
    }
};

namespace detail {

/// Stops the compiler at a layer that a pass can't go back through. The compiler prints the arguments: the
/// layer's number (0 is the input), its kind, and its name spelled as characters.
template <bool Supported, std::size_t Index, class Layer, class Name>
struct layer_of_a_pass {
    static_assert(Supported, "sei::explain: this layer has no gradient or relevance rule; specialise "
                             "gradient_of<Layer> or rule_of<Layer>");
};

template <class Net, std::size_t Index, std::size_t... Characters>
[[nodiscard]] constexpr auto spelled_name(std::index_sequence<Characters...>)
    -> text<program_of<Net>.storage[Index].name.data()[Characters]...>;

template <class Net, std::size_t Index>
using name_at = decltype(spelled_name<Net, Index>(
    std::make_index_sequence<program_of<Net>.storage[Index].name.size()>{}));

} // namespace detail

/// Walks a tape from the logits to the input. Reuse one object for many images: it keeps its memory. The
/// weights stay with the caller; copies share what was made ready from them, so that every thread can have
/// one.
template <class Net, class Scalar, class Pass>
class backward {
public:
    explicit backward(const weights::folded_weights<Scalar>& weights) {
        for (const node& step : nodes_of<Net>()) values_.emplace_back(step.out.elements());
        auto passes = std::make_shared<prepared_passes<Scalar>>();
        [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
            (passes->push_back(prepare<Indices>(weights)), ...);
        }
        (std::make_index_sequence<logit_node<Net> + 1>{});
        passes_ = passes;
    }

    /// Starts with `value` (1 for gradients and for relevance) at one logit, 0 elsewhere. Throws sei::error
    /// if there is no such class.
    void run(tape<Net, Scalar>& recorded, std::size_t target, Scalar value = Scalar{1}) {
        if (target >= recorded.logits().size())
            throw error("class " + std::to_string(target) + " was asked for, the network has " +
                        std::to_string(recorded.logits().size()));
        for (std::vector<Scalar>& values : values_) std::fill(values.begin(), values.end(), Scalar{0});
        values_[logit_node<Net>][target] = value;
        run_nodes(recorded, std::make_index_sequence<logit_node<Net>>{});
    }

    /// d(logit)/d(node's result), or the relevance at the node's output.
    [[nodiscard]] std::span<const Scalar> at(std::size_t index) const { return values_[index]; }

private:
    node_values<Scalar> values_;
    std::shared_ptr<const prepared_passes<Scalar>> passes_;

    template <std::size_t Index>
    static constexpr bool is_prepared = [] {
        if constexpr (Index == 0 || program_of<Net>.storage[Index].folded_into != no_node)
            return false;
        else
            return Pass::template is_prepared<Net, Index>;
    }();

    template <std::size_t Index>
    [[nodiscard]] static std::unique_ptr<const prepared_pass<Scalar>>
    prepare(const weights::folded_weights<Scalar>& weights) {
        constexpr const node& step = program_of<Net>.storage[Index];
        if constexpr (is_prepared<Index>)
            return Pass::template prepare<Net, Index, Scalar>(
                {spec_of<Net, Index>, step.in, step.out, weights.of_node(Index)});
        else
            return nullptr;
    }

    template <std::size_t... Indices>
    void run_nodes(tape<Net, Scalar>& recorded, std::index_sequence<Indices...>) {
        [[maybe_unused]] const int done[] = {0, (run_node<logit_node<Net> - Indices>(recorded), 0)...};
    }

    template <std::size_t Index>
    void run_node(tape<Net, Scalar>& recorded) {
        constexpr const node& step = program_of<Net>.storage[Index];
        if constexpr (step.folded_into != no_node) {
            detail::add_all(std::span<const Scalar>(values_[Index]), values_[step.inputs[0]].data());
        } else if constexpr (!Pass::template supports<Net, Index>) {
            using layer = layer_at<Net, Index>;
            [[maybe_unused]] const detail::layer_of_a_pass<false, Index, layer, detail::name_at<Net, Index>>
                stop;
        } else {
            const auto inputs = recorded.operands(Index);
            std::array<Scalar*, max_branches> into{};
            for (std::size_t i = 0; i < step.input_count; ++i) into[i] = values_[step.inputs[i]].data();
            const backward_site<Scalar> site{
                .inputs = std::span<const kernels::operand<Scalar>>(inputs.data(), step.input_count),
                .output = recorded.value(Index),
                .from = values_[Index],
                .into = std::span<Scalar* const>(into.data(), step.input_count),
                .parameters = recorded.weights().of_node(Index),
                .out = step.out,
                .scratch = &recorded.scratch()};
            if constexpr (is_prepared<Index>)
                (*passes_)[Index]->run(site);
            else
                Pass::template run<Net, Index>(site);
        }
    }
};

namespace detail {

template <class Net, class Composite, std::size_t... Indices>
[[nodiscard]] consteval std::size_t count_before_missing_rule(std::index_sequence<Indices...>) {
    std::size_t index = 1;
    const auto passes = [](bool folded, bool supported) { return folded || supported; };
    static_cast<void>((... && (passes(program_of<Net>.storage[Indices + 1].folded_into != no_node,
                                      relevance_pass<Composite>::template supports<Net, Indices + 1>) &&
                               ++index != 0)));
    return index;
}

} // namespace detail

/// The first node that relevance must pass and that a composite has no rule for; `no_node` if there is none.
template <class Net, class Composite>
inline constexpr std::size_t first_without_rule = [] {
    constexpr std::size_t found =
        detail::count_before_missing_rule<Net, Composite>(std::make_index_sequence<logit_node<Net>>{});
    return found > logit_node<Net> ? no_node : found;
}();

template <class Net, class Scalar>
using gradients = backward<Net, Scalar, gradient_pass>;
template <class Net, class Scalar, class Composite = composites::epsilon_plus>
using relevances = backward<Net, Scalar, relevance_pass<Composite>>;

} // namespace sei::explain::inline SEI_TARGET
