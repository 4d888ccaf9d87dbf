// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/arena.hpp: where the activations of a stage are in one block of memory, planned by the
/// compiler.
///
/// The plan is the one that the firmware stage uses, so `arena_bytes` is a fact and no estimate. Tensors are
/// placed in the order of their birth, each at one of the two ends of the arena. A chain of layers reaches
/// its minimum, the largest sum of two neighbours; with branches the plan may be larger than what lives at
/// once, by at most 5 % in the networks of the tests. (Placing the largest tensors first, as is common, needs
/// 1300 instead of 900 elements for a chain of 500, 400, 400, 500.)
/// Offsets and sizes are multiples of four elements (16 bytes). `first <= last`, both layers of the network.
/// Compare Pisarchyk and Lee, "Efficient memory management for deep neural net inference", arXiv 2001.03288.

#include <sei/model/program.hpp>

namespace sei::inline SEI_RELEASE {

inline constexpr std::size_t arena_alignment_elements = 4;

/// Offsets in elements (float32: 4 bytes) of the stage's input and of every node's result.
template <std::size_t Capacity>
struct arena_plan {
    /// By node number; the stage's input has its producer's number.
    std::array<std::uint32_t, Capacity> offset{};
    /// By node number: results that overwrite their input have the same block as the input.
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

/// A piece of memory and the nodes during which it is needed. Results that overwrite their input share one.
struct arena_block {
    std::size_t elements;
    std::uint16_t first_use;
    std::uint16_t last_use;
    std::uint16_t source; ///< the block that it is computed from
    bool from_top;        ///< at which end of the arena it is,
    std::size_t distance; ///< and how far from that end
};

/// What placing a block at one end of the arena would mean.
struct arena_end {
    bool outlives = true;               ///< no block there dies before the new one, so that no hole is left
    std::uint16_t next_death = no_node; ///< when the first of them dies
    std::size_t distance = 0;           ///< of the new block from the end
    std::size_t height = 0;             ///< of all blocks there, without the new one
    std::size_t height_with_block = 0;
};

/// How an end is chosen where neither, or either, leaves no hole.
enum class arena_preference { lowest_height, nearest_death };

template <std::size_t Capacity, class Layout>
class arena_planner {
public:
    /// Plans for nodes `entry` (its result is the stage's input) to `end`, exclusive.
    constexpr arena_planner(std::span<const node> nodes, std::size_t entry, std::size_t end,
                            const Layout& layout)
        : nodes_(nodes), entry_(entry), end_(end), layout_(layout) {
        for (std::size_t i = entry; i < end; ++i) {
            const auto number = static_cast<std::uint16_t>(i);
            const std::uint16_t last_use = nodes[i].last_use < end ? nodes[i].last_use : number;
            if (i != entry && overwrites_input(number)) {
                block_of_[i] = block_of_[nodes[i].inputs[0]];
                arena_block& block = blocks_[block_of_[i]];
                block.last_use = block.last_use > last_use ? block.last_use : last_use;
                const std::size_t size = rounded(layout_.elements(nodes_, i));
                block.elements = block.elements > size ? block.elements : size;
            } else {
                const std::uint16_t source = i == entry ? std::uint16_t{0} : block_of_[nodes[i].inputs[0]];
                block_of_[i] = static_cast<std::uint16_t>(block_count_);
                blocks_[block_count_++] = {
                    rounded(layout_.elements(nodes_, i)), number, last_use, source, false, 0};
            }
        }
    }

    /// The elements that the arena needs.
    [[nodiscard]] constexpr std::size_t solve() {
        place_all(arena_preference::lowest_height);
        if (const std::size_t first_try = height_; first_try > most_alive_) {
            place_all(arena_preference::nearest_death);
            if (height_ > first_try) place_all(arena_preference::lowest_height);
        }
        return height_;
    }

    [[nodiscard]] constexpr arena_plan<Capacity> plan() {
        arena_plan<Capacity> result;
        result.elements = solve();
        for (std::size_t i = entry_; i < end_; ++i) {
            const arena_block& block = blocks_[block_of_[i]];
            const std::size_t offset =
                block.from_top ? height_ - block.distance - block.elements : block.distance;
            result.offset[i] = static_cast<std::uint32_t>(offset);
            result.block[i] = block_of_[i];
        }
        return result;
    }

private:
    std::span<const node> nodes_;
    std::size_t entry_;
    std::size_t end_;
    const Layout& layout_;
    // Without initialisers: filling arrays would be half of the compiler's work on a network of 250 layers.
    std::uint16_t block_of_[Capacity];
    arena_block blocks_[Capacity];
    std::uint16_t alive_[Capacity];
    std::size_t block_count_ = 0;
    std::size_t alive_count_ = 0;
    std::size_t height_ = 0;     ///< of the arena
    std::size_t most_alive_ = 0; ///< most elements alive at once: no plan can need less

