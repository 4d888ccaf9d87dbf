// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/rank.hpp: scores every split point of a network over a set of images: the importance
/// curve and its peaks, with intervals and a null model, and relevance totals.

#include <sei/explain/scores/curve.hpp>
#include <sei/explain/scores/damage_scores.hpp>
#include <sei/explain/scores/image_scores.hpp>
#include <sei/explain/scores/random_weights.hpp>
#include <sei/model/results.hpp>

namespace sei::explain::inline SEI_TARGET {

/// Which rows make up the curve on which candidates are looked for: all maps, or convolutions, pools and
/// blocks only (as published).
enum class curve_rows : std::uint8_t { norelu, all };

struct rank_options {
    curve_kind curve = curve_kind::corrected;
    curve_rows rows = curve_rows::norelu;
    bootstrap_options bootstrap{};
    std::size_t null_seeds = 20;             ///< networks with random weights to compare with; 0: none
    std::size_t null_images = 32;            ///< the first so many images go through each of them
    std::span<const std::uint32_t> labels{}; ///< one per image: curves per class, else by predicted class
    std::span<const damage> damages{};       ///< what may happen to a tensor at a split; none: no estimates
    std::size_t damage_images = 64;          ///< the first so many images are damaged
    damage_options damaging{};
    std::function<void(double share)> on_progress{}; ///< 0 to 1, from any thread
};

/// A peak in fewer of the resamples is only noise.
inline constexpr double least_peak_share = 0.9;
/// A peak that as many networks with random weights have comes from the architecture.
inline constexpr double least_null_share = 0.5;

namespace detail {

template <class Net>
[[nodiscard]] split_score described_split(std::size_t layer) {
    const layer_row& row = layer_table<Net>[layer];
    const stage_cost cost = cost_between(nodes_of<Net>(), 0, layer);
    split_score score;
    score.index = layer;
    score.after.assign(row.name.data(), row.name.size());
    score.kind.assign(row.kind.data(), row.kind.size());
    score.role = row.role;
    score.wire_shape = row.output;
    score.wire_bytes_float32 = row.output.elements() * sizeof(float);
    score.head_macs = cost.macs();
    score.head_parameter_bytes = cost.flash_bytes;
    score.head_arena_bytes = plan_arena(program_of<Net>, 0, layer).elements * sizeof(float);
    return score;
}

/// The layers that make up the curve, in order: the published one leaves out activations and copies. A folded
/// batch_norm is its convolution's row, the only place there to cut.
template <class Net>
[[nodiscard]] std::vector<std::size_t> rows_of_curve(curve_rows rows) {
    std::vector<std::size_t> layers;
    for (std::size_t layer = 1; layer < layer_count<Net>; ++layer)
        if (layer_table<Net>[layer].is_split_point && layer_table<Net>[layer].output.rank() == 3 &&
            (rows == curve_rows::all || layer_table<Net>[layer].role == layer_role::computes))
            layers.push_back(layer);
    return layers;
}

/// The first layer up to the logits whose output is a vector of its own, not a copy.
template <class Net>
[[nodiscard]] std::optional<std::size_t> first_vector_layer() {
    for (std::size_t layer = 1; layer < layer_count<Net> && last_node_of<Net>(layer) <= logit_node<Net>;
         ++layer)
        if (layer_table<Net>[layer].output.rank() == 1 &&
            layer_table<Net>[layer].role != layer_role::passes_on)
            return layer;
    return std::nullopt;
}

/// One image's part of the curve.
template <class Net>
[[nodiscard]] curve_sample curve_sample_of(const image_scores& image, std::span<const std::size_t> layers,
                                           curve_kind kind) {
    const auto sums = [&](std::size_t layer) {
        return image.importance[layer] * importance_of_sums(layer_table<Net>[layer].output);
    };
    curve_sample sample;
    for (const std::size_t layer : layers)
        sample.rows.push_back(kind == curve_kind::corrected ? sums(layer) : image.importance[layer]);
    if (kind == curve_kind::isplit_compatible) return sample;
    sample.before = sums(0);
    if (const auto behind = first_vector_layer<Net>()) sample.behind = sums(*behind);
    return sample;
}

template <class Net>
[[nodiscard]] std::vector<curve_sample> curve_samples(std::span<const image_scores> images,
                                                      std::span<const std::size_t> layers, curve_kind kind) {
    std::vector<curve_sample> samples;
    for (const image_scores& image : images) samples.push_back(curve_sample_of<Net>(image, layers, kind));
    return samples;
}

/// The first images, as many as there are up to `count`.
template <class Net>
[[nodiscard]] image_set first_of(const image_set& images, std::size_t count) {
    const std::size_t taken = (std::min)(count, images.count);
    return {images.pixels.first(taken * Net::input.elements()), taken};
}

/// One part of a job's progress, from `begin` to `end` of it.
[[nodiscard]] inline std::function<void(double)> progress_between(const rank_options& options, double begin,
                                                                  double end) {
    return [&options, begin, end](double share) {
        if (options.on_progress) options.on_progress(begin + (end - begin) * share);
    };
}

/// By row: the share of networks with random weights in which it is a peak. Empty for no networks.
template <class Net>
[[nodiscard]] std::vector<double> null_shares(const image_set& images, std::span<const std::size_t> layers,
                                              const rank_options& options,
                                              const std::function<void(double)>& on_progress) {
    if (options.null_seeds == 0 || options.null_images == 0) return {};
    std::vector<std::size_t> counts(layers.size());
    const image_set few = first_of<Net>(images, options.null_images);
    for (std::size_t seed = 1; seed <= options.null_seeds; ++seed) {
        const explained_network<Net> untrained(random_weights<Net>(seed));
        const auto scores = score_images<no_relevance>(untrained, few);
        const auto rows = curve_over(curve_samples<Net>(scores, layers, options.curve), {.resamples = 0});
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows[i].is_peak) ++counts[i];
        on_progress(static_cast<double>(seed) / static_cast<double>(options.null_seeds));
    }
    std::vector<double> shares;
    for (const std::size_t count : counts)
        shares.push_back(static_cast<double>(count) / static_cast<double>(options.null_seeds));
    return shares;
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

namespace detail {

/// What is known of a peak.
[[nodiscard]] inline candidate_kind judged(const curve_row& row, std::optional<double> null_share) {
    if (!row.is_peak) return candidate_kind::none;
    if (row.peak_share.value_or(1) < least_peak_share) return candidate_kind::noise;
    if (null_share.value_or(0) >= least_null_share) return candidate_kind::architecture;
    return candidate_kind::candidate;
}

/// Mean importance by class of one row.
[[nodiscard]] inline std::vector<double> by_class(std::span<const curve_sample> samples, std::size_t row,
                                                  std::span<const std::size_t> classes, std::size_t count) {
    std::vector<double> sums(count, 0.0);
    std::vector<std::size_t> images(count, 0);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        sums[classes[i]] += samples[i].rows[row];
        ++images[classes[i]];
    }
    for (std::size_t k = 0; k < count; ++k)
        sums[k] = images[k] == 0 ? std::nan("") : sums[k] / static_cast<double>(images[k]);
    return sums;
}

/// The class that counts for each image. Throws sei::error for labels that don't fit.
[[nodiscard]] inline std::vector<std::size_t>
classes_of(std::span<const image_scores> images, std::span<const std::uint32_t> labels, std::size_t classes) {
    if (!labels.empty() && labels.size() != images.size())
        throw error(std::to_string(labels.size()) + " labels came for " + std::to_string(images.size()) +
                    " images");
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < images.size(); ++i) {
        chosen.push_back(labels.empty() ? images[i].predicted_class : labels[i]);
        if (chosen.back() >= classes)
            throw error("image " + std::to_string(i) + " has label " + std::to_string(chosen.back()) +
                        ", the network has " + std::to_string(classes) + " classes");
    }
    return chosen;
}

inline void note_means(std::span<const image_scores> images, split_score& split) {
    double importance = 0;
    double relevance = 0;
    for (const image_scores& image : images) {
        importance += image.importance[split.index];
        if (!image.relevance.empty()) relevance += image.relevance[split.index];
    }
    const auto count = static_cast<double>(images.size());
    if (!images[0].relevance.empty()) split.lrp_abs_total = relevance / count;
    if (split.wire_shape.rank() != 3 || split.index == 0) return;
    split.cui = importance / count;
    split.cui_log10 = log10_of(*split.cui);
}

inline void note_row(const curve_row& row, std::optional<double> null_share, split_score& split) {
    split.importance_log10 = row.log10;
    split.importance_log10_low = row.log10_interval.low;
    split.importance_log10_high = row.log10_interval.high;
    split.prominence = row.prominence;
    split.peak_share = row.peak_share;
    split.null_share = null_share;
    split.candidate = judged(row, null_share);
    split.is_candidate = row.is_peak;
}

inline void note_damages(std::span<const layer_damage> damages, split_score& split) {
    for (const layer_damage& layer : damages)
        if (split.index == layer.layer) split.damages = layer.estimates;
}

} // namespace detail

