// SPDX-License-Identifier: MIT
#include <sei/model/arena.hpp>

#include "../../static/networks/densenet121.hpp"
#include "../../static/networks/googlenet.hpp"
#include "support.hpp"

#include <sei/model/split.hpp>
#include <sei/zoo/mobilenet_v2.hpp>
#include <sei/zoo/resnet18.hpp>
#include <sei/zoo/resnet50.hpp>
#include <sei/zoo/vgg16.hpp>

#include <algorithm>
#include <random>
#include <vector>

namespace {

using sei::node;
using sei::storage;

[[nodiscard]] std::size_t rounded(std::size_t elements) { return (elements + 3) / 4 * 4; }

/// A program that the compiler did not make.
template <std::size_t Capacity>
struct builder {
    sei::program<Capacity> result{};

    void append(std::uint32_t channels, storage where, std::initializer_list<std::uint16_t> inputs) {
        node step;
        step.out = {.channels = channels};
        step.output_storage = where;
        step.layer = static_cast<std::uint16_t>(result.node_count);
        step.last_use = step.layer;
        for (const std::uint16_t input : inputs) {
            step.inputs[step.input_count++] = input;
            result.storage[input].last_use = step.layer;
        }
        result.storage[result.node_count++] = step;
        ++result.layer_count;
    }
};

/// Runs a plan with tags instead of numbers: every node checks that what it reads is still there.
class tagged_memory {
public:
    explicit tagged_memory(std::size_t elements) : tags_(elements / 4, none) {}

    void write(std::size_t offset, std::size_t elements, std::size_t tag) {
        std::fill(begin(offset), begin(offset) + rounded_units(elements), tag);
    }
    [[nodiscard]] bool holds(std::size_t offset, std::size_t elements, std::size_t tag) {
        return offset % 4 == 0 &&
               offset / 4 + static_cast<std::size_t>(rounded_units(elements)) <= tags_.size() &&
               std::all_of(begin(offset), begin(offset) + rounded_units(elements),
                           [tag](std::size_t found) { return found == tag; });
    }
    [[nodiscard]] bool fits(std::size_t offset, std::size_t elements) const {
        return offset % 4 == 0 && offset / 4 + rounded(elements) / 4 <= tags_.size();
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> tags_; // one for four elements: all offsets are multiples of four

    [[nodiscard]] std::vector<std::size_t>::iterator begin(std::size_t offset) {
        return tags_.begin() + static_cast<std::ptrdiff_t>(offset / 4);
    }
    [[nodiscard]] static std::ptrdiff_t rounded_units(std::size_t elements) {
        return static_cast<std::ptrdiff_t>(rounded(elements) / 4);
    }
};

[[nodiscard]] bool overlap(std::size_t left, std::size_t left_size, std::size_t right,
                           std::size_t right_size) {
    return left < right + right_size && right < left + left_size;
}

/// A node that writes elsewhere must not touch what it reads; one that works in place may, on its first input
/// only.
template <std::size_t Capacity>
[[nodiscard]] bool writes_safely(const sei::program<Capacity>& whole, const sei::arena_plan<Capacity>& plan,
                                 std::size_t index) {
    const node& step = whole.storage[index];
    if (step.output_storage == storage::unchanged) return plan.offset[index] == plan.offset[step.inputs[0]];
    for (std::size_t k = 0; k < step.input_count; ++k) {
        const std::size_t input = step.inputs[k];
        const bool same = step.output_storage == storage::in_place &&
                          plan.offset[index] == plan.offset[input] &&
                          plan.offset[input] == plan.offset[step.inputs[0]];
        if (!same && overlap(plan.offset[index], step.out.elements(), plan.offset[input],
                             whole.storage[input].out.elements()))
            return false;
    }
    return true;
}

template <std::size_t Capacity>
[[nodiscard]] bool plan_works(const sei::program<Capacity>& whole, std::size_t first, std::size_t last) {
    const sei::arena_plan<Capacity> plan = sei::plan_arena(whole, first, last);
    const auto nodes = whole.nodes();
    const std::size_t entry = sei::nodes_through(nodes, first) - 1;
    const std::size_t end = sei::nodes_through(nodes, last);
    tagged_memory memory{plan.elements};
    std::vector<std::size_t> tag(nodes.size());
    for (std::size_t i = entry; i < end; ++i) {
        const node& step = nodes[i];
        if (!memory.fits(plan.offset[i], step.out.elements())) return false;
        tag[i] = i;
        if (i != entry) {
            for (std::size_t k = 0; k < step.input_count; ++k) {
                const std::size_t input = step.inputs[k];
                if (!memory.holds(plan.offset[input], nodes[input].out.elements(), tag[input])) return false;
            }
            if (!writes_safely(whole, plan, i)) return false;
            if (step.output_storage == storage::unchanged) tag[i] = tag[step.inputs[0]];
        }
        memory.write(plan.offset[i], step.out.elements(), tag[i]);
    }
    return memory.holds(plan.offset[end - 1], nodes[end - 1].out.elements(), tag[end - 1]);
}

/// The most elements that live at once, if nothing but `unchanged` and a last reader in place shares memory.
template <std::size_t Capacity>
[[nodiscard]] std::size_t most_alive(const sei::program<Capacity>& whole, std::size_t first,
                                     std::size_t last) {
    struct block {
        std::size_t elements, born, dies;
    };
    const auto nodes = whole.nodes();
    const std::size_t entry = sei::nodes_through(nodes, first) - 1;
    const std::size_t end = sei::nodes_through(nodes, last);
    std::vector<block> blocks;
    std::vector<std::size_t> block_of(nodes.size());
    for (std::size_t i = entry; i < end; ++i) {
        const std::size_t dies = nodes[i].last_use < end ? nodes[i].last_use : i;
        const bool may_share = i != entry && nodes[i].output_storage != storage::separate;
        const std::size_t source = may_share ? block_of[nodes[i].inputs[0]] : 0;
        if (may_share && (nodes[i].output_storage == storage::unchanged || blocks[source].dies == i)) {
            block_of[i] = source;
            blocks[source].dies = std::max(blocks[source].dies, dies);
        } else {
            block_of[i] = blocks.size();
            blocks.push_back({rounded(nodes[i].out.elements()), i, dies});
        }
    }
    std::size_t most = 0;
    for (std::size_t i = entry; i < end; ++i) {
        std::size_t alive = 0;
        for (const block& candidate : blocks)
            if (candidate.born <= i && i <= candidate.dies) alive += candidate.elements;
        most = std::max(most, alive);
    }
    return most;
}

/// What placing the largest first gives for a chain without sharing.
[[nodiscard]] std::size_t greedy_by_size(const std::vector<std::size_t>& sizes) {
    std::vector<std::size_t> order(sizes.size()), offset(sizes.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](auto left, auto right) { return sizes[left] > sizes[right]; });
    std::vector<std::size_t> placed;
    std::size_t height = 0;
    for (const std::size_t i : order) {
        for (bool moved = true; moved;) {
            moved = false;
            for (const std::size_t other : placed)
                if ((other + 1 == i || i + 1 == other) &&
                    overlap(offset[i], sizes[i], offset[other], sizes[other])) {
                    offset[i] = offset[other] + sizes[other];
                    moved = true;
                }
        }
        placed.push_back(i);
        height = std::max(height, offset[i] + sizes[i]);
    }
    return height;
}

template <class Net>
void check_stage(std::size_t first, std::size_t last, double tolerance) {
    CAPTURE(first);
    CAPTURE(last);
    CHECK(plan_works(sei::program_of<Net>, first, last));
    const std::size_t elements = sei::arena_elements(sei::program_of<Net>, first, last);
    const std::size_t least = most_alive(sei::program_of<Net>, first, last);
    CHECK(elements == sei::plan_arena(sei::program_of<Net>, first, last).elements);
    CHECK(elements >= least);
    CHECK(static_cast<double>(elements) <= tolerance * static_cast<double>(least));
}

template <class Net>
void check_all_heads_and_tails(double tolerance) {
    const std::size_t last = sei::layer_count<Net> - 1;
    for (std::size_t cut = 0; cut <= last; ++cut) {
        if (!sei::is_split_point(sei::nodes_of<Net>(), cut)) continue;
        check_stage<Net>(0, cut, tolerance);
        check_stage<Net>(cut, last, tolerance);
    }
}

} // namespace

