// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/memory_plan.hpp: where every tensor of a network is in a workspace.
///
/// Results over their inputs, sums over their addends, and the branches of a concat inside its result share a
/// buffer; buffers that are not alive together share memory.
/// The halo of a buffer is the widest that a step which reads it wants; sizes are rounded up to 16 floats.
/// The plan holds for every stage between two split points.

#include <sei/engine/fusion.hpp>

#include <algorithm>
#include <functional>
#include <numeric>

namespace sei::engine::inline SEI_TARGET {

/// A buffer and the nodes during which it is needed.
struct buffer_life {
    std::size_t floats = 0;
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Offsets of buffers, and what they need together.
struct buffer_places {
    std::vector<std::size_t> offsets;
    std::size_t floats = 0;
};

namespace detail {

/// Each buffer, in this order, at the lowest place that is free while it lives.
[[nodiscard]] inline buffer_places place_in_order(std::span<const buffer_life> lives,
                                                  std::span<const std::size_t> order) {
    buffer_places places{std::vector<std::size_t>(lives.size()), 0};
    std::vector<std::size_t> placed; // by offset
    for (const std::size_t next : order) {
        std::size_t offset = 0;
        for (const std::size_t other : placed) {
            const bool together =
                lives[other].first <= lives[next].last && lives[next].first <= lives[other].last;
            if (!together || places.offsets[other] + lives[other].floats <= offset) continue;
            if (places.offsets[other] >= offset + lives[next].floats) break;
            offset = places.offsets[other] + lives[other].floats;
        }
        places.offsets[next] = offset;
        places.floats = (std::max)(places.floats, offset + lives[next].floats);
        placed.insert(
            std::ranges::upper_bound(placed, offset, {}, [&](std::size_t i) { return places.offsets[i]; }),
            next);
    }
    return places;
}

/// Stable and by insertion: there are some hundred buffers at most, and two sorts compile to 8 KB.
[[nodiscard]] inline std::vector<std::size_t> in_order_of_birth(std::span<const buffer_life> lives) {
    std::vector<std::size_t> order;
    for (std::size_t next = 0; next < lives.size(); ++next)
        order.insert(std::ranges::upper_bound(order, lives[next].first, {},
                                              [&](std::size_t i) { return lives[i].first; }),
                     next);
    return order;
}

/// The largest first, equals in the order that they came in.
[[nodiscard]] inline std::vector<std::size_t> in_order_of_size(std::span<const buffer_life> lives,
                                                               std::span<const std::size_t> numbers) {
    std::vector<std::size_t> order;
    for (const std::size_t next : numbers)
        order.insert(std::ranges::upper_bound(order, lives[next].floats, std::greater{},
                                              [&](std::size_t i) { return lives[i].floats; }),
                     next);
    return order;
}

} // namespace detail

/// The better of two orders: by birth, and the largest first.
[[nodiscard]] inline buffer_places place_buffers(std::span<const buffer_life> lives) {
    const std::vector<std::size_t> births = detail::in_order_of_birth(lives);
    buffer_places by_birth = detail::place_in_order(lives, births);
    buffer_places by_size = detail::place_in_order(lives, detail::in_order_of_size(lives, births));
    return by_size.floats < by_birth.floats ? by_size : by_birth;
}

/// Where a node's result is stored.
struct tensor_place {
    std::size_t offset = 0; ///< floats from the start of the workspace
    std::size_t buffer = 0; ///< results in the same buffer overwrite or complete each other
    extent halo = 0;
    std::size_t lanes = 1;
};

struct memory_plan {
    std::vector<tensor_place> places; ///< by node
    std::size_t floats = 0;
};

namespace detail {

class memory_planner {
public:
    memory_planner(std::span<const node> nodes, const step_list& steps,
                   std::span<const fusions_of_node> fusions, std::size_t lanes, bool input_as_planes)
        : nodes_(nodes), steps_(steps), fusions_(fusions), places_(nodes.size()) {
        for (tensor_place& place : places_) place.lanes = lanes;
        if (input_as_planes) places_[0].lanes = 1;
    }

    [[nodiscard]] memory_plan plan() {
        assign_buffers();
        put_branches_into_joins();
        const std::size_t floats = place_all();
        return {std::move(places_), floats};
    }

private:
    struct buffer {
        std::size_t first = 0;
        std::size_t last = 0;
        std::size_t parent = no_node; ///< the buffer that this one is a part of
        std::size_t channel = 0;      ///< of the parent, at which it starts
    };

    std::span<const node> nodes_;
    const step_list& steps_;
    std::span<const fusions_of_node> fusions_;
    std::vector<tensor_place> places_;
    std::vector<buffer> buffers_;

    [[nodiscard]] std::size_t last_use(std::size_t index) const {
        return (std::max)(index, std::size_t{nodes_[index].last_use});
    }

    [[nodiscard]] std::size_t root_of(std::size_t index) const {
        std::size_t found = places_[index].buffer;
        while (buffers_[found].parent != no_node) found = buffers_[found].parent;
        return found;
    }

