// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/damage_scores.hpp: how much a damage at each split would change the answer, from gradients
/// alone: no labels, and the tail never runs on a damaged tensor.
///
/// For one image, activation a, damage da and logits z: the network behind the split is taken as linear, so
/// that the logits become z + J da, with J the gradients of the largest logits. Both vectors lose their mean,
/// and the second gets back the first one's length: a damage that only scales the logits changes no answer.
/// `turn` is 1 - cos of the angle between them, `shift` the squared Hellinger distance of their softmax.
/// `lost_relevance` is the share of the relevance that stands at what was changed.
///
/// docs/explanation/ranking.md says how these agree with measured accuracy, and what agreed less.

#include <sei/explain/damage.hpp>
#include <sei/explain/image_scores.hpp>
#include <sei/model/results.hpp>

namespace sei::explain::inline SEI_TARGET {

struct damage_options {
    std::size_t logits =
        10; ///< the largest so many, at least 2, are followed; each costs one pass back an image
    std::size_t draws = 3;  ///< of a damage by chance, for each image
    std::uint64_t seed = 1; ///< of the draws; a measurement takes another one
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

/// Positions of the `count` largest logits, at least two, largest first; of equal ones the first.
[[nodiscard]] inline std::vector<std::size_t> largest_of(std::span<const float> logits, std::size_t count) {
    std::vector<std::size_t> order(logits.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t left, std::size_t right) { return logits[left] > logits[right]; });
    order.resize((std::min)((std::max)(count, std::size_t{2}), order.size()));
    return order;
}

/// The logits and what is predicted of the damaged ones, both less their mean.
struct logit_pair {
    std::vector<double> before;
    std::vector<double> after;
    double length_before = 0;
    double length_after = 0;

    logit_pair(std::span<const double> logits, std::span<const double> change)
        : before(less_mean(logits)), after(less_mean(change)) {
        for (std::size_t i = 0; i < before.size(); ++i) after[i] += before[i];
        length_before = length(before);
        length_after = length(after);
    }

private:
    [[nodiscard]] static std::vector<double> less_mean(std::span<const double> values) {
        double mean = 0;
        for (const double value : values) mean += value / static_cast<double>(values.size());
        std::vector<double> result(values.begin(), values.end());
        for (double& value : result) value -= mean;
        return result;
    }
    [[nodiscard]] static double length(std::span<const double> values) {
        double squares = 0;
        for (const double value : values) squares += value * value;
        return std::sqrt(squares);
    }
};

/// 1 - cos; 0 if there is no direction to turn from, 1 if none is left to tell the classes apart.
[[nodiscard]] inline double turn_of(const logit_pair& logits) {
    if (logits.length_before == 0) return 0;
    if (logits.length_after == 0) return 1;
    double dot = 0;
    for (std::size_t i = 0; i < logits.before.size(); ++i) dot += logits.before[i] * logits.after[i];
    return (std::max)(0.0, 1 - dot / logits.length_before / logits.length_after); // no less by rounding
}

[[nodiscard]] inline std::vector<double> softmax_of(std::vector<double> logits) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (double& value : logits) sum += value = std::exp(value - largest);
    for (double& value : logits) value /= sum;
    return logits;
}

