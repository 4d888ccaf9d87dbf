// SPDX-License-Identifier: MIT
#include <sei/study/validate_ranking.hpp>

#include <doctest/doctest.h>

using namespace sei;
using namespace sei::study;

namespace {

/// Layers that lose more the earlier they are: 10 layers, 3 damages, 400 images.
damaged_accuracy loses_by_depth() {
    damaged_accuracy made(10, 3, 400);
    for (std::size_t image = 0; image < 400; ++image) made.clean(image) = 1;
    for (std::size_t layer = 0; layer < 10; ++layer)
        for (std::size_t damage = 0; damage < 3; ++damage)
            for (std::size_t image = 0; image < 400; ++image)
                made.right(layer, damage, image) =
                    keyed_uniform(1, damage, layer * 1000 + image) < 0.4 + 0.05 * static_cast<double>(layer);
    return made;
}

std::vector<double> depths() {
    std::vector<double> depth;
    for (std::size_t layer = 0; layer < 10; ++layer) depth.push_back(-static_cast<double>(layer));
    return depth;
}

/// Numbers that have nothing to do with anything.
std::vector<double> noise(std::uint64_t seed) {
    std::vector<double> values;
    for (std::size_t layer = 0; layer < 10; ++layer) values.push_back(keyed_uniform(seed, 0, layer));
    return values;
}

/// Layers that lose as they please: accuracies between a fifth and all, of 120 images, under 5 damages.
damaged_accuracy losses_of_any_order(std::size_t layers, std::uint64_t seed) {
    using sei::keyed_uniform;
    damaged_accuracy made(layers, 5, 120);
    made.commonest_share() = 0.1;
    for (std::size_t image = 0; image < 120; ++image) made.clean(image) = image % 10 != 0;
    for (std::size_t layer = 0; layer < layers; ++layer)
        for (std::size_t damage = 0; damage < 5; ++damage) {
            const double kept =
                0.2 + 0.6 * keyed_uniform(seed, 100, layer) + 0.2 * keyed_uniform(seed, 101 + damage, layer);
            for (std::size_t image = 0; image < 120; ++image)
                made.right(layer, damage, image) =
                    made.clean(image) != 0 && keyed_uniform(seed, 200 + damage, layer * 1000 + image) < kept;
        }
    return made;
}

/// What nine scores that know nothing are made of: shares of what all have in common, of each score's own
/// number of a layer, and of its own number of a layer under a damage.
struct noise_kind {
    double common;
    double by_layer;
    double by_damage;
};

std::vector<candidate_score> nine_of_noise(std::size_t layers, std::uint64_t seed, noise_kind kind) {
    using sei::keyed_uniform;
    std::vector<candidate_score> scores;
    for (std::uint64_t number = 0; number < 9; ++number) {
        candidate_score score{"noise " + std::to_string(number), {}};
        for (std::size_t layer = 0; layer < layers; ++layer) {
            score.by_layer.emplace_back();
            for (std::size_t damage = 0; damage < 5; ++damage)
                score.by_layer.back().push_back(kind.common * keyed_uniform(~seed, 0, layer) +
                                                kind.by_layer * keyed_uniform(~seed, 1 + number, layer) +
                                                kind.by_damage *
                                                    keyed_uniform(~seed, 10 + number, 100 * layer + damage));
        }
        scores.push_back(std::move(score));
    }
    return scores;
}

const validation_options few_draws{.bootstrap = {.resamples = 40}, .permuting = {.permutations = 999}};

bool is_any_believed(const std::vector<score_validation>& scores) {
    return std::ranges::any_of(scores, [](const auto& each) { return each.doubt == ranking_doubt::none; });
}

std::vector<score_validation> with_depth_alone(const damaged_accuracy& measured,
                                               const validation_options& options = few_draws) {
    const std::vector<candidate_score> scores{same_for_all("depth", depths(), measured.damages())};
    return validate_ranking(measured, scores, depths(), options);
}

} // namespace

