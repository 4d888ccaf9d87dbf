// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/stage.hpp: a stretch of a network between two cuts, with its shapes, cost and memory as
/// constants.

#include <sei/model/arena.hpp>
#include <sei/model/cost.hpp>
#include <sei/model/network.hpp>

namespace sei::inline SEI_RELEASE {

/// The output shape of a top-level layer; no shape (rank 0) if there is none of that index.
template <described_network Net>
[[nodiscard]] constexpr shape shape_after(std::size_t layer) {
    return layer < layer_count<Net> ? nodes_of<Net>()[nodes_through(nodes_of<Net>(), layer) - 1].out
                                    : shape{};
}

/// The layers of Net after First up to and including Last. A head starts at 0 (the input), a tail ends at the
/// last layer; `stage<Net, 0, layer_count<Net> - 1>` is the whole network.
template <described_network Net, std::size_t First, std::size_t Last>
requires(First <= Last && Last < layer_count<Net>) struct stage {
    using net = Net;

    static constexpr std::size_t first = First;
    static constexpr std::size_t last = Last;

    static constexpr shape input = shape_after<Net>(First);
    static constexpr shape output = shape_after<Net>(Last);

    static constexpr stage_cost cost = cost_between(nodes_of<Net>(), First, Last);
    static constexpr std::uint64_t macs = cost.macs();
    static constexpr std::uint64_t flash_bytes = cost.flash_bytes;

    /// Peak bytes of float32 activations, input and output included, as the firmware stage lays them out.
    static constexpr std::size_t arena_bytes = arena_elements(program_of<Net>, First, Last) * sizeof(float);
};

template <described_network Net>
using whole = stage<Net, 0, layer_count<Net> - 1>;

} // namespace sei::inline SEI_RELEASE
