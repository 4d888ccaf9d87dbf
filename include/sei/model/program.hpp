// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/program.hpp: a network as a flat list of nodes with shapes, inputs and work: what everything
/// else walks.
///
/// Blocks are gone: a residual is its body, its shortcut and an `add` node. A node's inputs are the numbers
/// of the nodes before it that feed it. Node 0 is the input.
/// Nodes of one top-level layer are consecutive; the last of them is the layer's result and has its name. A
/// batch_norm is folded if its description comes straight behind a conv2d or dense layer: not over a branch,
/// the end of a block or another layer; a second batch_norm stays. `file_parameters` count what the file has,
/// `loaded_parameters` what is left after folding.

#include <sei/model/layers/add.hpp>
#include <sei/model/layers/batch_norm.hpp>
#include <sei/model/layers/conv2d.hpp>
#include <sei/model/layers/dense.hpp>
#include <sei/model/layers/input.hpp>
#include <sei/model/layers/join.hpp>
#include <sei/model/sequence.hpp>

#include <span>
#include <type_traits>

namespace sei::inline SEI_RELEASE {

inline constexpr std::size_t max_branches = 8;
inline constexpr std::uint16_t no_node = 0xFFFF;

/// One step of a network.
struct node {
    label name{}; ///< empty if the description gives none
    label kind{}; ///< "conv2d", "relu", ...; "add" and "concat" end blocks
    shape in{};   ///< shape of the first input
    shape out{};  ///< shape of the result
    std::array<std::uint16_t, max_branches> inputs{}; ///< numbers of the nodes that feed it
    std::uint8_t input_count = 0;                     ///< how many of `inputs` count
    storage output_storage = storage::separate;       ///< where the result may be stored
    layer_role role =
        layer_role::computes;      ///< a batch_norm that is folded is its convolution's row: it computes
    bool is_fused = false;         ///< costs no pass of its own
    std::uint16_t last_use = 0;    ///< number of the last node that reads the result; else its own
    std::uint16_t layer = 0;       ///< index of the top-level layer it belongs to; the input is 0
    std::uint16_t instruction = 0; ///< place of its description in the instruction list
    std::uint16_t folded_into = no_node; ///< batch_norm: the convolution or dense node that absorbs it
    std::uint16_t absorbs = no_node;     ///< convolution, dense: the batch_norm node folded into it
    sei::work work{};                    ///< multiply-accumulates or elements
    std::uint64_t file_parameters = 0;   ///< numbers in the weights file
    std::uint64_t loaded_parameters = 0; ///< numbers after batch_norm has been folded
};

/// A network's nodes, or the first thing that is wrong with it.
template <std::size_t Capacity>
struct program {
    std::array<node, Capacity> storage{};
    std::size_t node_count = 0;
    std::size_t layer_count = 0; ///< top-level layers, the input included

    fault reason = fault::none;
    std::size_t fault_instruction = 0;
    std::size_t fault_layer = 0;
    shape fault_incoming{};

    [[nodiscard]] constexpr std::span<const node> nodes() const { return {storage.data(), node_count}; }
    [[nodiscard]] constexpr shape input() const { return node_count == 0 ? shape{} : storage[0].out; }
    [[nodiscard]] constexpr shape output() const {
        return node_count == 0 ? shape{} : storage[node_count - 1].out;
    }
};

/// How many nodes the top-level layers 0 to `layer` have together: one past the last node of that layer.
[[nodiscard]] constexpr std::size_t nodes_through(std::span<const node> nodes, std::size_t layer) {
    std::size_t inside = 0; // by bisection: nodes are in the order of their layers
    for (std::size_t outside = nodes.size(); inside < outside;) {
        const std::size_t middle = inside + (outside - inside) / 2;
        if (nodes[middle].layer <= layer)
            inside = middle + 1;
        else
            outside = middle;
    }
    return inside;
}

/// The number of the node with this name, or `no_node`. An empty name finds nothing.
[[nodiscard]] constexpr std::uint16_t find_node(std::span<const node> nodes, const label& name) {
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (!name.empty() && nodes[i].name == name) return static_cast<std::uint16_t>(i);
    return no_node;
}

namespace detail {

inline constexpr std::uint64_t max_elements = std::uint64_t{1} << 31U;

[[nodiscard]] constexpr bool is_too_large(shape tensor) {
    const std::uint64_t pixels = tensor.rank() == 3 ? std::uint64_t{tensor.height} * tensor.width : 1;
    return pixels > max_elements || pixels * tensor.channels > max_elements;
}

/// FNV-1a. Comparing each pair of 250 names would go beyond clang's limit on the steps of a constant
/// expression.
[[nodiscard]] constexpr std::uint32_t hash_of(const label& name) {
    std::uint32_t hash = 2166136261U;
    for (std::size_t i = 0; i < name.size(); ++i)
        hash = (hash ^ static_cast<unsigned char>(name.characters[i])) * 16777619U;
    return hash;
}

/// Walks an instruction list once and stops at the first fault.
template <std::size_t Capacity>
struct lowering {
    struct fork {
        std::uint16_t from = 0;                         ///< the node all branches start from
        std::array<std::uint16_t, max_branches> ends{}; ///< last node of each finished branch
        std::uint8_t count = 0;
    };