/// 1 - sum of sqrt(p q): p the classes' probabilities, q those predicted, with logits of the same length.
[[nodiscard]] inline double shift_of(const logit_pair& logits) {
    if (logits.length_before == 0) return 0;
    std::vector<double> rescaled = logits.after;
    if (logits.length_after != 0)
        for (double& value : rescaled) value *= logits.length_before / logits.length_after;
    const std::vector<double> before = softmax_of(logits.before);
    const std::vector<double> after = softmax_of(std::move(rescaled));
    double overlap = 0;
    for (std::size_t i = 0; i < before.size(); ++i) overlap += std::sqrt(before[i] * after[i]);
    return (std::max)(0.0, 1 - overlap);
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

/// The share of |relevance| at changed elements; one that changed by half of itself counts half.
[[nodiscard]] inline std::optional<double>
lost_share(std::span<const float> relevance, std::span<const float> clean, std::span<const float> change) {
    if (relevance.empty()) return std::nullopt;
    double lost = 0;
    double all = 0;
    for (std::size_t i = 0; i < clean.size(); ++i) {
        const double here = std::abs(double{relevance[i]});
        all += here;
        if (change[i] != 0)
            lost +=
                clean[i] == 0 ? here : here * (std::min)(1.0, std::abs(double{change[i]} / double{clean[i]}));
    }
    return all == 0 ? 0 : lost / all;
}

/// One thread's memory.
template <class Net, class Composite>
class damage_scorer {
public:
    damage_scorer(const model<Net>& explained, std::span<const damage> damages, const damage_options& options)
        : recorded_(explained.recorder()),
          gradient_(explained.gradient()),
          relevance_(explained.weights()),
          damages_(damages),
          options_(options) {}

    /// One image, the `number`-th.
    [[nodiscard]] std::vector<layer_damage> score(std::span<const float> image, std::size_t number) {
        recorded_.record(image);
        const std::vector<std::size_t> followed = largest_of(recorded_.logits(), options_.logits);
        follow(followed);
        relevance_.run(recorded_, followed[0]);
        std::vector<double> logits;
        for (const std::size_t target : followed) logits.push_back(double{recorded_.logits()[target]});
        std::vector<layer_damage> result;
        for (std::size_t place = 0; place < layers_.size(); ++place) {
            result.push_back({layers_[place], {}});
            for (std::size_t k = 0; k < damages_.size(); ++k)
                result.back().estimates.push_back(estimate(place, k, number, logits));
        }
        return result;
    }

private:
    /// Keeps the gradients of the followed logits at all layers.
    void follow(std::span<const std::size_t> followed) {
        kept_.resize(layers_.size());
        for (std::vector<std::vector<float>>& layer : kept_) layer.resize(followed.size());
        for (std::size_t k = 0; k < followed.size(); ++k) {
            gradient_.run(recorded_, followed[k]);
            for (std::size_t place = 0; place < layers_.size(); ++place) {
                const std::span<const float> gradient = gradient_.at(last_node_of<Net>(layers_[place]));
                kept_[place][k].assign(gradient.begin(), gradient.end());
            }
        }
    }

    /// One damage at one layer, over its draws.
    [[nodiscard]] damage_estimate estimate(std::size_t place, std::size_t which, std::size_t number,
                                           std::span<const double> logits) {
        const std::size_t draws = damages_[which].is_random ? (std::max)(options_.draws, std::size_t{1}) : 1;
        damage_estimate mean;
        for (std::size_t draw = 0; draw < draws; ++draw) {
            change(place, which, draw_of(options_.seed, number, layers_[place], which, draw));
            add(estimate_change(place, logits), 1.0 / static_cast<double>(draws), mean);
        }
        mean.damage = damages_[which].name;
        return mean;
    }

    /// What the damage adds to the layer's values.
    void change(std::size_t place, std::size_t which, std::uint64_t draw) {
        const std::span<const float> clean = recorded_.value(last_node_of<Net>(layers_[place]));
        change_.assign(clean.begin(), clean.end());
        damages_[which].apply(change_, draw);
        for (std::size_t i = 0; i < change_.size(); ++i) change_[i] -= clean[i];
    }

    [[nodiscard]] damage_estimate estimate_change(std::size_t place, std::span<const double> logits) const {
        const std::size_t index = last_node_of<Net>(layers_[place]);
        const auto size = engine::eigen_index(change_.size());
        const engine::const_vector_view<float> change(change_.data(), size);
        const auto gradient = [&](std::size_t k) {
            return engine::const_vector_view<float>(kept_[place][k].data(), size);
        };
        std::vector<double> changed(logits.size());
        for (std::size_t k = 0; k < logits.size(); ++k) changed[k] = double{gradient(k).dot(change)};
        const logit_pair pair(logits, changed);
        const double top = std::abs(stabilised(logits[0]));
        return {.damage = {},
                .shift = shift_of(pair),
                .turn = turn_of(pair),
                .norm = double{gradient(0).cwiseProduct(change).norm()} / top,
                .sum = std::abs(changed[0]) / top,
                .lost_relevance = lost_share(relevance_.at(index), recorded_.value(index), change_)};
    }

    tape<Net, float> recorded_;
    gradients<Net, float> gradient_;
    optional_relevance<Net, Composite> relevance_;
    std::span<const damage> damages_;
    damage_options options_;
    std::vector<std::size_t> layers_ = damaged_layers<Net>();
    std::vector<std::vector<std::vector<float>>> kept_{}; ///< by layer and followed logit
    std::vector<float> change_{};
};

} // namespace detail

/// Estimates of every damage at every split before the logits, averaged over the images in their order.
/// Throws sei::error as `rank` does.
template <class Composite = composites::epsilon_plus, described_network Net>
[[nodiscard]] std::vector<layer_damage>
score_damages(const model<Net>& explained, const image_set& images, std::span<const damage> damages,
              const damage_options& options = {}, const std::function<void(double)>& on_progress = {}) {
    detail::check_images(images, Net::input.elements());
    std::vector<std::vector<layer_damage>> scores(images.count);
    std::atomic<std::size_t> done{0};
    using scorer = detail::damage_scorer<Net, Composite>;
    const scorer ready(explained, damages, options);
    engine::parallel_with_local(
        images.count, [&] { return ready; },
        [&](scorer& local, std::size_t i) {
            scores[i] = local.score(images.image(i), i);
            if (on_progress) on_progress(static_cast<double>(++done) / static_cast<double>(images.count));
        });
    std::vector<layer_damage> mean;
    for (const layer_damage& first : scores[0]) {
        mean.push_back({first.layer, std::vector<damage_estimate>(damages.size())});
        for (const std::vector<layer_damage>& image : scores)
            for (std::size_t k = 0; k < damages.size(); ++k)
                detail::add(image[mean.size() - 1].estimates[k], 1.0 / static_cast<double>(images.count),
                            mean.back().estimates[k]);
    }
    return mean;
}

} // namespace sei::explain::inline SEI_TARGET
