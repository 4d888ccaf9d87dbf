// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/pass.hpp: one pass back over a tape, for gradients or relevance: all nodes' values at
/// once.

#include <sei/explain/backward/composite.hpp>

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
    template <class Net, std::size_t Index>
    static void run_on_blocks(const detail::block_site& site) requires requires {
        gradient_of<layer_at<Net, Index>>::run_on_blocks(spec_of<Net, Index>, site);
    }
    { gradient_of<layer_at<Net, Index>>::run_on_blocks(spec_of<Net, Index>, site); }
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
    template <class Net, std::size_t Index>
    static void run_on_blocks(const detail::block_site& site) requires requires {
        rule_at<Net, Index>::run_on_blocks(spec_of<Net, Index>, site);
    }
    { rule_at<Net, Index>::run_on_blocks(spec_of<Net, Index>, site); }
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

/// What a node's transposed convolution reads beyond what arrives there; nothing for other nodes.
template <class Net>
[[nodiscard]] constexpr extent halo_for_transposing(std::size_t index) {
    extent halo = 0;
    const auto look_at = [&](std::size_t number, const auto& spec) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(spec)>, layers::conv2d>)
            if (number == index && spec.stride == extent{1} && is_transposable(spec))
                halo = transposed(spec, nodes_of<Net>()[index].in).padding;
    };
    [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
        (look_at(Indices + 1, spec_of<Net, Indices + 1>), ...);
    }
    (std::make_index_sequence<program_of<Net>.node_count - 1>{});
    return halo;
}

} // namespace detail

/// Walks a tape from the logits to the input. Reuse one object for many images: it keeps its memory. The
/// weights stay with the caller; copies share what was made ready from them, so that every thread can have
/// one.
template <class Net, class Scalar, class Pass>
class backward {
public:
    explicit backward(const weights::folded_weights<Scalar>& weights) {
        for (std::size_t i = 0; i < program_of<Net>.node_count; ++i)
            values_.emplace_back(nodes_of<Net>()[i].out, detail::halo_for_transposing<Net>(i));
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
        for (detail::node_tensor<Scalar>& values : values_) values.clear();
        values_[logit_node<Net>].rows_to_change()[target] = value;
        run_nodes(recorded, std::make_index_sequence<logit_node<Net>>{});
    }

    /// d(logit)/d(node's result), or the relevance at the node's output.
    [[nodiscard]] std::span<const Scalar> at(std::size_t index) const { return values_[index].rows(); }
    /// The same numbers in the layout that they were computed in.
    [[nodiscard]] const detail::node_tensor<Scalar>& tensor(std::size_t index) const {
        return values_[index];
    }

private:
    std::vector<detail::node_tensor<Scalar>> values_;
    std::shared_ptr<const prepared_passes<Scalar>> passes_;
    std::array<engine::aligned_buffer, 2> temporaries_{};

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
            hand_over(values_[Index], values_[step.inputs[0]]);
        } else if constexpr (!Pass::template supports<Net, Index>) {
            using layer = layer_at<Net, Index>;
            [[maybe_unused]] const detail::layer_of_a_pass<false, Index, layer, detail::name_at<Net, Index>>
                stop;
        } else {
            if (!run_on_blocks<Index>(recorded)) run_on_rows<Index>(recorded);
        }
    }

    static void hand_over(const detail::node_tensor<Scalar>& from, detail::node_tensor<Scalar>& into) {
        if (into.is_clear())
            into.assign(from);
        else
            detail::add_all(from.rows(), into.rows_to_change().data());
    }

    template <std::size_t Index>
    [[nodiscard]] bool run_on_blocks(tape<Net, Scalar>& recorded) {
        constexpr const node& step = program_of<Net>.storage[Index];
        if constexpr (std::is_same_v<Scalar, float> && step.in.rank() == 3 && step.out.rank() == 3) {
            std::array<const detail::node_tensor<float>*, max_branches> inputs{};
            std::array<detail::node_tensor<float>*, max_branches> into{};
            for (std::size_t i = 0; i < step.input_count; ++i) {
                inputs[i] = &recorded.tensor(step.inputs[i]);
                into[i] = &values_[step.inputs[i]];
            }
            const detail::block_site site{.inputs = std::span(inputs.data(), step.input_count),
                                          .output = recorded.tensor(Index),
                                          .from = values_[Index],
                                          .into = std::span(into.data(), step.input_count),
                                          .scratch = recorded.scratch(),
                                          .temporaries = temporaries_};
            if constexpr (is_prepared<Index>)
                return (*passes_)[Index]->run_on_blocks(site);
            else if constexpr (requires { Pass::template run_on_blocks<Net, Index>(site); })
                return Pass::template run_on_blocks<Net, Index>(site), true;
        }
        return false;
    }

    template <std::size_t Index>
    void run_on_rows(tape<Net, Scalar>& recorded) {
        constexpr const node& step = program_of<Net>.storage[Index];
        const auto inputs = recorded.operands(Index);
        std::array<Scalar*, max_branches> into{};
        for (std::size_t i = 0; i < step.input_count; ++i)
            into[i] = values_[step.inputs[i]].rows_to_change().data();
        const backward_site<Scalar> site{
            .inputs = std::span<const kernels::operand<Scalar>>(inputs.data(), step.input_count),
            .output = recorded.value(Index),
            .from = values_[Index].rows(),
            .into = std::span<Scalar* const>(into.data(), step.input_count),
            .parameters = recorded.weights().of_node(Index),
            .out = step.out,
            .scratch = &recorded.scratch()};
        if constexpr (is_prepared<Index>)
            (*passes_)[Index]->run(site);
        else
            Pass::template run<Net, Index>(site);
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