    /// The node whose result this one's may overwrite, or no_node.
    /// `start` computes it; for a sum that it takes over, `addend` is the other operand.
    [[nodiscard]] std::size_t overwritten_by(std::size_t index, std::size_t start, std::size_t addend) const {
        const node& step = nodes_[index];
        if (index == 0 || step.input_count == 0) return no_node;
        const std::size_t input = step.inputs[0];
        if (!steps_[index] && step.in == step.out) return input;
        if (addend != no_node) {
            // x + convolution(x): the convolution still reads where the sum would be written.
            const bool reads_it = places_[nodes_[start].inputs[0]].buffer == places_[addend].buffer;
            return dies_at(addend, index) && !reads_it ? addend : no_node;
        }
        const bool in_place = step.output_storage == storage::in_place && step.in == step.out;
        return in_place && dies_at(input, index) && places_[input].lanes == places_[index].lanes ? input
                                                                                                 : no_node;
    }

    [[nodiscard]] bool dies_at(std::size_t input, std::size_t index) const {
        return buffers_[places_[input].buffer].last == index;
    }

    void assign_buffers() {
        std::vector<std::size_t> addends(nodes_.size(), no_node); // of sums that a convolution takes over
        std::vector<std::size_t> starts(nodes_.size());           // of the run that computes a node
        std::iota(starts.begin(), starts.end(), std::size_t{0});
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            for (const fusion& run : fusions_[i]) {
                starts[run.last_node] = (std::min)(starts[run.last_node], i);
                if (steps_[run.last_node] && steps_[run.last_node]->is_sum() && run.addend != no_node)
                    addends[run.last_node] = run.addend;
            }
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const std::size_t over = overwritten_by(i, starts[i], addends[i]);
            if (over == no_node) {
                places_[i].buffer = buffers_.size();
                buffers_.push_back({.first = starts[i], .last = last_use(i)});
            } else {
                places_[i].buffer = places_[over].buffer;
                buffer& shared = buffers_[places_[i].buffer];
                shared.last = (std::max)(shared.last, last_use(i));
            }
            // The convolution writes the sum: it has no result of its own.
            if (addends[i] != no_node)
                for (std::size_t k = starts[i]; k < i; ++k) places_[k].buffer = places_[i].buffer;
        }
    }

    void put_branches_into_joins() {
        const std::vector<std::size_t> uses = detail::count_uses(nodes_);
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (nodes_[i].kind != layers::join::kind || nodes_[i].out.rank() != 3) continue;
            std::size_t channel = 0;
            for (std::size_t k = 0; k < nodes_[i].input_count; ++k) {
                const std::size_t input = nodes_[i].inputs[k];
                const std::size_t channels = nodes_[input].out.channels;
                const std::size_t lanes = places_[i].lanes;
                const bool whole_blocks =
                    channel % lanes == 0 && (channels % lanes == 0 || k + 1 == nodes_[i].input_count);
                buffer& branch = buffers_[places_[input].buffer];
                // A branch that only passes an outer tensor on shares its buffer, which may be needed later.
                if (whole_blocks && uses[input] == 1 && branch.last == i && places_[input].lanes == lanes &&
                    branch.parent == no_node && root_of(i) != places_[input].buffer) {
                    branch.parent = places_[i].buffer;
                    branch.channel = channel;
                    buffer& whole = buffers_[places_[i].buffer];
                    whole.first = (std::min)(whole.first, branch.first);
                }
                channel += channels;
            }
        }
    }

    [[nodiscard]] std::size_t place_all() {
        std::vector<extent> halos(buffers_.size(), extent{0});
        for (std::size_t i = 1; i < nodes_.size(); ++i) {
            if (!steps_[i]) continue;
            extent& halo = halos[root_of(nodes_[i].inputs[0])];
            halo.height = (std::max)(halo.height, steps_[i]->wanted_halo().height);
            halo.width = (std::max)(halo.width, steps_[i]->wanted_halo().width);
        }
        std::vector<buffer_life> lives(buffers_.size());
        for (std::size_t i = 0; i < buffers_.size(); ++i)
            lives[i] = {.first = buffers_[i].first, .last = buffers_[i].last};
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const std::size_t root = root_of(i);
            const bool is_map = nodes_[i].out.rank() == 3;
            places_[i].halo = is_map ? halos[root] : extent{0};
            const std::size_t floats =
                is_map ? kernels::feature_map::floats_needed(nodes_[i].out, places_[i].halo, places_[i].lanes)
                       : nodes_[i].out.elements();
            lives[root].floats = (std::max)(lives[root].floats, kernels::rounded_up(floats, 16));
            lives[root].last = (std::max)(lives[root].last, lives[places_[i].buffer].last);
        }
        const buffer_places found = place_buffers(lives);
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            std::size_t inside = places_[i].buffer;
            places_[i].offset = found.offsets[root_of(i)];
            for (; buffers_[inside].parent != no_node; inside = buffers_[inside].parent)
                places_[i].offset += floats_of_channels(i, buffers_[inside].channel);
        }
        return found.floats;
    }

    [[nodiscard]] std::size_t floats_of_channels(std::size_t index, std::size_t channels) const {
        const sei::shape dims = nodes_[index].out;
        return kernels::feature_map::floats_needed(
            {static_cast<std::uint32_t>(channels), dims.height, dims.width}, places_[index].halo,
            places_[index].lanes);
    }
};

} // namespace detail

/// `input_as_planes`: the network's input is a map of one lane.
[[nodiscard]] inline memory_plan plan_memory(std::span<const node> nodes, const step_list& steps,
                                             std::span<const fusions_of_node> fusions, std::size_t lanes,
                                             bool input_as_planes) {
    return detail::memory_planner(nodes, steps, fusions, lanes, input_as_planes).plan();
}

} // namespace sei::engine::inline SEI_TARGET