TEST_CASE("a score that follows the loss correlates with it for sure, one that does not does not") {
    const std::vector<candidate_score> scores{same_for_all("noise", noise(3), 3),
                                              same_for_all("depth", depths(), 3)};
    const auto found =
        validate_ranking(loses_by_depth(), scores, depths(), {.bootstrap = {.resamples = 300}});
    REQUIRE(found.size() == 2);
    CHECK(found[1].score == "depth");
    CHECK(found[1].correlation > 0.9);
    CHECK(found[1].low_over_layers > 0.7);
    CHECK(found[1].low_over_images > 0.8);
    CHECK(found[1].high_over_images <= 1);
    CHECK(std::isnan(found[1].given_depth));
    CHECK(found[1].regret < 0.02);
    CHECK(std::abs(found[0].correlation) < 0.7);
    CHECK(found[0].low_over_layers < 0);
    CHECK(found[0].regret > 0.02);
}

TEST_CASE("damages in which all layers lose the same say nothing and are left out") {
    damaged_accuracy made = loses_by_depth();
    for (std::size_t layer = 0; layer < 10; ++layer)
        for (std::size_t image = 0; image < 400; ++image) made.right(layer, 0, image) = 1;
    CHECK(telling_damages(made) == std::vector<std::size_t>{1, 2});
    const std::vector<candidate_score> scores{same_for_all("depth", depths(), 3)};
    const auto found = validate_ranking(made, scores, depths(), {.bootstrap = {.resamples = 50}});
    CHECK(found[0].correlation > 0.9);
}

TEST_CASE("of 400 tables of nine scores that know nothing at most one in twenty believes one") {
    const noise_kind kinds[] = {{0, 1, 0}, {0, 0, 1}, {0.7, 0.3, 0}, {0.4, 0.3, 0.3}};
    for (std::size_t k = 0; k < std::size(kinds); ++k) {
        std::size_t believed = 0;
        std::size_t small = 0;
        for (std::uint64_t table = 0; table < 400; ++table) {
            const std::size_t layers = 6 + table % 15; // to 20
            const damaged_accuracy measured = losses_of_any_order(layers, 1000 * k + table);
            const auto scores = nine_of_noise(layers, 1000 * k + table, kinds[k]);
            const auto found = validate_ranking(measured, scores, std::vector<double>(layers), few_draws);
            if (is_any_believed(found)) ++believed;
            if (std::ranges::any_of(found, [](const auto& each) { return each.p_value <= 0.05; })) ++small;
        }
        CAPTURE(k);
        // A rate of 5 % exceeds 30 of 400 with a probability below 1.4 %, and stays below 9 with one below
        // 0.3 %.
        CHECK(believed <= 30);
        CHECK(small <= 30);
        CHECK(small >= 9); // the test is one of 5 %, not of nothing
        CHECK(believed <= small);
    }
}

TEST_CASE("a score that knows the loss is believed among eight that know nothing") {
    std::size_t believed = 0;
    for (std::uint64_t table = 0; table < 50; ++table) {
        const std::size_t layers = 8 + table % 11;
        const damaged_accuracy measured = losses_of_any_order(layers, table);
        auto scores = nine_of_noise(layers, table, {0, 1, 0});
        for (std::size_t layer = 0; layer < layers; ++layer)
            for (std::size_t damage = 0; damage < 5; ++damage)
                scores[4].by_layer[layer][damage] =
                    1 - measured.accuracy(layer, damage) + 0.1 * scores[4].by_layer[layer][damage];
        const auto found = validate_ranking(measured, scores, std::vector<double>(layers), few_draws);
        if (found[4].doubt == ranking_doubt::none) ++believed;
    }
    CHECK(believed >= 48);
}

TEST_CASE("a network that is at chance believes nothing, whatever the damages cost") {
    damaged_accuracy made = loses_by_depth();
    CHECK(with_depth_alone(made)[0].doubt == ranking_doubt::none);
    made.commonest_share() = 0.99; // all 400 are right
    CHECK(is_above_chance(made) == false);
    CHECK(with_depth_alone(made)[0].doubt == ranking_doubt::accuracy_at_chance);
    CHECK(with_depth_alone(made)[0].p_value <= 0.05);
}