TEST_CASE("in chains and residual networks, the plan of every head and tail is valid and the smallest there "
          "can be") {
    check_all_heads_and_tails<support::fashion_net>(1);
    check_all_heads_and_tails<sei::zoo::vgg16>(1);
    check_all_heads_and_tails<sei::zoo::resnet18>(1);
    check_all_heads_and_tails<sei::zoo::resnet50>(1);
    check_all_heads_and_tails<sei::zoo::mobilenet_v2>(1);
    check_all_heads_and_tails<networks::densenet121>(1);
}

TEST_CASE(
    "in other networks with branches, the plan is valid and at most 5 % larger than what lives at once") {
    check_all_heads_and_tails<support::block_net>(1.05);
    check_all_heads_and_tails<networks::googlenet>(1.05);
}

TEST_CASE("a chain needs the largest sum of two neighbours, whatever their sizes") {
    std::mt19937 random{2023};
    for (int trial = 0; trial < 500; ++trial) {
        builder<40> chain;
        std::vector<std::size_t> blocks;
        const auto length = static_cast<std::uint16_t>(2 + random() % 38);
        for (std::uint16_t i = 0; i < length; ++i) {
            const auto kind = i == 0 ? storage::separate : static_cast<storage>(random() % 3);
            const auto before = static_cast<std::uint16_t>(i - 1);
            const std::uint32_t channels = kind == storage::separate
                                               ? 1 + static_cast<std::uint32_t>(random() % 1000)
                                               : chain.result.storage[before].out.channels;
            if (i == 0)
                chain.append(channels, kind, {});
            else
                chain.append(channels, kind, {before});
            if (kind == storage::separate) blocks.push_back(rounded(channels));
        }
        std::size_t least = blocks[0];
        for (std::size_t i = 1; i < blocks.size(); ++i) least = std::max(least, blocks[i - 1] + blocks[i]);
        const auto last = static_cast<std::size_t>(length - 1);
        CHECK(sei::arena_elements(chain.result, 0, last) == least);
        CHECK(plan_works(chain.result, 0, last));
    }
}

