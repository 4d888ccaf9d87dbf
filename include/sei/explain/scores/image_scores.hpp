// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/image_scores.hpp: what one image says of every layer: importance and relevance, from
/// one forward pass and a pass back for each.

#include <sei/engine/parallel.hpp>
#include <sei/explain/explained_network.hpp>
#include <sei/explain/scores/importance.hpp>
#include <sei/model/layer_table.hpp>

#include <atomic>
#include <functional>

namespace sei::explain::inline SEI_TARGET {

/// A set of images, one after another, each `Net::input.elements()` floats.
struct image_set {
    std::span<const float> pixels;
    std::size_t count = 0;

    [[nodiscard]] std::span<const float> image(std::size_t index) const {
        const std::size_t size = pixels.size() / count;
        return pixels.subspan(index * size, size);
    }
};

/// In place of a composite: no relevance is asked for.
struct no_relevance {};

/// The composite, or `no_relevance` for a network with a layer that it has no rule for.
template <class Net, class Composite>
using relevance_if_possible =
    std::conditional_t<first_without_rule<Net, Composite> == no_node, Composite, no_relevance>;

/// Why a network has no relevance, as a sentence; empty if it has.
template <class Net, class Composite>
[[nodiscard]] std::string missing_rule_sentence() {
    constexpr std::size_t index = first_without_rule<Net, Composite>;
    if constexpr (index == no_node) {
        return {};
    } else {
        const node& step = nodes_of<Net>()[index];
        return "Layer " + std::to_string(step.layer) + ", '" +
               std::string(step.name.data(), step.name.size()) + "' (" +
               std::string(step.kind.data(), step.kind.size()) +
               "), has no relevance rule; specialise sei::explain::rule_of for it.";
    }
}

/// By top-level layer.
struct image_scores {
    std::vector<double> importance; ///< as published, also of vectors and of the input
    std::vector<double> relevance;  ///< sum of magnitudes; empty if it was not asked for
    std::size_t predicted_class = 0;
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

/// Relevance of a composite, or nothing for `no_relevance`.
template <class Net, class Composite>
class optional_relevance {
public:
    explicit optional_relevance(const weights::folded_weights<float>& weights) : pass_(weights) {}

    void run(tape<Net, float>& recorded, std::size_t target) { pass_.run(recorded, target); }

    [[nodiscard]] std::optional<double> sum_of_magnitudes(std::size_t index) const {
        const std::span<const float> values = pass_.at(index);
        const engine::const_vector_view<float> view(values.data(), engine::eigen_index(values.size()));
        return view.cast<double>().template lpNorm<1>();
    }
    [[nodiscard]] std::span<const float> at(std::size_t index) const { return pass_.at(index); }

private:
    relevances<Net, float, Composite> pass_;
};

template <class Net>
class optional_relevance<Net, no_relevance> {
public:
    explicit optional_relevance(const weights::folded_weights<float>&) {}

    void run(tape<Net, float>&, std::size_t) {}
    [[nodiscard]] static std::optional<double> sum_of_magnitudes(std::size_t) { return std::nullopt; }
    [[nodiscard]] static std::span<const float> at(std::size_t) { return {}; }
};

/// One thread's memory for the passes of one image, which all its scores share.
template <class Net, class Composite>
class image_scorer {
public:
    explicit image_scorer(const explained_network<Net>& explained)
        : recorded_(explained.recorder()), gradient_(explained.gradient()), relevance_(explained.weights()) {}

    /// Forward, and back from the largest logit.
    void run(std::span<const float> image) {
        recorded_.record(image);
        gradient_.run(recorded_, recorded_.predicted_class());
        relevance_.run(recorded_, recorded_.predicted_class());
    }

    /// Of the image that ran last.
    [[nodiscard]] image_scores scores() const {
        image_scores scores;
        scores.predicted_class = recorded_.predicted_class();
        for (std::size_t layer = 0; layer < layer_count<Net>; ++layer) {
            const std::size_t index = last_node_of<Net>(layer);
            scores.importance.push_back(
                index > logit_node<Net>
                    ? 0.0
                    : double{importance_of_node(recorded_.tensor(index), gradient_.tensor(index))});
            if (const auto total = relevance_.sum_of_magnitudes(index)) scores.relevance.push_back(*total);
        }
        return scores;
    }

    [[nodiscard]] tape<Net, float>& recorded() { return recorded_; }
    [[nodiscard]] const gradients<Net, float>& gradient() const { return gradient_; }
    [[nodiscard]] const optional_relevance<Net, Composite>& relevance() const { return relevance_; }

private:
    tape<Net, float> recorded_;
    gradients<Net, float> gradient_;
    optional_relevance<Net, Composite> relevance_;
};

} // namespace detail

/// Scores of all images, in their order, on all threads of the caller's arena. Throws sei::error without
/// images, if their size is wrong or if a pixel is not finite.
template <class Composite = composites::epsilon_plus, described_network Net>
[[nodiscard]] std::vector<image_scores> score_images(const explained_network<Net>& explained,
                                                     const image_set& images,
                                                     const std::function<void(double)>& on_progress = {}) {
    detail::check_images(images, Net::input.elements());
    std::vector<image_scores> scores(images.count);
    std::atomic<std::size_t> done{0};
    using scorer = detail::image_scorer<Net, Composite>;
    const scorer ready(explained);
    engine::parallel_with_local(
        images.count, [&] { return ready; },
        [&](scorer& local, std::size_t i) {
            local.run(images.image(i));
            scores[i] = local.scores();
            if (on_progress) on_progress(static_cast<double>(++done) / static_cast<double>(images.count));
        });
    return scores;
}

} // namespace sei::explain::inline SEI_TARGET