TEST_CASE("clearly above chance is a quarter of the way to 100 %, for sure") {
    const auto with_right = [](std::size_t right, double commonest) {
        damaged_accuracy made(4, 1, 400);
        made.commonest_share() = commonest;
        for (std::size_t image = 0; image < right; ++image) made.clean(image) = 1;
        return is_above_chance(made);
    };
    CHECK_FALSE(with_right(40, 0.1));
    CHECK_FALSE(with_right(130, 0.1)); // 32.5 %, a quarter of the way, but not for sure
    CHECK_FALSE(with_right(151, 0.1)); // 151 or more of 400 at 32.5 %: 0.0151
    CHECK(with_right(155, 0.1));       // 155 or more: 0.0049
    CHECK_FALSE(with_right(360, 0.9));
    CHECK_FALSE(with_right(370, 0.9)); // exactly a quarter of the way
    CHECK(with_right(385, 0.9));
}

TEST_CASE("a damage whose cost may be chance does not tell, and too few that tell believe nothing") {
    damaged_accuracy made(10, 4, 50);
    for (std::size_t image = 0; image < 50; ++image) made.clean(image) = 1;
    for (std::size_t layer = 0; layer < 10; ++layer)
        for (std::size_t image = 0; image < 50; ++image) {
            made.right(layer, 0, image) = image >= 2 + layer % 2; // 4 to 6 %, two or three images
            for (std::size_t damage = 1; damage < 4; ++damage)
                made.right(layer, damage, image) = image >= 3 * (9 - layer);
        }
    CHECK(telling_damages(made) == std::vector<std::size_t>{1, 2, 3});
    CHECK(with_depth_alone(made)[0].doubt == ranking_doubt::none);
    for (std::size_t layer = 0; layer < 10; ++layer)
        for (std::size_t image = 0; image < 50; ++image) made.right(layer, 3, image) = 1;
    CHECK(telling_damages(made) == std::vector<std::size_t>{1, 2});
    CHECK(with_depth_alone(made)[0].doubt == ranking_doubt::few_damages);
    validation_options two = few_draws;
    two.least_damages = 2;
    CHECK(with_depth_alone(made, two)[0].doubt == ranking_doubt::none);
}

TEST_CASE("three layers are too few, whatever their order") {
    damaged_accuracy made(3, 3, 100);
    for (std::size_t image = 0; image < 100; ++image) made.clean(image) = 1;
    for (std::size_t layer = 0; layer < 3; ++layer)
        for (std::size_t damage = 0; damage < 3; ++damage)
            for (std::size_t image = 0; image < 100; ++image)
                made.right(layer, damage, image) = image < 20 + 20 * layer;
    const std::vector<double> depth{0, -1, -2};
    const std::vector<candidate_score> scores{same_for_all("depth", depth, 3)};
    const auto found = validate_ranking(made, scores, depth, few_draws);
    CHECK(found[0].correlation == doctest::Approx(1));
    CHECK(found[0].p_value == doctest::Approx(1.0 / 6));
    CHECK(found[0].doubt == ranking_doubt::few_layers);
}

TEST_CASE("scores that run the tail are no part of the family") {
    std::vector<candidate_score> scores{same_for_all("depth", depths(), 3),
                                        same_for_all("probe", depths(), 3)};
    scores[1].tail_runs = 16;
    const auto found = validate_ranking(loses_by_depth(), scores, depths(), few_draws);
    CHECK(found[0].doubt == ranking_doubt::none);
    CHECK(found[0].tail_runs == 0);
    CHECK(found[1].tail_runs == 16);
    CHECK(std::isnan(found[1].p_value));
    CHECK(found[1].doubt == ranking_doubt::untested);
}

TEST_CASE("a score that is no number agrees with nothing and is not believed") {
    const std::vector<candidate_score> scores{
        same_for_all("unknown", std::vector<double>(10, std::nan("")), 3),
        same_for_all("depth", depths(), 3)};
    const auto found = validate_ranking(loses_by_depth(), scores, depths(), few_draws);
    CHECK(std::isnan(found[0].correlation));
    CHECK(found[0].doubt == ranking_doubt::like_noise);
    CHECK(found[1].doubt == ranking_doubt::none);
}

TEST_CASE("a score without a number for each layer and damage is an error") {
    const std::vector<candidate_score> scores{same_for_all("short", noise(1), 2)};
    CHECK_THROWS_WITH_AS(static_cast<void>(validate_ranking(loses_by_depth(), scores, depths())),
                         "score 'short' does not have a number for each of 10 layers and 3 damages",
                         sei::error);
}
