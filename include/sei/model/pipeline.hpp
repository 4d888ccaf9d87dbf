// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/pipeline.hpp: a network cut several times: device, edge and cloud as stages of one type.

#include <sei/model/split.hpp>

namespace sei::inline SEI_RELEASE {

namespace detail {

/// A cut that is not sound has its own error, so that its place doesn't matter.
template <std::size_t Count>
[[nodiscard]] constexpr bool rises(const std::array<located_split, Count>& cuts) {
    for (std::size_t i = 1; i < Count; ++i)
        if (cuts[i - 1].status == split_status::sound && cuts[i].status == split_status::sound &&
            cuts[i].layer <= cuts[i - 1].layer)
            return false;
    return true;
}

} // namespace detail

/// `pipeline<net, "pool1", "pool3">` has three stages: `stage<0>` up to pool1, `stage<1>` to pool3,
/// `stage<2>` the rest.
template <described_network Net, split_point... Cuts>
struct pipeline {
    static constexpr std::size_t stages = sizeof...(Cuts) + 1;

    /// The layer before each stage, and behind the last one the final layer.
    static constexpr std::array<std::size_t, stages + 1> bounds{0, split<Net, Cuts>::index...,
                                                                layer_count<Net> - 1};
    static constexpr std::array<located_split, sizeof...(Cuts)> cuts{detail::located<Net, Cuts>...};
    static_assert(detail::rises(cuts), "sei::pipeline: the cuts must be named in the order of the network");

    template <std::size_t Index>
    requires(Index < stages) using stage = sei::stage<Net, bounds[Index], bounds[Index + 1]>;

    /// Shape of the tensor that leaves a stage for the next one.
    template <std::size_t Index>
    requires(Index + 1 < stages) static constexpr shape wire = stage<Index>::output;
};

} // namespace sei::inline SEI_RELEASE