/// Scores all split points: one forward and one pass back per image for importance and damages together, one
/// for relevance and one for each further logit that damages follow, for all layers at once; the class that
/// is explained is the one that the network predicts. Sums run in image order, so that threads don't change
/// the result. `Composite` hands relevance back; `no_relevance` leaves it out, for networks with a layer that
/// has no rule. Throws sei::error without images, if their size is wrong, if a pixel is not finite or if
/// labels don't fit.
template <class Composite = composites::epsilon_plus, described_network Net>
[[nodiscard]] std::vector<split_score> rank(const explained_network<Net>& explained, const image_set& images,
                                            const rank_options& options = {}) {
    const all_scores all = score_all<Composite>(explained, images, options.damages, options.damage_images,
                                                options.damaging, detail::progress_between(options, 0, 0.7));
    const std::vector<image_scores>& scores = all.images;
    const std::size_t class_count = nodes_of<Net>()[logit_node<Net>].out.elements();
    const auto classes = detail::classes_of(scores, options.labels, class_count);
    std::vector<split_score> splits = describe_splits<Net>();
    for (split_score& split : splits) {
        detail::note_means(scores, split);
        detail::note_damages(all.damages, split);
    }

    const auto all_done = detail::progress_between(options, 0, 1);
    const std::vector<std::size_t> layers = detail::rows_of_curve<Net>(options.rows);
    if (layers.empty()) return all_done(1), splits;
    const auto samples = detail::curve_samples<Net>(scores, layers, options.curve);
    const std::vector<curve_row> rows = curve_over(samples, options.bootstrap);
    const std::vector<double> null_shares =
        detail::null_shares<Net>(images, layers, options, detail::progress_between(options, 0.7, 1));
    for (std::size_t row = 0; row < layers.size(); ++row) {
        const auto split = std::find_if(splits.begin(), splits.end(),
                                        [&](const split_score& each) { return each.index == layers[row]; });
        detail::note_row(rows[row], null_shares.empty() ? std::nullopt : std::optional(null_shares[row]),
                         *split);
        split->importance_by_class = detail::by_class(samples, row, classes, class_count);
    }
    all_done(1);
    return splits;
}

} // namespace sei::explain::inline SEI_TARGET
