// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/tape.hpp: one forward pass with every node's result kept, for the passes that go back
/// over it.
///
/// Scalar is float or double; double is the oracle that float is checked with.
/// Maps in float stay in the kernels' blocks; `value(i)` makes rows of a node when first asked for. A folded
/// batch_norm and the layer that it is folded into have the same values. All activations are kept, maps in
/// float twice. A layer from outside needs `kernels::forward<Layer>`, or `linear_map<Layer>` if it is y = W x
/// + b.

#include <sei/engine/fast_steps.hpp>
#include <sei/explain/backward/detail/node_tensor.hpp>
#include <sei/explain/backward/linear_operator.hpp>
#include <sei/kernels/portable/all.hpp>
#include <sei/model/split.hpp>
#include <sei/weights/fold.hpp>

#include <memory>

namespace sei::explain::inline SEI_TARGET {

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

/// What a layer that is made ready does in the forward pass.
template <class Scalar>
struct forward_map {
    virtual ~forward_map() = default;
    virtual void run(std::span<const node_tensor<Scalar>* const> inputs, node_tensor<Scalar>& result,
                     scratch_space<Scalar>& scratch) const = 0;
};

/// y = W x + b.
template <class Layer, class Scalar>
class linear_forward final : public forward_map<Scalar> {
public:
    explicit linear_forward(linear_operator<Layer, Scalar>&& weight) : weight_(std::move(weight)) {}

    void run(std::span<const node_tensor<Scalar>* const> inputs, node_tensor<Scalar>& result,
             scratch_space<Scalar>& scratch) const override {
        if constexpr (convolution_on_blocks<Layer, Scalar>)
            weight_.apply(inputs[0]->blocks(), result.new_blocks(), scratch);
        else
            weight_.apply(inputs[0]->rows().data(), result.new_rows().data(), scratch);
    }

private:
    linear_operator<Layer, Scalar> weight_;
};

/// Layers of maps that the engine computes in blocks.
template <class Layer>
inline constexpr bool has_block_step =
    std::is_same_v<Layer, layers::relu> || std::is_same_v<Layer, layers::relu6> ||
    std::is_same_v<Layer, layers::max_pool> || std::is_same_v<Layer, layers::avg_pool> ||
    std::is_same_v<Layer, layers::add> || std::is_same_v<Layer, layers::join>;

/// One step of the engine.
class engine_forward final : public forward_map<float> {
public:
    explicit engine_forward(std::unique_ptr<engine::step> step) : step_(std::move(step)) {}

