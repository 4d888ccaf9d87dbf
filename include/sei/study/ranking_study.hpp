// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/ranking_study.hpp: scores a network's splits, measures what damage costs at each of them, and
/// says which score to believe.
///
///     const auto found = sei::study::study_ranking(model, executor, images);
///     const auto best = sei::advisor::score_to_believe(found.scores);
///
/// Scores come from the first images, accuracy from all others, so that no score has seen what it is held
/// against.

#include <sei/explain/scores/rank.hpp>
#include <sei/study/validate_ranking.hpp>

namespace sei::study::inline SEI_TARGET {

/// Quantised to 8, 4, 2 and 1 bits; the largest 10, 5 and 1 % kept; 1 to 50 % of datagrams lost, of float32
/// and of int8.
[[nodiscard]] inline std::vector<explain::damage> usual_damages(std::size_t payload_bytes = 1472) {
    std::vector<explain::damage> damages;
    for (const unsigned bits : {8U, 4U, 2U, 1U}) damages.push_back(explain::damages::quantised(bits));
    for (const double share : {0.1, 0.05, 0.01}) damages.push_back(explain::damages::largest_kept(share));
    for (const std::size_t element_bytes : {std::size_t{4}, std::size_t{1}})
        for (const double loss : {0.01, 0.05, 0.1, 0.3, 0.5})
            damages.push_back(explain::damages::packets_lost(loss, element_bytes, payload_bytes));
    return damages;
}

struct ranking_study_options {
    std::vector<explain::damage> damages = usual_damages();
    std::size_t score_images = 128;                ///< the first so many; the others measure
    std::vector<std::size_t> probe_images{16, 64}; ///< of the score images: tails run for a probe
    explain::damage_options damaging{};
    validation_options validation{};
    std::function<void(double share)> on_progress{}; ///< of the measurement, 0 to 1, from any thread
};

struct ranking_study {
    std::vector<std::size_t> layers{};  ///< top-level, those worth a cut
    std::vector<std::string> damages{}; ///< their names
    std::size_t telling_damages = 0;    ///< how many of them count
    double clean_accuracy = 0;
    double commonest_share = 0; ///< of the images that measure accuracy: their commonest class
    std::vector<std::vector<double>> accuracy{}; ///< [layer][damage]
    std::vector<score_validation> scores{};
};

namespace detail {

/// Whether the first layer behind this one that does more than copy is an activation.
template <class Net>
[[nodiscard]] bool is_followed_by_activation(std::size_t layer) {
    for (std::size_t next = layer + 1; next < layer_count<Net>; ++next)
        if (const layer_role role = layer_table<Net>[next].role; role != layer_role::passes_on)
            return role == layer_role::activation;
    return false;
}

/// Split points before the logits behind which no activation follows: behind that one the cut is as good.
/// Neither the input nor layers that only copy.
template <class Net>
[[nodiscard]] std::vector<std::size_t> layers_worth_a_cut() {
    std::vector<std::size_t> layers;
    for (const std::size_t layer : explain::detail::damaged_layers<Net>())
        if (layer != 0 && layer_table<Net>[layer].role != layer_role::passes_on &&
            !is_followed_by_activation<Net>(layer))
            layers.push_back(layer);
    return layers;
}

/// Estimates of the damages as scores, by layer.
template <class Value>
[[nodiscard]] candidate_score estimated(std::string name, std::span<const split_score* const> splits,
                                        const Value& value) {
    candidate_score score{std::move(name), {}};
    for (const split_score* split : splits) {
        score.by_layer.emplace_back();
        for (const damage_estimate& estimate : split->damages)
            score.by_layer.back().push_back(value(estimate));
    }
    return score;
}

/// All scores that look at no damaged answer; larger where more damage is expected.
[[nodiscard]] inline std::vector<candidate_score> scores_of(std::span<const split_score* const> splits,
                                                            std::size_t damages) {
    const auto by_layer = [&](std::string name, const auto& value) {
        std::vector<double> values;
        for (const split_score* split : splits) values.push_back(value(*split));
        return same_for_all(std::move(name), values, damages);
    };
    std::vector<candidate_score> scores;
    scores.push_back(estimated("predicted shift", splits, [](const auto& one) { return one.shift; }));
    scores.push_back(estimated("predicted turn", splits, [](const auto& one) { return one.turn; }));
    scores.push_back(estimated("|g da| / z", splits, [](const auto& one) { return one.norm; }));
    scores.push_back(estimated("|g.da| / z", splits, [](const auto& one) { return one.sum; }));
    const bool has_relevance = std::all_of(splits.begin(), splits.end(), [](const split_score* split) {
        return split->lrp_abs_total && split->damages.at(0).lost_relevance;
    });
    if (has_relevance) {
        scores.push_back(
            estimated("lost relevance", splits, [](const auto& one) { return *one.lost_relevance; }));
        scores.push_back(by_layer("LRP total", [](const auto& one) { return -*one.lrp_abs_total; }));
    }
    // A vector has no importance map; as a row of its own it counts as the least important.
    scores.push_back(by_layer("CUI", [](const auto& one) { return -one.cui.value_or(0); }));
    scores.push_back(by_layer("wire bytes", [](const auto& one) { return double(one.wire_bytes_float32); }));
    scores.push_back(by_layer("depth", [](const auto& one) { return -double(one.index); }));
    return scores;
}

/// The same images, each labelled with what the undamaged network answers.
[[nodiscard]] inline dataset labelled_by(const engine::executor& network, dataset images) {
    engine::workspace memory = network.make_workspace();
    std::vector<float> logits(network.shape_after(network.last_layer()).elements());
    for (std::size_t i = 0; i < images.size(); ++i) {
        network.run(0, network.last_layer(), images.image(i), logits, memory);
        images.labels[i] =
            static_cast<class_index>(std::max_element(logits.begin(), logits.end()) - logits.begin());
    }
    return images;
}

// Estimates draw their losses with seed 1 unless told otherwise; nothing may see the losses that it predicts.
inline constexpr std::uint64_t probe_seed = 2;
inline constexpr std::uint64_t measurement_seed = 3;

/// A probe runs tails: the share of images whose answer the damage changes.
[[nodiscard]] inline candidate_score probed(const engine::executor& network, const dataset& images,
                                            std::span<const std::size_t> layers,
                                            const ranking_study_options& options, std::size_t count) {
    const dataset few = labelled_by(network, part_of(images, 0, count));
    const damaged_accuracy kept = measure_damaged_accuracy(network, few, layers, options.damages, probe_seed);
    candidate_score score{"probe, " + std::to_string(count) + " tails", {}, count};
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        score.by_layer.emplace_back();
        for (std::size_t damage = 0; damage < options.damages.size(); ++damage)
            score.by_layer.back().push_back(1 - kept.accuracy(layer, damage));
    }
    return score;
}

} // namespace detail

