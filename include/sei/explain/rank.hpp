// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/rank.hpp: scores every split point of a network over a set of images: CUI, LRP totals,
/// candidates.

#include <sei/engine/parallel.hpp>
#include <sei/explain/backward.hpp>
#include <sei/explain/importance.hpp>
#include <sei/model/layer_table.hpp>
#include <sei/model/results.hpp>

#include <atomic>
#include <functional>

namespace sei::explain::inline SEI_TARGET {

/// Which rows make up the curve on which candidates are looked for: all maps, or convolutions, pools and
/// blocks only (as published).
enum class curve_rows { norelu, all };

struct rank_options {
    curve_rows rows = curve_rows::norelu;
    first_row first = first_row::never_a_candidate;
    std::function<void(std::size_t)> on_progress{}; ///< called with the images done so far, from any thread
};

/// A set of images, one after another, each `Net::input.elements()` floats.
struct image_set {
    std::span<const float> pixels;
    std::size_t count = 0;

    [[nodiscard]] std::span<const float> image(std::size_t index) const {
        const std::size_t size = pixels.size() / count;
        return pixels.subspan(index * size, size);
    }
};

namespace detail {

/// One NaN would vanish in relu, max_pool and z+, and leave means that look sound.
inline void check_images(const image_set& images, std::size_t size) {
    if (images.count == 0) throw error("no images to rank the splits with; at least one is needed");
    if (images.pixels.size() != images.count * size)
        throw error(std::to_string(images.pixels.size()) + " numbers came for " +
                    std::to_string(images.count) + " images of " + std::to_string(size) + " numbers each");
    for (std::size_t i = 0; i < images.pixels.size(); ++i)
        if (!std::isfinite(images.pixels[i]))
            throw error("image " + std::to_string(i / size) + " has a pixel that is not a finite number");
}

/// Per layer, for one image.
struct image_scores {
    std::vector<double> importance;
    std::vector<double> relevance;
};

template <class Net>
struct image_scorer {
    tape<Net, float> recorded;
    gradients<Net, float> gradient;
    relevances<Net, float> relevance;

    explicit image_scorer(const weights::folded_weights<float>& weights)
        : recorded(weights), gradient(weights), relevance(weights) {}

    [[nodiscard]] image_scores score(std::span<const float> image) {
        recorded.record(image);
        const std::size_t target = recorded.predicted_class();
        gradient.run(recorded, target);
        relevance.run(recorded, target);
        image_scores scores;
        for (std::size_t layer = 0; layer < layer_count<Net>; ++layer) {
            const std::size_t index = last_node_of<Net>(layer);
            const sei::shape dims = nodes_of<Net>()[index].out;
            const bool is_map = dims.rank() == 3;
            scores.importance.push_back(
                is_map ? double{image_importance(dims, recorded.value(index), gradient.at(index))} : 0.0);
            scores.relevance.push_back(sum_of_magnitudes(relevance.at(index)));
        }
        return scores;
    }

private:
    [[nodiscard]] static double sum_of_magnitudes(std::span<const float> values) {
        const engine::const_vector_view<float> view(values.data(), engine::eigen_index(values.size()));
        return view.cast<double>().lpNorm<1>();
    }
};

template <class Net>
[[nodiscard]] split_score described_split(std::size_t layer) {
    const layer_row& row = layer_table<Net>[layer];
    const stage_cost cost = cost_between(nodes_of<Net>(), 0, layer);
    split_score score;
    score.index = layer;
    score.after.assign(row.name.data(), row.name.size());
    score.kind.assign(row.kind.data(), row.kind.size());
    score.wire_shape = row.output;
    score.wire_bytes_float32 = row.output.elements() * sizeof(float);
    score.head_macs = cost.macs();
    score.head_parameter_bytes = cost.flash_bytes;
    score.head_arena_bytes = plan_arena(program_of<Net>, 0, layer).elements * sizeof(float);
    return score;
}

/// Activations are left out of the published curve. A batch_norm that is folded into the layer before it is
/// no activation: its row is that layer's, the only place there to cut.
template <class Net>
[[nodiscard]] bool is_activation(std::size_t layer) {
    const node& step = nodes_of<Net>()[last_node_of<Net>(layer)];
    return step.kind == layers::relu::kind || step.kind == layers::relu6::kind ||
           step.kind == layers::dropout::kind ||
           (step.kind == layers::batch_norm::kind && step.folded_into == no_node);
}

} // namespace detail

/// All split points with their costs, and no scores yet.
template <described_network Net>
[[nodiscard]] std::vector<split_score> describe_splits() {
    std::vector<split_score> splits;
    for (std::size_t layer = 0; layer < layer_count<Net>; ++layer)
        if (layer_table<Net>[layer].is_split_point) splits.push_back(detail::described_split<Net>(layer));
    return splits;
}

/// Scores all split points: one forward and two backward passes per image, for all layers at once; the class
/// that is explained is the one that the network predicts. Sums run in image order, so that threads don't
/// change the result. Throws sei::error without images, if their size is wrong or if a pixel is not finite.
template <described_network Net>
[[nodiscard]] std::vector<split_score> rank(const weights::folded_weights<float>& weights,
                                            const image_set& images, const rank_options& options = {}) {
    detail::check_images(images, Net::input.elements());
    std::vector<detail::image_scores> scores(images.count);
    std::atomic<std::size_t> done{0};
    const detail::image_scorer<Net> ready(weights);
    engine::parallel_with_local(
        images.count, [&] { return ready; },
        [&](detail::image_scorer<Net>& scorer, std::size_t i) {
            scores[i] = scorer.score(images.image(i));
            if (options.on_progress) options.on_progress(++done);
        });

    std::vector<split_score> splits = describe_splits<Net>();
    std::vector<double> curve;
    std::vector<std::size_t> curve_splits;
    const auto count = static_cast<double>(images.count);
    for (std::size_t i = 0; i < splits.size(); ++i) {
        split_score& split = splits[i];
        double importance = 0;
        double relevance = 0;
        for (const detail::image_scores& image : scores) {
            importance += image.importance[split.index];
            relevance += image.relevance[split.index];
        }
        split.lrp_abs_total = relevance / count;
        if (split.wire_shape.rank() != 3 || split.index == 0) continue;
        split.cui = importance / count;
        split.cui_log10 = log10_of(*split.cui);
        if (options.rows == curve_rows::norelu && detail::is_activation<Net>(split.index)) continue;
        curve.push_back(*split.cui);
        curve_splits.push_back(i);
    }
    for (const std::size_t row : candidates(curve, options.first))
        splits[curve_splits[row]].is_candidate = true;
    return splits;
}

} // namespace sei::explain::inline SEI_TARGET
