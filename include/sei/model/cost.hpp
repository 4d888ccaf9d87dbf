// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/cost.hpp: what a stretch of a network costs: multiply-accumulates by kind, parameters, bytes of
/// flash.
///
/// For `elementwise` work, operations are elements read, which `macs()` leaves out; biases are not counted.
/// `file_parameters` counts numbers in the weights file, running statistics included; `flash_bytes` is what a
/// device stores: float32 after batch_norm has been folded. Costs of head and tail add up to the whole.

#include <sei/model/program.hpp>

namespace sei::inline SEI_RELEASE {

/// Sums over the nodes of a stage. A `mac` is one multiplication with its addition.
struct stage_cost {
    std::array<std::uint64_t, work_kinds>
        operations{};                              ///< by work_kind: MACs; elements read for `elementwise`
    std::array<std::uint32_t, work_kinds> nodes{}; ///< how many nodes do work of that kind
    std::uint64_t file_parameters = 0;             ///< numbers in the weights file, batch_norm's included
    std::uint64_t flash_bytes = 0;                 ///< float32 weights after folding: what a device stores

    [[nodiscard]] constexpr std::uint64_t macs() const {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < work_kinds; ++i)
            if (static_cast<work_kind>(i) != work_kind::elementwise) sum += operations[i];
        return sum;
    }
};

/// Cost of the top-level layers after `first` up to and including `last`; the input is layer 0.
[[nodiscard]] constexpr stage_cost cost_between(std::span<const node> nodes, std::size_t first,
                                                std::size_t last) {
    stage_cost sum;
    const std::size_t end = nodes_through(nodes, last);
    for (std::size_t i = nodes_through(nodes, first); i < end; ++i) {
        const node& step = nodes[i];
        const auto kind = static_cast<std::size_t>(step.work.kind);
        sum.operations[kind] += step.work.operations;
        sum.nodes[kind] += step.work.operations != 0 ? 1U : 0U;
        sum.file_parameters += step.file_parameters;
        sum.flash_bytes += step.loaded_parameters * sizeof(float);
    }
    return sum;
}

} // namespace sei::inline SEI_RELEASE
