// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/element_importance.hpp: how much each element of the map at a cut matters to the
/// answer, on average over images: what should be sent first when there may not be time for all of it.
///
/// One forward pass and one pass back an image, whatever the number of layers.

#include <sei/explain/scores/image_scores.hpp>

#include <algorithm>
#include <cmath>

namespace sei::explain::inline SEI_TARGET {

namespace detail {

/// Adds |relevance| at one node; |gradient x activation| where no relevance is asked for.
template <class Net, class Composite>
class element_scorer {
public:
    explicit element_scorer(const explained_network<Net>& explained)
        : recorded_(explained.recorder()), gradient_(explained.gradient()), relevance_(explained.weights()) {}

    void record(std::span<const float> image) {
        recorded_.record(image);
        const std::size_t target = recorded_.predicted_class();
        if constexpr (std::is_same_v<Composite, no_relevance>)
            gradient_.run(recorded_, target);
        else
            relevance_.run(recorded_, target);
    }

    void add(std::size_t index, std::span<double> sums) const {
        if constexpr (std::is_same_v<Composite, no_relevance>) {
            const std::span<const float> value = recorded_.value(index);
            const std::span<const float> slope = gradient_.at(index);
            for (std::size_t i = 0; i < sums.size(); ++i)
                sums[i] += (std::abs)(static_cast<double>(value[i]) * static_cast<double>(slope[i]));
        } else {
            const std::span<const float> relevance = relevance_.at(index);
            for (std::size_t i = 0; i < sums.size(); ++i)
                sums[i] += (std::abs)(static_cast<double>(relevance[i]));
        }
    }

private:
    tape<Net, float> recorded_;
    gradients<Net, float> gradient_;
    optional_relevance<Net, Composite> relevance_;
};

/// Sums of some images at some layers.
using layer_sums = std::vector<std::vector<double>>;

template <class Net>
[[nodiscard]] layer_sums zero_sums(std::span<const std::size_t> layers) {
    layer_sums sums;
    for (const std::size_t layer : layers) {
        if (layer >= layer_count<Net>)
            throw error("layer " + std::to_string(layer) + " was asked for, the network has " +
                        std::to_string(layer_count<Net>));
        if (last_node_of<Net>(layer) > logit_node<Net>)
            throw error("layer " + std::to_string(layer) +
                        " comes after the logits; nothing there is to be sent");
        sums.emplace_back(nodes_of<Net>()[last_node_of<Net>(layer)].out.elements(), 0.0);
    }
    return sums;
}

} // namespace detail

/// For each of the top-level layers, the mean over the images of |relevance| for the predicted class, element
/// by element in C,H,W order; with `no_relevance`, of |gradient x activation|. Sums run in blocks of images
/// that don't depend on the number of threads. Throws sei::error as score_images does, and for a layer that
/// does not exist or lies behind the logits.
template <class Composite = composites::epsilon_plus, described_network Net>
[[nodiscard]] std::vector<std::vector<float>> element_importance(const explained_network<Net>& explained,
                                                                 const image_set& images,
                                                                 std::span<const std::size_t> layers) {
    detail::check_images(images, Net::input.elements());
    const std::size_t blocks = (std::min)(images.count, std::size_t{8});
    std::vector<detail::layer_sums> sums(blocks, detail::zero_sums<Net>(layers));
    using scorer = detail::element_scorer<Net, Composite>;
    const scorer ready(explained);
    engine::parallel_with_local(
        blocks, [&] { return ready; },
        [&](scorer& local, std::size_t block) {
            for (std::size_t i = block; i < images.count; i += blocks) {
                local.record(images.image(i));
                for (std::size_t k = 0; k < layers.size(); ++k)
                    local.add(last_node_of<Net>(layers[k]), sums[block][k]);
            }
        });
    std::vector<std::vector<float>> means;
    for (std::size_t k = 0; k < layers.size(); ++k) {
        std::vector<float>& mean = means.emplace_back(sums[0][k].size());
        for (std::size_t i = 0; i < mean.size(); ++i) {
            double sum = 0;
            for (const detail::layer_sums& block : sums) sum += block[k][i];
            mean[i] = static_cast<float>(sum / static_cast<double>(images.count));
        }
    }
    return means;
}

} // namespace sei::explain::inline SEI_TARGET
