// SPDX-License-Identifier: MIT
#include <sei/study/ranking_study.hpp>

#include "support.hpp"

#include <sei/weights/bind.hpp>
#include <sei/zoo/fashion_cnn.hpp>

#include <doctest/doctest.h>

using namespace sei;
using namespace sei::study;

namespace {

using network = zoo::fashion_cnn;
using names = std::vector<std::string>;

const explain::explained_network<network>& fashion_model() {
    static const explain::explained_network<network> made(
        weights::load<network>(SEI_EXAMPLE_DATA_DIR "/fashion_cnn.safetensors"));
    return made;
}

/// Three damages, 40 of 120 images for the scores, few resamples.
ranking_study_options quick() {
    return {.damages = {explain::damages::quantised(1), explain::damages::largest_kept(0.01),
                        explain::damages::packets_lost(0.5, 4, 256)},
            .score_images = 40,
            .probe_images = {4, 20},
            .validation = {.bootstrap = {.resamples = 50}}};
}

template <class Composite = explain::composites::epsilon_plus>
ranking_study study_of(const dataset& images, const ranking_study_options& options = quick()) {
    return study_ranking<Composite>(fashion_model(), study_test::fashion_cnn(), images, options);
}

const ranking_study& usual_study() {
    static const ranking_study made = study_of(study_test::fashion_images(120));
    return made;
}

names names_of(const std::vector<score_validation>& scores) {
    names found;
    for (const score_validation& score : scores) found.push_back(score.score);
    return found;
}

bool same(double left, double right) { return left == right || (std::isnan(left) && std::isnan(right)); }

bool same(const ranking_study& left, const ranking_study& right) {
    return left.clean_accuracy == right.clean_accuracy && left.accuracy == right.accuracy &&
           std::ranges::equal(
               left.scores, right.scores, [](const score_validation& a, const score_validation& b) {
                   return same(a.correlation, b.correlation) && same(a.low_over_layers, b.low_over_layers) &&
                          same(a.high_over_images, b.high_over_images) &&
                          same(a.given_depth, b.given_depth) && same(a.regret, b.regret);
               });
}

} // namespace

TEST_CASE("a study holds every score against the accuracy of the images that no score has seen") {
    const ranking_study& found = usual_study();
    CHECK(found.damages == names{"1 bit", "largest 1 %", "float32, 50 % lost"});
    CHECK(names_of(found.scores) == names{"predicted shift", "predicted turn", "|g da| / z", "|g.da| / z",
                                          "lost relevance", "LRP total", "CUI", "wire bytes", "depth",
                                          "probe, 4 tails", "probe, 20 tails"});
    const dataset others = part_of(study_test::fashion_images(120), 40, 80);
    const damaged_accuracy measured =
        measure_damaged_accuracy(study_test::fashion_cnn(), others, found.layers, quick().damages,
                                 sei::study::detail::measurement_seed);
    CHECK(found.clean_accuracy == measured.clean_accuracy());
    CHECK(found.telling_damages == telling_damages(measured).size());
    REQUIRE(found.accuracy.size() == found.layers.size());
    for (std::size_t layer = 0; layer < found.layers.size(); ++layer)
        for (std::size_t damage = 0; damage < 3; ++damage)
            CHECK(found.accuracy[layer][damage] == measured.accuracy(layer, damage));
}

TEST_CASE("layers worth a cut are those that no activation follows, before the logits") {
    // 2 relu1, 4 relu2, 5 pool1, 7 relu3, 9 relu4, 10 pool2, 12 relu5, 15 relu6
    CHECK(usual_study().layers == std::vector<std::size_t>{2, 4, 5, 7, 9, 10, 12, 15});
}

