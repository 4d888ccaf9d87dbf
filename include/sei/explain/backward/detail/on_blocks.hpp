// SPDX-License-Identifier: MIT
#pragma once
/// Loops over maps in the kernels' blocks: what gradients and relevance need beside convolutions.

#include <sei/explain/backward/detail/elementwise.hpp>
#include <sei/explain/backward/detail/lanes.hpp>
#include <sei/explain/backward/detail/node_tensor.hpp>
#include <sei/explain/backward/linear_map.hpp>
#include <sei/model/layers/max_pool.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace detail {

/// One node on the way back, in whichever layout its numbers are; `backward_site` shows the same in rows.
struct block_site {
    std::span<const node_tensor<float>* const> inputs;
    const node_tensor<float>& output;
    const node_tensor<float>& from;
    std::span<node_tensor<float>* const> into;
    scratch_space<float>& scratch;
    std::span<engine::aligned_buffer, 2> temporaries; ///< of the pass

    /// Memory for a map of this layer's, with zeros in its halo.
    [[nodiscard]] engine::slot temporary(std::size_t which, sei::shape dims, extent halo = 0) const {
        const std::size_t lanes = kernels::best_kernel_set().lanes;
        engine::aligned_buffer& memory = temporaries[which];
        const std::size_t floats = kernels::feature_map::floats_needed(dims, halo, lanes);
        if (memory.size() < floats) memory.resize(floats);
        const engine::slot place{memory.data(), dims, halo, lanes};
        kernels::clear_halo(place.map());
        return place;
    }
};

/// into = operation(into, sources...), number by number.
template <class Operation, class... Sources>
void combine_maps(const kernels::feature_map& into, const Operation& operation, const Sources&... sources) {
    const std::size_t count = into.dims.width * into.lanes;
    for (std::size_t block = 0; block < into.blocks(); ++block)
        for (std::uint32_t row = 0; row < into.dims.height; ++row)
            combine(count, sources.at(block, row, 0)..., into.at(block, row, 0), operation);
}

/// Adds value(sources...) to what has arrived at a node.
template <class Value, class... Sources>
void add_values(node_tensor<float>& into, const Value& value, const Sources&... sources) {
    if (into.is_clear())
        combine_maps(
            into.new_blocks().map(), [&](float, auto... numbers) { return value(numbers...); },
            sources.map()...);
    else
        combine_maps(
            into.blocks_to_change().map(),
            [&](float sum, auto... numbers) { return sum + value(numbers...); }, sources.map()...);
}

/// Adds a map as it is.
inline void add_map(const engine::slot& from, node_tensor<float>& into) {
    add_values(
        into, [](float value) { return value; }, from);
}

[[nodiscard]] inline bool has_negative(const kernels::feature_map& map) {
    bool found = false;
    const std::size_t count = map.dims.width * map.lanes;
    for (std::size_t block = 0; block < map.blocks(); ++block)
        for (std::uint32_t row = 0; row < map.dims.height; ++row) {
            const float* const values = map.at(block, row, 0);
            found = found || sum_over<int>(count, [&](std::size_t i) { return values[i] < 0 ? 1 : 0; }) != 0;
        }
    return found;
}

/// One window of a max_pool: `from` is added at the first maximum of each lane.
template <std::size_t Lanes>
void add_at_first_maximum(const kernels::pooling_window& window, const kernels::feature_map& input,
                          const kernels::feature_map& into, std::size_t block, const float* from) {
    using numbers = typename lane_vectors<Lanes>::numbers;
    using integers = typename lane_vectors<Lanes>::integers;
    numbers best;
    numbers value;
    std::memcpy(&best, input.at(block, window.top, window.left), sizeof best);
    integers winner{};
    std::int32_t place = 0;
    for (std::uint32_t row = window.top; row < window.bottom; ++row)
        for (std::uint32_t column = window.left; column < window.right; ++column, ++place) {
            std::memcpy(&value, input.at(block, row, column), sizeof value);
            winner = value > best ? place - integers{} : winner;
            best = value > best ? value : best;
        }
    numbers arriving;
    std::memcpy(&arriving, from, sizeof arriving);
    place = 0;
    for (std::uint32_t row = window.top; row < window.bottom; ++row)
        for (std::uint32_t column = window.left; column < window.right; ++column, ++place) {
            float* const target = into.at(block, row, column);
            std::memcpy(&value, target, sizeof value);
            value += winner == place ? arriving : numbers{};
            std::memcpy(target, &value, sizeof value);
        }
}

/// The gradient of max_pool.
inline void pool_back(const layers::max_pool& spec, const kernels::feature_map& input,
                      const kernels::feature_map& from, const kernels::feature_map& into) {
    with_lanes(from.lanes, [&](auto lanes) {
        for (std::size_t block = 0; block < from.blocks(); ++block)
            for (std::uint32_t row = 0; row < from.dims.height; ++row)
                for (std::uint32_t column = 0; column < from.dims.width; ++column)
                    add_at_first_maximum<lanes>(
                        kernels::window_at(spec.kernel, spec.stride, spec.padding, input.dims, row, column),
                        input, into, block, from.at(block, row, column));
    });
}

} // namespace detail
} // namespace sei::explain::inline SEI_TARGET