/// Scores, measures, compares. Scores that run tails come last, with `tail_runs` above zero. Throws
/// sei::error if the images don't fit, or don't suffice for both halves.
template <class Composite = explain::composites::epsilon_plus, described_network Net>
[[nodiscard]] ranking_study study_ranking(const explain::explained_network<Net>& explained,
                                          const engine::executor& network, const dataset& images,
                                          const ranking_study_options& options = {}) {
    require_usable(images, Net::input, network.shape_after(network.last_layer()).elements());
    if (options.damages.empty()) throw error("no damages to study, expected at least one");
    if (images.size() <= options.score_images || options.score_images == 0)
        throw error(std::to_string(images.size()) + " images, of which " +
                    std::to_string(options.score_images) + " are for the scores, expected some for each");
    for (const std::size_t count : options.probe_images)
        if (count == 0 || count > options.score_images)
            throw error("a probe of " + std::to_string(count) + " images, expected 1 to the " +
                        std::to_string(options.score_images) + " that scores come from");
    ranking_study result{.layers = detail::layers_worth_a_cut<Net>()};
    if (result.layers.empty()) throw error("the network has no layer before its logits that is worth a cut");
    const dataset seen = part_of(images, 0, options.score_images);
    const dataset held_out = part_of(images, options.score_images, images.size() - options.score_images);
    const std::vector<split_score> splits = explain::rank<Composite>(explained, {seen.pixels, seen.size()},
                                                                     {.bootstrap = {.resamples = 0},
                                                                      .null_seeds = 0,
                                                                      .damages = options.damages,
                                                                      .damage_images = seen.size(),
                                                                      .damaging = options.damaging});

    std::vector<const split_score*> rows;
    std::vector<double> depth;
    for (const split_score& split : splits)
        if (std::binary_search(result.layers.begin(), result.layers.end(), split.index)) {
            rows.push_back(&split);
            depth.push_back(-static_cast<double>(split.index));
        }
    std::vector<candidate_score> scores = detail::scores_of(rows, options.damages.size());
    for (const std::size_t count : options.probe_images)
        scores.push_back(detail::probed(network, seen, result.layers, options, count));

    const damaged_accuracy measured = measure_damaged_accuracy(
        network, held_out, result.layers, options.damages, detail::measurement_seed, options.on_progress);
    result.scores = validate_ranking(measured, scores, depth, options.validation);
    result.clean_accuracy = measured.clean_accuracy();
    result.commonest_share = measured.commonest_share();
    result.telling_damages = telling_damages(measured, options.validation).size();
    for (const explain::damage& each : options.damages) result.damages.push_back(each.name);
    for (std::size_t layer = 0; layer < result.layers.size(); ++layer) {
        result.accuracy.emplace_back();
        for (std::size_t damage = 0; damage < options.damages.size(); ++damage)
            result.accuracy.back().push_back(measured.accuracy(layer, damage));
    }
    return result;
}

} // namespace sei::study::inline SEI_TARGET