    program<Capacity> result{};
    std::array<fork, 16> forks{};
    std::size_t depth = 0;
    std::uint16_t layer_index = 0;   ///< top-level layer under way
    std::uint16_t current = no_node; ///< node whose result is the next one's input
    std::uint16_t instruction = 0;
    std::uint16_t batch_norm_folds_at = 0; ///< the instruction after a convolution or dense layer
    std::array<std::uint16_t, 2 * Capacity + 1>
        name_table{}; ///< node number + 1 by hash of the name; 0: free

    constexpr void fail(fault reason) {
        result.reason = reason;
        result.fault_instruction = instruction;
        result.fault_layer = layer_index;
        result.fault_incoming = current == no_node ? shape{} : result.storage[current].out;
    }

    constexpr void visit(open_branches) {
        begin_layer();
        if (current == no_node) return fail(fault::first_layer_is_not_input);
        if (depth == forks.size()) return fail(fault::blocks_are_nested_more_than_16_deep);
        forks[depth] = {};
        forks[depth].from = current;
        ++depth;
    }

    constexpr void visit(next_branch) {
        end_branch();
        current = forks[depth - 1].from;
        if (forks[depth - 1].count == max_branches) fail(fault::more_than_eight_branches);
    }

    constexpr void visit(const layers::add& spec) {
        end_branch();
        const fork& block = forks[depth - 1];
        if (result.storage[block.ends[0]].out != result.storage[block.ends[1]].out) {
            current = block.ends[0];
            return fail(fault::residual_branches_differ);
        }
        append_block_end(spec, result.storage[block.ends[0]].out);
    }

    constexpr void visit(const layers::join& spec) {
        end_branch();
        const fork& block = forks[depth - 1];
        shape stacked = result.storage[block.ends[0]].out;
        for (std::uint8_t i = 1; i < block.count; ++i) {
            const shape branch = result.storage[block.ends[i]].out;
            if (branch.rank() != stacked.rank() || branch.height != stacked.height ||
                branch.width != stacked.width) {
                current = block.ends[i];
                return fail(fault::concat_branches_differ_in_height_or_width);
            }
            const std::uint64_t channels = std::uint64_t{stacked.channels} + branch.channels;
            if (channels > max_elements) return fail(fault::more_than_2_to_the_31_elements);
            stacked.channels = static_cast<std::uint32_t>(channels);
        }
        append_block_end(spec, stacked);
    }