    [[nodiscard]] static constexpr std::size_t rounded(std::size_t elements) {
        return (elements + arena_alignment_elements - 1) / arena_alignment_elements *
               arena_alignment_elements;
    }

    /// May the node's result take the place of its first input, which nothing reads later?
    [[nodiscard]] constexpr bool overwrites_input(std::uint16_t number) const {
        const storage rule = layout_.storage_of(nodes_, number);
        if (rule == storage::unchanged) return true;
        return rule == storage::in_place && blocks_[block_of_[nodes_[number].inputs[0]]].last_use == number;
    }

    constexpr void place_all(arena_preference preference) {
        alive_count_ = 0;
        height_ = 0;
        for (std::size_t i = 0; i < block_count_; ++i) {
            bury_before(blocks_[i].first_use);
            place(blocks_[i], preference);
            alive_[alive_count_++] = static_cast<std::uint16_t>(i);
        }
    }

    constexpr void bury_before(std::uint16_t now) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < alive_count_; ++i)
            if (blocks_[alive_[i]].last_use >= now) alive_[kept++] = alive_[i];
        alive_count_ = kept;
    }

    constexpr void place(arena_block& block, arena_preference preference) {
        const arena_end bottom = consider(block, false);
        const arena_end top = consider(block, true);
        block.from_top = prefers_top(block, bottom, top, preference);
        block.distance = block.from_top ? top.distance : bottom.distance;
        const std::size_t height =
            block.from_top ? bottom.height + top.height_with_block : bottom.height_with_block + top.height;
        height_ = height_ > height ? height_ : height;
        std::size_t alive = block.elements;
        for (std::size_t i = 0; i < alive_count_; ++i) alive += blocks_[alive_[i]].elements;
        most_alive_ = most_alive_ > alive ? most_alive_ : alive;
    }

    [[nodiscard]] constexpr arena_end consider(const arena_block& block, bool from_top) const {
        arena_end end;
        for (bool moved = true; moved;) { // to the lowest gap that is large enough
            moved = false;
            for (std::size_t i = 0; i < alive_count_; ++i) {
                const arena_block& other = blocks_[alive_[i]];
                if (other.from_top != from_top || end.distance >= other.distance + other.elements ||
                    other.distance >= end.distance + block.elements)
                    continue;
                end.distance = other.distance + other.elements;
                moved = true;
            }
        }
        for (std::size_t i = 0; i < alive_count_; ++i) {
            const arena_block& other = blocks_[alive_[i]];
            if (other.from_top != from_top) continue;
            end.outlives = end.outlives && other.last_use >= block.last_use;
            end.next_death = end.next_death < other.last_use ? end.next_death : other.last_use;
            const std::size_t reach = other.distance + other.elements;
            end.height = end.height > reach ? end.height : reach;
        }
        const std::size_t reach = end.distance + block.elements;
        end.height_with_block = end.height > reach ? end.height : reach;
        return end;
    }

    [[nodiscard]] constexpr bool prefers_top(const arena_block& block, const arena_end& bottom,
                                             const arena_end& top, arena_preference preference) const {
        if (alive_count_ == 0) return false;
        if (bottom.outlives != top.outlives) return top.outlives;
        if (preference == arena_preference::lowest_height) {
            const std::size_t if_bottom = bottom.height_with_block + top.height;
            const std::size_t if_top = bottom.height + top.height_with_block;
            if (if_bottom != if_top) return if_top < if_bottom;
            if (bottom.distance != top.distance) return top.distance < bottom.distance;
        } else if (bottom.outlives && bottom.next_death != top.next_death) {
            return top.next_death < bottom.next_death;
        }
        return !blocks_[block.source].from_top;
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
    return detail::arena_planner<Capacity, Layout>{nodes, nodes_through(nodes, first) - 1,
                                                   nodes_through(nodes, last), layout}
        .plan();
}

/// `plan_arena(...).elements`, with less work for the compiler.
template <std::size_t Capacity>
[[nodiscard]] constexpr std::size_t arena_elements(const program<Capacity>& whole, std::size_t first,
                                                   std::size_t last) {
    const std::span<const node> nodes = whole.nodes();
    constexpr plain_layout layout{};
    return detail::arena_planner<Capacity, plain_layout>{nodes, nodes_through(nodes, first) - 1,
                                                         nodes_through(nodes, last), layout}
        .solve();
}

} // namespace sei::inline SEI_RELEASE
