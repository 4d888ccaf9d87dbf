// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/arena.hpp: where the activations of a stage stand in one block of memory, planned by the
/// compiler.
///
/// The plan is the one that the firmware stage uses, so `arena_bytes` is a fact and no estimate. Largest
/// tensors are placed first, each at the lowest offset free during its whole life (greedy by size: Pisarchyk
/// and Lee, "Efficient memory management for deep neural net inference", 2020); a chain of layers reaches its
/// minimum, the largest sum of two neighbours.

#include <sei/model/program.hpp>

namespace sei {

inline constexpr std::size_t arena_alignment_elements = 4;

/// Offsets in elements (float32: 4 bytes) of the stage's input and of every node's result.
template <std::size_t Capacity>
struct arena_plan {
    std::array<std::uint32_t, Capacity>
        offset{}; ///< by node number; the stage's input stands at its producer's number
    std::size_t elements = 0;
};

namespace detail {

/// A piece of memory with the nodes during which it is needed. Results that stand over their input share one.
struct arena_block {
    std::uint32_t elements = 0;
    std::uint16_t first_use = 0;
    std::uint16_t last_use = 0;
    std::uint32_t offset = 0;
    bool placed = false;

    [[nodiscard]] constexpr bool meets(const arena_block& other) const {
        return first_use <= other.last_use && other.first_use <= last_use;
    }
};

[[nodiscard]] constexpr std::uint16_t last_use_of(std::span<const node> nodes, std::size_t producer,
                                                  std::size_t last_layer) {
    auto last = static_cast<std::uint16_t>(producer);
    for (std::size_t i = producer + 1; i < nodes.size() && nodes[i].layer <= last_layer; ++i)
        for (std::uint8_t k = 0; k < nodes[i].input_count; ++k)
            if (nodes[i].inputs[k] == producer) last = static_cast<std::uint16_t>(i);
    return last;
}

/// May this node's result take the place of its first input?
[[nodiscard]] constexpr bool reuses_input(std::span<const node> nodes, std::size_t index,
                                          std::size_t last_layer) {
    const node& step = nodes[index];
    if (step.output_storage == storage::unchanged) return true;
    return step.output_storage == storage::in_place &&
           last_use_of(nodes, step.inputs[0], last_layer) == index;
}

template <std::size_t Capacity>
constexpr void place(std::array<arena_block, Capacity>& blocks, std::size_t count, std::size_t chosen) {
    std::uint32_t offset = 0;
    for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t i = 0; i < count; ++i) {
            const arena_block& other = blocks[i];
            if (!other.placed || !other.meets(blocks[chosen])) continue;
            if (offset < other.offset + other.elements && other.offset < offset + blocks[chosen].elements) {
                offset = other.offset + other.elements;
                moved = true;
            }
        }
    }
    blocks[chosen].offset = offset;
    blocks[chosen].placed = true;
}

} // namespace detail

/// Plans the layers after `first` up to `last`; the input of the stage and its result are part of the arena.
template <std::size_t Capacity>
[[nodiscard]] constexpr arena_plan<Capacity> plan_arena(const program<Capacity>& whole, std::size_t first,
                                                        std::size_t last) {
    const std::span<const node> nodes = whole.nodes();
    std::array<detail::arena_block, Capacity> blocks{};
    std::array<std::uint16_t, Capacity> block_of{};
    std::size_t count = 0;

    std::size_t entry = 0;
    while (entry + 1 < nodes.size() && nodes[entry + 1].layer <= first) ++entry;
    for (std::size_t i = entry; i < nodes.size() && nodes[i].layer <= last; ++i) {
        const bool shares = i != entry && detail::reuses_input(nodes, i, last);
        block_of[i] = shares ? block_of[nodes[i].inputs[0]] : static_cast<std::uint16_t>(count++);
        detail::arena_block& block = blocks[block_of[i]];
        if (!shares) {
            const std::size_t rounded = (nodes[i].out.elements() + arena_alignment_elements - 1) /
                                        arena_alignment_elements * arena_alignment_elements;
            block.elements = static_cast<std::uint32_t>(rounded);
            block.first_use = static_cast<std::uint16_t>(i);
        }
        const std::uint16_t use = detail::last_use_of(nodes, i, last);
        block.last_use = block.last_use > use ? block.last_use : use;
    }

    for (std::size_t done = 0; done < count; ++done) {
        std::size_t largest = Capacity;
        for (std::size_t i = 0; i < count; ++i)
            if (!blocks[i].placed && (largest == Capacity || blocks[i].elements > blocks[largest].elements))
                largest = i;
        detail::place(blocks, count, largest);
    }

    arena_plan<Capacity> plan;
    for (std::size_t i = entry; i < nodes.size() && nodes[i].layer <= last; ++i)
        plan.offset[i] = blocks[block_of[i]].offset;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t end = std::size_t{blocks[i].offset} + blocks[i].elements;
        plan.elements = plan.elements > end ? plan.elements : end;
    }
    return plan;
}

} // namespace sei
