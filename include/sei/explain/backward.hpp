// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward.hpp: one pass back over a tape, for gradients or relevance: all nodes' values at
/// once.

#include <sei/explain/composite.hpp>

namespace sei::explain::inline SEI_TARGET {

/// Hands gradients back.
struct gradient_pass {
    template <class Layer>
    static constexpr bool supports = requires(const Layer spec, const backward_site<float> site) {
        gradient_of<Layer>::run(spec, site);
    };
    template <class Layer, class Scalar>
    static void run(const Layer& spec, const backward_site<Scalar>& site) {
        gradient_of<Layer>::run(spec, site);
    }
};

/// Hands relevance back by the rules of a composite.
template <class Composite>
struct relevance_pass {
    template <class Layer>
    static constexpr bool supports = requires {
        Composite::template rule<Layer>();
    };
    template <class Layer, class Scalar>
    static void run(const Layer& spec, const backward_site<Scalar>& site) {
        Composite::template rule<Layer>().run(spec, site);
    }
};

/// Walks a tape from the logits to the input. Reuse one object for many images: it keeps its memory.
template <class Net, class Scalar, class Pass>
class backward {
public:
    backward() {
        for (const node& step : nodes_of<Net>()) values_.emplace_back(step.out.elements());
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

    template <std::size_t... Indices>
    void run_nodes(tape<Net, Scalar>& recorded, std::index_sequence<Indices...>) {
        [[maybe_unused]] const int done[] = {0, (run_node<logit_node<Net> - Indices>(recorded), 0)...};
    }

    template <std::size_t Index>
    void run_node(tape<Net, Scalar>& recorded) {
        constexpr const node& step = program_of<Net>.storage[Index];
        using layer = layer_at<Net, Index>;
        if constexpr (step.folded_into != no_node) {
            detail::add_all(std::span<const Scalar>(values_[Index]), values_[step.inputs[0]].data());
        } else if constexpr (!Pass::template supports<layer>) {
            static_assert(
                Pass::template supports<layer>,
                "sei::explain: this layer has no gradient or relevance rule; specialise gradient_of<Layer> "
                "or rule_of<Layer>");
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
            Pass::run(spec_of<Net, Index>, site);
        }
    }
};

template <class Net, class Scalar>
using gradients = backward<Net, Scalar, gradient_pass>;
template <class Net, class Scalar, class Composite = composites::epsilon_plus>
using relevances = backward<Net, Scalar, relevance_pass<Composite>>;

} // namespace sei::explain::inline SEI_TARGET
