// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/damage_scores.hpp: how much a damage at each split would change the answer, from
/// gradients alone: no labels, and the tail never runs on a damaged tensor.
///
/// For one image, activation a, damage da and logits z: the network behind the split is taken as linear, so
/// that the logits become z + J da, with J the gradients of the largest logits. Both vectors lose their mean,
/// and the second gets back the first one's length: a damage that only scales the logits changes no answer.
/// `turn` is 1 - cos of the angle between them, `shift` the squared Hellinger distance of their softmax.
/// `lost_relevance` is the share of the relevance that stands at what was changed.
///
/// docs/explanation/ranking.md says how these agree with measured accuracy, and what agreed less.

#include <sei/explain/scores/damage.hpp>
#include <sei/explain/scores/detail/logit_change.hpp>
#include <sei/explain/scores/image_scores.hpp>
#include <sei/model/results.hpp>

namespace sei::explain::inline SEI_TARGET {

struct damage_options {
    std::size_t logits = 10; ///< the largest so many are followed; each beyond the first costs a pass back
    std::size_t draws = 3;   ///< of a damage by chance, for each image
    std::uint64_t seed = 1;  ///< of the draws; a measurement takes another one
};

/// Estimates at one split point, in the order of the damages.
struct layer_damage {
    std::size_t layer = 0;
    std::vector<damage_estimate> estimates;
};

namespace detail {

/// The layers after which a cut could lie and a damaged tensor travel.
template <class Net>
[[nodiscard]] std::vector<std::size_t> damaged_layers() {
    std::vector<std::size_t> layers;
    for (std::size_t layer = 0; layer < layer_count<Net>; ++layer)
        if (layer_table<Net>[layer].is_split_point && last_node_of<Net>(layer) < logit_node<Net>)
            layers.push_back(layer);
    return layers;
}

/// Positions of the `count` largest logits, at least one, largest first; of equal ones the first.
[[nodiscard]] inline std::vector<std::size_t> largest_of(std::span<const float> logits, std::size_t count) {
    std::vector<std::size_t> order(logits.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t left, std::size_t right) { return logits[left] > logits[right]; });
    order.resize((std::min)((std::max)(count, std::size_t{1}), order.size()));
    return order;
}

/// Adds a share of one estimate.
inline void add(const damage_estimate& one, double share, damage_estimate& mean) {
    mean.damage = one.damage;
    mean.shift += share * one.shift;
    mean.turn += share * one.turn;
    mean.norm += share * one.norm;
    mean.sum += share * one.sum;
    if (one.lost_relevance)
        mean.lost_relevance = mean.lost_relevance.value_or(0) + share * *one.lost_relevance;
}

/// One thread's memory for estimates that share an image's passes with its other scores.
template <class Net, class Composite>
class damage_scorer {
public:
    damage_scorer(const explained_network<Net>& explained, std::span<const damage> damages,
                  const damage_options& options)
        : gradient_(explained.gradient()), damages_(damages), options_(options) {}

    /// The image that ran last, the `number`-th.
    [[nodiscard]] std::vector<layer_damage> score(image_scorer<Net, Composite>& passes, std::size_t number) {
        const std::vector<std::size_t> followed = largest_of(passes.recorded().logits(), options_.logits);
        follow(passes.recorded(), followed);
        std::vector<double> logits;
        for (const std::size_t target : followed)
            logits.push_back(double{passes.recorded().logits()[target]});
        std::vector<layer_damage> result;
        for (std::size_t place = 0; place < layers_.size(); ++place) {
            result.push_back({layers_[place], {}});
            const layer_values layer = values_at(passes, place);
            for (std::size_t k = 0; k < damages_.size(); ++k)
                result.back().estimates.push_back(
                    estimate(layer, k, {options_.seed, number, layers_[place]}, logits));
        }
        return result;
    }

private:
    /// What is known of one layer's output.
    struct layer_values {
        std::span<const float> clean;
        std::span<const float> relevance;
        std::vector<std::span<const float>> gradients; ///< by followed logit
    };
    struct draw_place {
        std::uint64_t seed;
        std::uint64_t image;
        std::uint64_t layer;
    };

    /// Keeps the gradients of the followed logits but the first at all layers.
    void follow(tape<Net, float>& recorded, std::span<const std::size_t> followed) {
        kept_.resize(layers_.size());
        for (std::vector<std::vector<float>>& layer : kept_) layer.resize(followed.size() - 1);
        for (std::size_t k = 1; k < followed.size(); ++k) {
            gradient_.run(recorded, followed[k]);
            for (std::size_t place = 0; place < layers_.size(); ++place) {
                const std::span<const float> gradient = gradient_.at(last_node_of<Net>(layers_[place]));
                kept_[place][k - 1].assign(gradient.begin(), gradient.end());
            }
        }
    }

    [[nodiscard]] layer_values values_at(image_scorer<Net, Composite>& passes, std::size_t place) const {
        const std::size_t index = last_node_of<Net>(layers_[place]);
        layer_values layer{passes.recorded().value(index), passes.relevance().at(index), {}};
        layer.gradients.push_back(passes.gradient().at(index));
        for (const std::vector<float>& gradient : kept_[place]) layer.gradients.emplace_back(gradient);
        return layer;
    }