    template <layer Layer>
    constexpr void visit(const Layer& spec) {
        constexpr bool is_input = std::is_same_v<Layer, layers::input>;
        begin_layer();
        if (is_input != (current == no_node))
            return fail(is_input ? fault::input_is_not_the_first_layer : fault::first_layer_is_not_input);
        const shape incoming = is_input ? shape{} : result.storage[current].out;
        const inference inferred = spec.infer(incoming);
        if (inferred.reason != fault::none) return fail(inferred.reason);

        node step = describe(spec, incoming, inferred.output);
        if (!is_input) step.inputs[0] = current, step.input_count = 1;
        if constexpr (std::is_same_v<Layer, layers::batch_norm>) fold_if_possible(step);
        if constexpr (std::is_same_v<Layer, layers::conv2d> || std::is_same_v<Layer, layers::dense>)
            batch_norm_folds_at = instruction + 1;
        append(step);
    }

private:
    template <class Layer>
    [[nodiscard]] constexpr node describe(const Layer& spec, shape in, shape out) const {
        node step;
        step.name = spec.name;
        step.kind = Layer::kind;
        step.in = in;
        step.out = out;
        step.output_storage = storage_of<Layer>();
        step.role = role_of<Layer>();
        step.is_fused = sei::is_fused<Layer>();
        step.instruction = instruction;
        step.work = work_of(spec, in, out);
        step.file_parameters = parameters_of(spec, in).elements();
        step.loaded_parameters = step.file_parameters;
        return step;
    }

    /// A batch_norm straight after a convolution or dense layer disappears into its weights (and gives it a
    /// bias); any other keeps a scale and a shift per channel.
    constexpr void fold_if_possible(node& step) {
        if (batch_norm_folds_at != instruction) {
            step.loaded_parameters = 2 * std::uint64_t{step.out.channels};
            return;
        }
        node& before = result.storage[current];
        const std::uint64_t weights = before.work.operations / before.out.positions();
        before.absorbs = static_cast<std::uint16_t>(result.node_count);
        before.loaded_parameters = weights + before.out.channels;
        step.folded_into = current;
        step.role = layer_role::computes;
        step.output_storage = storage::unchanged;
        step.loaded_parameters = 0;
        step.work = {};
    }

    constexpr void begin_layer() {
        if (depth == 0) layer_index = static_cast<std::uint16_t>(result.layer_count++);
    }

    constexpr void end_branch() {
        fork& block = forks[depth - 1];
        block.ends[block.count++] = current;
    }

    template <class Layer>
    constexpr void append_block_end(const Layer& spec, shape out) {
        const fork& block = forks[depth - 1];
        node step = describe(spec, result.storage[block.ends[0]].out, out);
        step.inputs = block.ends;
        step.input_count = block.count;
        --depth;
        append(step);
    }

    constexpr void append(node& step) {
        if (is_too_large(step.out)) return fail(fault::more_than_2_to_the_31_elements);
        if (!step.name.empty() && name_is_taken(step.name)) return fail(fault::two_layers_have_the_same_name);
        current = static_cast<std::uint16_t>(result.node_count);
        step.layer = layer_index;
        step.last_use = current;
        for (std::size_t i = 0; i < step.input_count; ++i) result.storage[step.inputs[i]].last_use = current;
        result.storage[result.node_count++] = step;
    }

    /// Enters the name of the node that comes next.
    [[nodiscard]] constexpr bool name_is_taken(const label& name) {
        std::size_t slot = hash_of(name) % name_table.size();
        for (; name_table[slot] != 0; slot = (slot + 1) % name_table.size())
            if (result.storage[name_table[slot] - 1U].name == name) return true;
        name_table[slot] = static_cast<std::uint16_t>(result.node_count + 1);
        return false;
    }
};

template <auto... Items>
[[nodiscard]] consteval auto lower(instruction_list<Items...>) {
    lowering<sizeof...(Items)> walk;
    const auto step = [&walk](const auto& item) {
        if (walk.result.reason == fault::none) walk.visit(item);
        ++walk.instruction;
        return 0;
    };
    // An initialiser list instead of a fold: clang limits folds to 256 operands.
    [[maybe_unused]] const int done[] = {0, step(Items)...};
    if (walk.result.reason == fault::none && walk.result.layer_count < 2) {
        walk.instruction = 0;
        walk.fail(walk.result.layer_count == 0 ? fault::first_layer_is_not_input
                                               : fault::no_layers_after_the_input);
    }
    // The error names a layer: the first one behind the mark of a branch.
    constexpr bool is_layer[] = {layer<std::remove_const_t<decltype(Items)>>..., true};
    while (!is_layer[walk.result.fault_instruction]) ++walk.result.fault_instruction;
    return walk.result;
}

template <class Description>
inline constexpr auto lowered = lower(Description{});

} // namespace detail
} // namespace sei::inline SEI_RELEASE