    void run(std::span<const node_tensor<float>* const> inputs, node_tensor<float>& result,
             scratch_space<float>&) const override {
        std::array<engine::slot, max_branches> places{};
        for (std::size_t i = 0; i < inputs.size(); ++i) places[i] = inputs[i]->blocks();
        step_->run({.inputs = std::span(places.data(), inputs.size()), .output = result.new_blocks()});
    }

private:
    std::unique_ptr<engine::step> step_;
};

/// By node; null where nothing is made ready.
template <class Scalar>
using forward_maps = std::vector<std::unique_ptr<const forward_map<Scalar>>>;

template <class Net, std::size_t Index>
[[nodiscard]] std::unique_ptr<const forward_map<float>> make_engine_forward() {
    constexpr const node& step = program_of<Net>.storage[Index];
    std::array<sei::shape, max_branches> inputs{};
    for (std::size_t i = 0; i < step.input_count; ++i) inputs[i] = nodes_of<Net>()[step.inputs[i]].out;
    engine::executor_options options;
    options.kernels = &kernels::best_kernel_set();
    return std::make_unique<engine_forward>(engine::step_for<layer_at<Net, Index>>::make(
        spec_of<Net, Index>,
        {.inputs = std::span(inputs.data(), step.input_count), .out = step.out, .options = options}));
}

template <class Net, std::size_t Index, class Scalar>
[[nodiscard]] std::unique_ptr<const forward_map<Scalar>>
make_forward_map(const weights::folded_weights<Scalar>& weights) {
    constexpr const node& step = program_of<Net>.storage[Index];
    using layer = layer_at<Net, Index>;
    if constexpr (step.folded_into != no_node)
        return nullptr;
    else if constexpr (linear_layer<layer>)
        return std::make_unique<linear_forward<layer, Scalar>>(linear_operator<layer, Scalar>(
            spec_of<Net, Index>, step.in, step.out, weights.of_node(Index).weight(), directions::forward,
            winograd::allowed, weights.of_node(Index).bias()));
    else if constexpr (std::is_same_v<Scalar, float> && has_block_step<layer> && step.out.rank() == 3)
        return make_engine_forward<Net, Index>();
    else
        return nullptr;
}

/// The widest padding of the convolutions that read a node.
template <class Net>
[[nodiscard]] constexpr extent halo_for_readers(std::size_t index) {
    extent halo = 0;
    const auto widen = [&](const node& reader, const auto& spec) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(spec)>, layers::conv2d>)
            if (reader.inputs[0] == index) {
                halo.height = (std::max)(halo.height, spec.padding.height);
                halo.width = (std::max)(halo.width, spec.padding.width);
            }
    };
    [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
        (widen(nodes_of<Net>()[Indices + 1], spec_of<Net, Indices + 1>), ...);
    }
    (std::make_index_sequence<program_of<Net>.node_count - 1>{});
    return halo;
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
        for (std::size_t i = 0; i < program_of<Net>.node_count; ++i)
            values_.emplace_back(nodes_of<Net>()[i].out, detail::halo_for_readers<Net>(i));
    }

    /// Throws sei::error if the image has the wrong size.
    void record(std::span<const Scalar> image) {
        if (image.size() != Net::input.elements())
            throw error("an image of " + std::to_string(image.size()) +
                        " numbers came where the network takes " + std::to_string(Net::input.elements()));
        std::copy(image.begin(), image.end(), values_[0].new_rows().begin());
        record_nodes(std::make_index_sequence<program_of<Net>.node_count>{});
    }

    [[nodiscard]] std::span<const Scalar> value(std::size_t index) const { return values_[index].rows(); }
    [[nodiscard]] std::span<const Scalar> logits() const { return value(logit_node<Net>); }
    /// The same numbers in the layout that they were computed in.
    [[nodiscard]] const detail::node_tensor<Scalar>& tensor(std::size_t index) const {
        return values_[index];
    }

    /// The first of the largest logits.
    [[nodiscard]] std::size_t predicted_class() const {
        return static_cast<std::size_t>(std::max_element(logits().begin(), logits().end()) -
                                        logits().begin());
    }

    [[nodiscard]] std::array<kernels::operand<Scalar>, max_branches> operands(std::size_t index) const {
        const node& step = program_of<Net>.storage[index];
        std::array<kernels::operand<Scalar>, max_branches> inputs{};
        for (std::size_t i = 0; i < step.input_count; ++i)
            inputs[i] = {value(step.inputs[i]).data(), nodes_of<Net>()[step.inputs[i]].out};
        return inputs;
    }

    [[nodiscard]] const weights::folded_weights<Scalar>& weights() const { return *weights_; }
    [[nodiscard]] scratch_space<Scalar>& scratch() { return scratch_; }

private:
    const weights::folded_weights<Scalar>* weights_;
    std::shared_ptr<const detail::forward_maps<Scalar>> maps_;
    std::vector<detail::node_tensor<Scalar>> values_;
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
            if constexpr (step.folded_into != no_node || std::is_same_v<layer, layers::dropout>) {
                values_[Index].assign(values_[step.inputs[0]]);
            } else if (const auto& map = (*maps_)[Index]) {
                std::array<const detail::node_tensor<Scalar>*, max_branches> inputs{};
                for (std::size_t i = 0; i < step.input_count; ++i) inputs[i] = &values_[step.inputs[i]];
                map->run(std::span(inputs.data(), step.input_count), values_[Index], scratch_);
            } else if constexpr (!linear_layer<layer>) {
                const auto inputs = operands(Index);
                kernels::forward<layer>::run(
                    spec_of<Net, Index>,
                    std::span<const kernels::operand<Scalar>>(inputs.data(), step.input_count),
                    weights_->of_node(Index), step.out, values_[Index].new_rows().data());
            }
        }
    }
};

} // namespace sei::explain::inline SEI_TARGET
