// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/fusion.hpp: which nodes a step computes in one pass with its own: a sum, bounds, a pool.
///
/// A run goes on with the next node if that is the only reader of the result so far and the step can take it:
/// at most one sum, then bounds, then a pool; nodes without work pass. A sum belongs to the one of its
/// operands that is computed last. Fused or not, the bits are the same. Found once, when the executor is
/// made.

#include <sei/engine/step.hpp>

namespace sei::engine::inline SEI_TARGET {

/// A step and what follows it, up to and including `last_node`.
struct fusion {
    std::size_t last_node = 0;
    kernels::clamp bounds{};
    std::size_t addend = no_node; ///< the node whose result is added
    bool pools = false;
};

/// All runs of nodes that a step can compute at once, the shortest, itself alone, first. A stage that ends
/// inside the longest one takes a shorter one.
using fusions_of_node = std::vector<fusion>;

using step_list = std::vector<std::unique_ptr<step>>; ///< by node; null for nodes without work

namespace detail {

/// How many inputs of later nodes each node's result is.
[[nodiscard]] inline std::vector<std::size_t> count_uses(std::span<const node> nodes) {
    std::vector<std::size_t> uses(nodes.size(), 0);
    for (const node& reader : nodes)
        for (std::size_t k = 0; k < reader.input_count; ++k) ++uses[reader.inputs[k]];
    return uses;
}

/// Takes node `next` into the run, if the step can.
[[nodiscard]] inline bool extend(fusion& run, const step& first, std::size_t start, std::size_t next,
                                 std::span<const node> nodes, const step_list& steps) {
    if (!steps[next]) { // does nothing
        run.last_node = next;
        return nodes[next].in == nodes[next].out;
    }
    const bool plain = run.bounds == kernels::clamp{} && !run.pools;
    if (steps[next]->is_sum() && first.fuses_sum() && plain && run.addend == no_node) {
        const auto& inputs = nodes[next].inputs;
        const std::size_t other = inputs[0] == run.last_node ? inputs[1] : inputs[0];
        if (other >= start) return false; // not computed yet
        run.addend = other;
    } else if (const kernels::clamp* bounds = steps[next]->as_bounds();
               bounds != nullptr && first.fuses_bounds() && plain) {
        run.bounds = *bounds;
    } else if (const layers::max_pool* pool = steps[next]->as_pool();
               pool != nullptr && !run.pools && first.fuses_pool(*pool)) {
        run.pools = true;
    } else {
        return false;
    }
    run.last_node = next;
    return true;
}

} // namespace detail

[[nodiscard]] inline std::vector<fusions_of_node> find_fusions(std::span<const node> nodes,
                                                               const step_list& steps) {
    const std::vector<std::size_t> uses = detail::count_uses(nodes);
    std::vector<fusions_of_node> found(nodes.size());
    for (std::size_t start = 0; start < nodes.size(); ++start) {
        fusion run{.last_node = start};
        found[start].push_back(run);
        while (steps[start] && run.last_node + 1 < nodes.size() && uses[run.last_node] == 1 &&
               nodes[run.last_node].last_use == run.last_node + 1 &&
               detail::extend(run, *steps[start], start, run.last_node + 1, nodes, steps))
            found[start].push_back(run);
    }
    return found;
}

} // namespace sei::engine::inline SEI_TARGET
