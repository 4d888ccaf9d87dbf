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

/// Offsets in elements (float32: 4 bytes) of the stage's input and of every node's result, by node number;
/// the stage's input stands at its producer's number. Results that stand over their input have its block.
template <std::size_t Capacity>
struct arena_plan {
    std::array<std::uint32_t, Capacity> offset{};
    std::array<std::uint16_t, Capacity> block{};
    std::size_t elements = 0;
};

/// How a device lays out float32 activations: C, H, W without gaps, results over their inputs where possible.
struct plain_layout {
    [[nodiscard]] static constexpr std::size_t elements(std::span<const node> nodes, std::size_t index) {
        return nodes[index].out.elements();
    }
    [[nodiscard]] static constexpr storage storage_of(std::span<const node> nodes, std::size_t index) {
        return nodes[index].output_storage;
    }
};

namespace detail {

/// A piece of memory with the nodes during which it is needed.
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

/// Builds the blocks of a stage, then places them.
template <std::size_t Capacity, class Layout>
struct arena_planner {
    std::span<const node> nodes;
    std::size_t last_layer;
    const Layout& layout;
    arena_plan<Capacity> plan{};
    std::array<arena_block, Capacity> blocks{};
    std::size_t count = 0;

    constexpr void add(std::size_t index, bool is_entry) {
        const bool shares = !is_entry && may_share(index);
        plan.block[index] = shares ? plan.block[nodes[index].inputs[0]] : static_cast<std::uint16_t>(count++);
        arena_block& block = blocks[plan.block[index]];
        if (!shares) block.first_use = static_cast<std::uint16_t>(index);
        const std::uint16_t use = last_use_of(nodes, index, last_layer);
        block.last_use = block.last_use > use ? block.last_use : use;
        const auto size =
            static_cast<std::uint32_t>((layout.elements(nodes, index) + arena_alignment_elements - 1) /
                                       arena_alignment_elements * arena_alignment_elements);
        block.elements = block.elements > size ? block.elements : size;
    }

    constexpr void place_all() {
        for (std::size_t done = 0; done < count; ++done) place(largest_unplaced());
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t end = std::size_t{blocks[i].offset} + blocks[i].elements;
            plan.elements = plan.elements > end ? plan.elements : end;
        }
    }

private:
    /// Over its input: always if the bytes don't change, else only if nobody reads that memory afterwards.
    [[nodiscard]] constexpr bool may_share(std::size_t index) const {
        const storage rule = layout.storage_of(nodes, index);
        return rule == storage::unchanged ||
               (rule == storage::in_place && blocks[plan.block[nodes[index].inputs[0]]].last_use <= index);
    }

    [[nodiscard]] constexpr std::size_t largest_unplaced() const {
        std::size_t largest = count;
        for (std::size_t i = 0; i < count; ++i)
            if (!blocks[i].placed && (largest == count || blocks[i].elements > blocks[largest].elements))
                largest = i;
        return largest;
    }

    constexpr void place(std::size_t chosen) {
        std::uint32_t offset = 0;
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t i = 0; i < count; ++i) {
                const arena_block& other = blocks[i];
                if (!other.placed || !other.meets(blocks[chosen])) continue;
                if (offset < other.offset + other.elements &&
                    other.offset < offset + blocks[chosen].elements) {
                    offset = other.offset + other.elements;
                    moved = true;
                }
            }
        }
        blocks[chosen].offset = offset;
        blocks[chosen].placed = true;
    }
};

} // namespace detail

/// Plans the layers after `first` up to `last`; the input of the stage and its result are part of the arena.
/// Another layout (the host engine's blocked one) brings its own sizes and its own rule for results over
/// inputs.
template <std::size_t Capacity, class Layout = plain_layout>
[[nodiscard]] constexpr arena_plan<Capacity> plan_arena(const program<Capacity>& whole, std::size_t first,
                                                        std::size_t last, const Layout& layout = {}) {
    const std::span<const node> nodes = whole.nodes();
    detail::arena_planner<Capacity, Layout> planner{nodes, last, layout};
    std::size_t entry = 0;
    while (entry + 1 < nodes.size() && nodes[entry + 1].layer <= first) ++entry;
    const auto belongs = [&](std::size_t i) { return i < nodes.size() && nodes[i].layer <= last; };
    for (std::size_t i = entry; belongs(i); ++i) planner.add(i, i == entry);
    planner.place_all();
    for (std::size_t i = entry; belongs(i); ++i)
        planner.plan.offset[i] = planner.blocks[planner.plan.block[i]].offset;
    return planner.plan;
}

} // namespace sei