TEST_CASE("copies are no cuts, an activation may follow behind them, and a folded batch_norm is none") {
    using namespace sei::layers;
    // 1 folds 2, 5 stands alone: behind 4 it counts as an activation. 7 copies, 8 follows 6 behind it.
    using several =
        sei::network<input{.channels = 1, .height = 8, .width = 8},
                     conv2d{.filters = 2, .kernel = 3, .name = "conv1"}, batch_norm{.name = "bn1"},
                     max_pool{.name = "pool1"}, relu{.name = "relu1"}, batch_norm{.name = "bn2"},
                     max_pool{.name = "pool2"}, dropout{.name = "drop"}, relu{.name = "relu2"},
                     flatten{.name = "flat"}, dense{.units = 4, .name = "fc1"}, dropout{.name = "drop2"},
                     dense{.units = 3, .name = "fc2"}>;
    CHECK(sei::study::detail::layers_worth_a_cut<several>() == std::vector<std::size_t>{2, 5, 8, 10});
}

TEST_CASE("only probes run tails, as many as they have images") {
    for (const score_validation& score : usual_study().scores) {
        CAPTURE(score.score);
        CHECK(score.tail_runs == (score.score == "probe, 4 tails"    ? 4
                                  : score.score == "probe, 20 tails" ? 20
                                                                     : 0));
        CHECK(std::abs(score.correlation) <= 1);
        CHECK(score.low_over_layers <= score.high_over_layers);
        CHECK(score.low_over_images <= score.high_over_images);
        CHECK(score.regret >= 0);
        CHECK(std::isnan(score.given_depth) == (score.score == "depth"));
    }
}

TEST_CASE("labels of the score images play no part, those of the others do") {
    dataset images = study_test::fashion_images(120);
    for (std::size_t i = 0; i < 40; ++i) images.labels[i] = (images.labels[i] + 1) % 10;
    CHECK(same(study_of(images), usual_study()));
    for (std::size_t i = 40; i < 120; ++i) images.labels[i] = (images.labels[i] + 1) % 10;
    CHECK(study_of(images).clean_accuracy < 0.2);
}

TEST_CASE("without relevance its scores are left out") {
    ranking_study_options options = quick();
    options.probe_images = {};
    const auto found = study_of<explain::no_relevance>(study_test::fashion_images(60), options);
    CHECK(names_of(found.scores) == names{"predicted shift", "predicted turn", "|g da| / z", "|g.da| / z",
                                          "CUI", "wire bytes", "depth"});
}

TEST_CASE("progress is that of the measurement and reaches the end") {
    std::atomic<std::size_t> calls{0};
    std::atomic<bool> is_done{false};
    ranking_study_options options = quick();
    options.probe_images = {};
    options.on_progress = [&](double share) {
        ++calls;
        if (share == 1) is_done = true;
    };
    static_cast<void>(study_of(study_test::fashion_images(50), options));
    CHECK(calls == 10);
    CHECK(is_done);
}

TEST_CASE("the usual damages are those of codecs, of sparse tensors and of lossy links") {
    const std::vector<explain::damage> usual = usual_damages();
    REQUIRE(usual.size() == 4 + 3 + 5 + 5);
    CHECK(usual.front().name == "8 bits");
    CHECK(usual[4].name == "largest 10 %");
    CHECK(usual.back().name == "int8, 50 % lost");
}

TEST_CASE("too few images for both halves, or for a probe, are errors") {
    const dataset images = study_test::fashion_images(40);
    CHECK_THROWS_WITH_AS(static_cast<void>(study_of(images)),
                         "40 images, of which 40 are for the scores, expected some for each", sei::error);
    ranking_study_options options = quick();
    options.score_images = 0;
    CHECK_THROWS_WITH_AS(static_cast<void>(study_of(images, options)),
                         "40 images, of which 0 are for the scores, expected some for each", sei::error);
    options.score_images = 10;
    options.probe_images = {20};
    CHECK_THROWS_WITH_AS(static_cast<void>(study_of(images, options)),
                         "a probe of 20 images, expected 1 to the 10 that scores come from", sei::error);
}