    /// One damage at one layer, over its draws.
    [[nodiscard]] damage_estimate estimate(const layer_values& layer, std::size_t which,
                                           const draw_place& place, std::span<const double> logits) {
        const std::size_t draws = damages_[which].is_random ? (std::max)(options_.draws, std::size_t{1}) : 1;
        damage_estimate mean;
        for (std::size_t draw = 0; draw < draws; ++draw) {
            damaged_.assign(layer.clean.begin(), layer.clean.end());
            damages_[which].apply(damaged_, draw_of(place.seed, place.image, place.layer, which, draw));
            add(estimate_change(layer, logits), 1.0 / static_cast<double>(draws), mean);
        }
        mean.damage = damages_[which].name;
        return mean;
    }

    [[nodiscard]] damage_estimate estimate_change(const layer_values& layer,
                                                  std::span<const double> logits) const {
        std::vector<double> changed;
        double squares = 0;
        for (const std::span<const float> gradient : layer.gradients) {
            const change_sums sums = sums_of_change(gradient, layer.clean, damaged_);
            if (changed.empty()) squares = static_cast<double>(sums.squares);
            changed.push_back(static_cast<double>(sums.sum));
        }
        const double top = (std::abs)(stabilised(logits[0]));
        damage_estimate estimate{.damage = {},
                                 .norm = std::sqrt(squares) / top,
                                 .sum = (std::abs)(changed[0]) / top,
                                 .lost_relevance = lost_share(layer.relevance, layer.clean, damaged_)};
        if (logits.size() == 1) return estimate; // has nothing to turn from
        const logit_pair pair(logits, changed);
        estimate.shift = shift_of(pair);
        estimate.turn = turn_of(pair);
        return estimate;
    }

    gradients<Net, float> gradient_;
    std::span<const damage> damages_;
    damage_options options_;
    std::vector<std::size_t> layers_ = damaged_layers<Net>();
    std::vector<std::vector<std::vector<float>>> kept_{}; ///< by layer and followed logit
    std::vector<float> damaged_{};
};

/// Means over the images, which sum in their order.
[[nodiscard]] inline std::vector<layer_damage>
mean_damages(std::span<const std::vector<layer_damage>> images) {
    std::vector<layer_damage> mean;
    for (std::size_t place = 0; !images.empty() && place < images[0].size(); ++place) {
        const layer_damage& first = images[0][place];
        mean.push_back({first.layer, std::vector<damage_estimate>(first.estimates.size())});
        for (const std::vector<layer_damage>& image : images)
            for (std::size_t k = 0; k < first.estimates.size(); ++k)
                add(image[place].estimates[k], 1.0 / static_cast<double>(images.size()),
                    mean.back().estimates[k]);
    }
    return mean;
}

} // namespace detail

/// What `score_all` finds.
struct all_scores {
    std::vector<image_scores> images;
    std::vector<layer_damage> damages; ///< means over the images that were damaged
};

/// The scores of all images, and estimates of every damage at every split before the logits over the first
/// `damaged` of them, from the same passes. Throws sei::error as `rank` does.
template <class Composite = composites::epsilon_plus, described_network Net>
[[nodiscard]] all_scores score_all(const explained_network<Net>& explained, const image_set& images,
                                   std::span<const damage> damages, std::size_t damaged,
                                   const damage_options& options = {},
                                   const std::function<void(double)>& on_progress = {}) {
    detail::check_images(images, Net::input.elements());
    all_scores scores{.images = std::vector<image_scores>(images.count), .damages = {}};
    std::vector<std::vector<layer_damage>> estimates(damages.empty() ? 0 : (std::min)(damaged, images.count));
    std::atomic<std::size_t> done{0};
    using passes = detail::image_scorer<Net, Composite>;
    using estimator = detail::damage_scorer<Net, Composite>;
    const std::pair<passes, estimator> ready(explained, estimator(explained, damages, options));
    engine::parallel_with_local(
        images.count, [&] { return ready; },
        [&](std::pair<passes, estimator>& local, std::size_t i) {
            local.first.run(images.image(i));
            scores.images[i] = local.first.scores();
            if (i < estimates.size()) estimates[i] = local.second.score(local.first, i);
            if (on_progress) on_progress(static_cast<double>(++done) / static_cast<double>(images.count));
        });
    scores.damages = detail::mean_damages(estimates);
    return scores;
}

/// The damages of `score_all` over all images.
template <class Composite = composites::epsilon_plus, described_network Net>
[[nodiscard]] std::vector<layer_damage>
score_damages(const explained_network<Net>& explained, const image_set& images,
              std::span<const damage> damages, const damage_options& options = {},
              const std::function<void(double)>& on_progress = {}) {
    return score_all<Composite>(explained, images, damages, images.count, options, on_progress).damages;
}

} // namespace sei::explain::inline SEI_TARGET
