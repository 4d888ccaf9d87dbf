// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/heat_map.hpp: where in a picture, or in any map of the network, the relevance for the
/// answer stands.
///
///     const sei::heat_map seen = sei::explain::relevance_map(model, image, 0, "pixels");

#include <sei/explain/explained_network.hpp>
#include <sei/model/layer_table.hpp>
#include <sei/model/results.hpp>

namespace sei::explain::inline SEI_TARGET {

/// Sums over the channels of a map, C, H, W row-major.
template <class Scalar>
[[nodiscard]] heat_map heat_map_of(sei::shape dims, std::span<const Scalar> values, std::string title) {
    heat_map map{.title = std::move(title), .width = dims.width, .height = dims.height, .values = {}};
    map.values.assign(dims.positions(), 0.0);
    for (std::size_t i = 0; i < dims.elements(); ++i) map.values[i % dims.positions()] += double{values[i]};
    return map;
}

/// Relevance of the predicted class at a top-level layer's output; layer 0 is the input. Throws sei::error if
/// there is no such layer, if its output is a vector, or if the image has the wrong size or a pixel that is
/// not finite.
template <class Composite = composites::epsilon_plus, described_network Net>
[[nodiscard]] heat_map relevance_map(const explained_network<Net>& explained, std::span<const float> image,
                                     std::size_t layer = 0, std::string title = {}) {
    if (layer >= layer_count<Net>)
        throw error("layer " + std::to_string(layer) + " was asked for, the network has " +
                    std::to_string(layer_count<Net>));
    const std::size_t index = last_node_of<Net>(layer);
    const sei::shape dims = nodes_of<Net>()[index].out;
    if (dims.rank() != 3)
        throw error("layer " + std::to_string(layer) + " gives a vector of " +
                    std::to_string(dims.elements()) + "; a heat map needs a map");
    for (std::size_t i = 0; i < image.size(); ++i)
        if (!std::isfinite(image[i])) throw error("the image has a pixel that is not a finite number");
    tape<Net, float> recorded = explained.recorder();
    relevances<Net, float, Composite> relevance(explained.weights());
    recorded.record(image);
    relevance.run(recorded, recorded.predicted_class());
    return heat_map_of(dims, relevance.at(index), std::move(title));
}

} // namespace sei::explain::inline SEI_TARGET