TEST_CASE("placing the largest first would need more for some chains") {
    builder<4> chain;
    chain.append(500, storage::separate, {});
    chain.append(400, storage::separate, {0});
    chain.append(400, storage::separate, {1});
    chain.append(500, storage::separate, {2});
    CHECK(greedy_by_size({500, 400, 400, 500}) == 1300);
    CHECK(sei::arena_elements(chain.result, 0, 3) == 900);
}

TEST_CASE("random graphs have valid plans") {
    std::mt19937 random{303};
    for (int trial = 0; trial < 500; ++trial) {
        builder<30> graph;
        graph.append(1 + static_cast<std::uint32_t>(random() % 100), storage::separate, {});
        for (std::uint16_t i = 1; i < 30; ++i) {
            // The first input is the node before, so that everything is read; the second is any earlier one.
            const auto kind = static_cast<storage>(random() % 3);
            const auto before = static_cast<std::uint16_t>(i - 1);
            const auto other = static_cast<std::uint16_t>(random() % i);
            const std::uint32_t channels = kind == storage::separate
                                               ? 1 + static_cast<std::uint32_t>(random() % 100)
                                               : graph.result.storage[before].out.channels;
            if (random() % 2 == 0 && kind != storage::unchanged)
                graph.append(channels, kind, {before, other});
            else
                graph.append(channels, kind, {before});
        }
        // One stage with everything: only node 0 and the last one are ends.
        for (std::uint16_t i = 1; i < 30; ++i) graph.result.storage[i].layer = 1;
        CHECK(plan_works(graph.result, 0, 1));
        CHECK(sei::arena_elements(graph.result, 0, 1) >= most_alive(graph.result, 0, 1));
    }
}

TEST_CASE("a relu behind a dropout at the start of a branch does not overwrite what the other branch reads") {
    using namespace sei::layers;
    struct net : sei::network<input{.channels = 8}, sei::residual<sei::sequence<dropout{}, relu{}>>{}> {};
    const auto plan = sei::plan_arena(sei::program_of<net>, 0, 1);
    CHECK(plan.offset[1] == plan.offset[0]); // dropout changes nothing
    CHECK(plan.offset[2] != plan.offset[0]); // relu must not work on the shortcut's tensor
    CHECK(plan.elements == 16);
    CHECK(plan_works(sei::program_of<net>, 0, 1));
}

namespace {

/// Rows of eight elements, and no result over its input.
struct padded_layout {
    [[nodiscard]] static constexpr std::size_t elements(std::span<const node> nodes, std::size_t index) {
        return (nodes[index].out.elements() + 7) / 8 * 8;
    }
    [[nodiscard]] static constexpr storage storage_of(std::span<const node>, std::size_t) {
        return storage::separate;
    }
};

} // namespace

TEST_CASE("results that stand over their input have its block number, others one of their own") {
    builder<5> chain;
    chain.append(8, storage::separate, {});
    chain.append(8, storage::in_place, {0});
    chain.append(8, storage::unchanged, {1});
    chain.append(8, storage::separate, {2});
    const auto plan = sei::plan_arena(chain.result, 0, 3);
    CHECK(plan.block[1] == plan.block[0]);
    CHECK(plan.block[2] == plan.block[0]);
    CHECK(plan.block[3] != plan.block[0]);
}

TEST_CASE("an engine with another layout plans with its own sizes and its own rules for sharing") {
    builder<3> chain;
    chain.append(5, storage::separate, {});
    chain.append(5, storage::in_place, {0});
    chain.append(5, storage::in_place, {1});
    const auto plan = sei::plan_arena(chain.result, 0, 2, padded_layout{});
    CHECK(plan.elements == 8 + 8);
    CHECK(plan.block[1] != plan.block[0]);
    CHECK(sei::plan_arena(chain.result, 0, 2).elements == 8);
}

TEST_CASE("a wrong plan is found out by these tests") {
    builder<3> chain;
    chain.append(8, storage::separate, {});
    chain.append(8, storage::separate, {0});
    const sei::arena_plan<3> same_place{};
    CHECK_FALSE(writes_safely(chain.result, same_place, 1));
    tagged_memory memory{16};
    memory.write(0, 8, 1);
    memory.write(4, 8, 2);
    CHECK_FALSE(memory.holds(0, 8, 1));
    CHECK(memory.holds(4, 8, 2));
}

TEST_CASE("offsets are multiples of four elements, so that vectors of 16 bytes are aligned") {
    builder<4> chain;
    chain.append(5, storage::separate, {});
    chain.append(3, storage::separate, {0});
    chain.append(1, storage::separate, {1});
    const auto plan = sei::plan_arena(chain.result, 0, 2);
    for (std::size_t i = 0; i < 3; ++i) CHECK(plan.offset[i] % sei::arena_alignment_elements == 0);
    CHECK(plan.elements == 12);
}
