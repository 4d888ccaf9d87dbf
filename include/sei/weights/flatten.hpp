// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/flatten.hpp: the weights of a stage as one array of floats, as firmware keeps them in flash.
///
/// A folded batch_norm takes no space; one that is not folded gives scale, then shift. Head and tail of a
/// split, one after the other, are the whole.

#include <sei/model/split.hpp>
#include <sei/weights/fold.hpp>

namespace sei::weights::inline SEI_RELEASE {

/// The numbers of the stage's nodes in order, each weight, then bias; `Stage::flash_bytes / 4` of them.
template <class Stage>
[[nodiscard]] std::vector<float> flatten(const folded_weights<float>& folded) {
    std::vector<float> flat;
    flat.reserve(Stage::flash_bytes / sizeof(float));
    const std::span<const node> nodes = nodes_of<typename Stage::net>();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].layer <= Stage::first || nodes[i].layer > Stage::last) continue;
        const parameter_view<float> view = folded.of_node(i);
        for (const std::span<const float> tensor : view.tensors)
            flat.insert(flat.end(), tensor.begin(), tensor.end());
    }
    return flat;
}

} // namespace sei::weights::inline SEI_RELEASE
