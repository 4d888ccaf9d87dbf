// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/residual.hpp: `body(x) + shortcut(x)`: one layer to the outside, for a cut inside would need two
/// tensors.

#include <sei/model/layers/add.hpp>
#include <sei/model/sequence.hpp>

namespace sei::inline SEI_RELEASE {

/// Body and Shortcut are `sequence` types; without a shortcut the input itself is added. Both must give the
/// same shape.
template <detail::block Body, detail::block Shortcut = sequence<>>
struct residual {
    label name{};

    using is_block = void;

    template <auto Self>
    using instructions = detail::concatenate_t<
        detail::instruction_list<detail::open_branches{}>, typename Body::template instructions<Body{}>,
        detail::instruction_list<detail::next_branch{}>, typename Shortcut::template instructions<Shortcut{}>,
        detail::instruction_list<layers::add{.name = Self.name}>>;
};

} // namespace sei::inline SEI_RELEASE
