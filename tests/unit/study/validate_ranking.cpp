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
                made.right(layer, damage, image) = explain::detail::uniform(1, damage, layer * 1000 + image) <
                                                   0.4 + 0.05 * static_cast<double>(layer);
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
    for (std::size_t layer = 0; layer < 10; ++layer)
        values.push_back(explain::detail::uniform(seed, 0, layer));
    return values;
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

TEST_CASE("a score without a number for each layer and damage is an error") {
    const std::vector<candidate_score> scores{same_for_all("short", noise(1), 2)};
    CHECK_THROWS_WITH_AS(static_cast<void>(validate_ranking(loses_by_depth(), scores, depths())),
                         "score 'short' does not have a number for each of 10 layers and 3 damages",
                         sei::error);
}
