// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/concat.hpp: two to eight branches from one tensor, stacked along channels; one layer to the
/// outside.
///
/// Channels add up in the order of the branches; vectors can be joined, too. More than eight branches are
/// `fault::more_than_eight_branches`. In the program the branches' nodes come in order, then a node of kind
/// `concat` with the block's name and one input a branch; it copies its inputs.

#include <sei/model/layers/join.hpp>
#include <sei/model/sequence.hpp>

namespace sei::inline SEI_RELEASE {

/// Branches are `sequence` types; an empty one passes the input on. All must agree in height and width.
template <detail::block First, detail::block Second, detail::block... Rest>
struct concat {
    label name{};

    using is_block = void;

    template <auto Self>
    using instructions = detail::concatenate_t<
        detail::instruction_list<detail::open_branches{}>, typename First::template instructions<First{}>,
        detail::instruction_list<detail::next_branch{}>, typename Second::template instructions<Second{}>,
        detail::concatenate_t<detail::instruction_list<detail::next_branch{}>,
                              typename Rest::template instructions<Rest{}>>...,
        detail::instruction_list<layers::join{.name = Self.name}>>;
};

} // namespace sei::inline SEI_RELEASE
