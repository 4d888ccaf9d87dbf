// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/residual.hpp: `body(x) + shortcut(x)`: one layer to the outside, for a cut inside would need two
/// tensors.
///
/// In the program the body's nodes come first, then the shortcut's, then an `add` node with the residual's
/// name, whose sum overwrites the body's result. An activation behind the sum is a layer of its own. Blocks
/// nest 16 deep at most. He et al., "Deep residual learning for image recognition", CVPR 2016.

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
