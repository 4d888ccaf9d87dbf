// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/tape.hpp: one forward pass with every node's result kept, for the passes that go back over it.
///
/// Scalar is float or double; double is the oracle that float is checked with.

#include <sei/explain/detail/elementwise.hpp>
#include <sei/explain/linear_operator.hpp>
#include <sei/kernels/portable/all.hpp>
#include <sei/model/split.hpp>
#include <sei/weights/fold.hpp>

#include <memory>

namespace sei::explain::inline SEI_TARGET {

/// C, H, W row-major, by node number.
template <class Scalar>
using node_values = std::vector<std::vector<Scalar>>;

template <class Net>
[[nodiscard]] constexpr std::size_t last_node_of(std::size_t layer) {
    std::size_t found = 0;
    for (std::size_t i = 0; i < program_of<Net>.node_count; ++i)
        if (program_of<Net>.storage[i].layer <= layer) found = i;
    return found;
}

/// The node whose values are the logits: the last one, or the one before a final softmax.
template <class Net>
inline constexpr std::size_t logit_node =
    program_of<Net>.storage[program_of<Net>.node_count - 1].kind == layers::softmax::kind
        ? program_of<Net>.storage[program_of<Net>.node_count - 1].inputs[0]
        : program_of<Net>.node_count - 1;

/// The layer's type at a node.
template <class Net, std::size_t Index>
using layer_at = std::remove_const_t<decltype(spec_of<Net, Index>)>;

/// Is this a layer of the form y = W x + b?
template <class Layer>
concept linear_layer = requires(const Layer spec, sei::shape dims) {
    linear_map<Layer>(spec, dims, dims);
};

namespace detail {

/// A linear layer of any type, made ready to be applied.
template <class Scalar>
struct forward_map {
    virtual ~forward_map() = default;
    virtual void apply(const Scalar* x, Scalar* y, scratch_space<Scalar>& scratch) const = 0;
};

template <class Layer, class Scalar>
struct forward_map_of final : forward_map<Scalar> {
    linear_operator<Layer, Scalar> weight;

    explicit forward_map_of(linear_operator<Layer, Scalar>&& made) : weight(std::move(made)) {}
    void apply(const Scalar* x, Scalar* y, scratch_space<Scalar>& scratch) const override {
        weight.apply(x, y, scratch);
    }
};

/// By node; null where the layer is not linear.
template <class Scalar>
using forward_maps = std::vector<std::unique_ptr<const forward_map<Scalar>>>;

template <class Net, std::size_t Index, class Scalar>
[[nodiscard]] std::unique_ptr<const forward_map<Scalar>>
make_forward_map(const weights::folded_weights<Scalar>& weights) {
    constexpr const node& step = program_of<Net>.storage[Index];
    using layer = layer_at<Net, Index>;
    if constexpr (linear_layer<layer> && step.folded_into == no_node)
        return std::make_unique<forward_map_of<layer, Scalar>>(linear_operator<layer, Scalar>(
            spec_of<Net, Index>, step.in, step.out, weights.of_node(Index).weight(), directions::forward,
            winograd::allowed));
    else
        return nullptr;
}

template <class Net, class Scalar>
[[nodiscard]] std::shared_ptr<const forward_maps<Scalar>>
make_forward_maps(const weights::folded_weights<Scalar>& weights) {
    auto maps = std::make_shared<forward_maps<Scalar>>();
    [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
        (maps->push_back(make_forward_map<Net, Indices>(weights)), ...);
    }
    (std::make_index_sequence<program_of<Net>.node_count>{});
    return maps;
}

} // namespace detail

/// Runs forward passes and keeps what they compute. The weights stay with the caller; copies share what was
/// made ready from them, so that every thread can have one.
template <class Net, class Scalar>
class tape {
public:
    explicit tape(const weights::folded_weights<Scalar>& weights)
        : weights_(&weights), maps_(detail::make_forward_maps<Net>(weights)) {
        for (const node& step : nodes_of<Net>()) values_.emplace_back(step.out.elements());
    }

    /// Throws sei::error if the image has the wrong size.
    void record(std::span<const Scalar> image) {
        if (image.size() != values_[0].size())
            throw error("an image of " + std::to_string(image.size()) +
                        " numbers came where the network takes " + std::to_string(values_[0].size()));
        std::copy(image.begin(), image.end(), values_[0].begin());
        record_nodes(std::make_index_sequence<program_of<Net>.node_count>{});
    }

    [[nodiscard]] std::span<const Scalar> value(std::size_t index) const { return values_[index]; }
    [[nodiscard]] std::span<const Scalar> logits() const { return values_[logit_node<Net>]; }

    /// The first of the largest logits.
    [[nodiscard]] std::size_t predicted_class() const {
        return static_cast<std::size_t>(std::max_element(logits().begin(), logits().end()) -
                                        logits().begin());
    }

    [[nodiscard]] std::array<kernels::operand<Scalar>, max_branches> operands(std::size_t index) const {
        const node& step = program_of<Net>.storage[index];
        std::array<kernels::operand<Scalar>, max_branches> inputs{};
        for (std::size_t i = 0; i < step.input_count; ++i)
            inputs[i] = {values_[step.inputs[i]].data(), nodes_of<Net>()[step.inputs[i]].out};
        return inputs;
    }

    [[nodiscard]] const weights::folded_weights<Scalar>& weights() const { return *weights_; }
    [[nodiscard]] scratch_space<Scalar>& scratch() { return scratch_; }

private:
    const weights::folded_weights<Scalar>* weights_;
    std::shared_ptr<const detail::forward_maps<Scalar>> maps_;
    node_values<Scalar> values_;
    scratch_space<Scalar> scratch_;

    template <std::size_t... Indices>
    void record_nodes(std::index_sequence<Indices...>) {
        [[maybe_unused]] const int done[] = {(record_node<Indices>(), 0)...};
    }

    template <std::size_t Index>
    void record_node() {
        if constexpr (Index != 0) {
            constexpr const node& step = program_of<Net>.storage[Index];
            using layer = layer_at<Net, Index>;
            Scalar* result = values_[Index].data();
            const auto inputs = operands(Index);
            if constexpr (step.folded_into != no_node)
                std::copy(values_[step.inputs[0]].begin(), values_[step.inputs[0]].end(), result);
            else if constexpr (linear_layer<layer>)
                record_linear(Index, inputs[0].data, result);
            else if constexpr (std::is_same_v<layer, layers::relu>)
                detail::combine(step.out.elements(), inputs[0].data, result,
                                [](Scalar, Scalar x) { return x < Scalar{0} ? Scalar{0} : x; });
            else
                kernels::forward<layer>::run(
                    spec_of<Net, Index>,
                    std::span<const kernels::operand<Scalar>>(inputs.data(), step.input_count),
                    weights_->of_node(Index), step.out, result);
        }
    }

    void record_linear(std::size_t index, const Scalar* x, Scalar* result) {
        (*maps_)[index]->apply(x, result, scratch_);
        const std::span<const Scalar> bias = weights_->of_node(index).bias();
        if (bias.empty()) return;
        const std::size_t positions = values_[index].size() / bias.size();
        for (std::size_t channel = 0; channel < bias.size(); ++channel) {
            detail::add_constant(positions, bias[channel], result + channel * positions);
        }
    }
};

} // namespace sei::explain::inline SEI_TARGET
