// SPDX-License-Identifier: MIT
#include <sei/study/dataset.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace sei::study;

namespace {

constexpr sei::shape picture{.channels = 1, .height = 2, .width = 3};

dataset two_pictures() {
    return {.dims = picture,
            .pixels = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15},
            .labels = {0, 9},
            .normalisation = {}};
}

} // namespace

TEST_CASE("A dataset gives its images one by one") {
    const dataset images = two_pictures();
    CHECK(images.size() == 2);
    CHECK(std::ranges::equal(images.image(1), std::vector<float>{10, 11, 12, 13, 14, 15}));
    CHECK_NOTHROW(require_usable(images, picture, 10));
}

TEST_CASE("A dataset that doesn't fit the network is refused, with what was found and expected") {
    CHECK_THROWS_WITH_AS(require_usable({}, picture, 10), "the dataset has no images; at least one is needed",
                         sei::error);
    CHECK_THROWS_WITH_AS(require_usable(two_pictures(), {.channels = 1, .height = 3, .width = 2}, 10),
                         "the dataset has images of 1x2x3, the network takes 1x3x2", sei::error);
    CHECK_THROWS_WITH_AS(require_usable(two_pictures(), {.channels = 6}, 10),
                         "the dataset has images of 1x2x3, the network takes 6", sei::error);
    dataset cut_short = two_pictures();
    cut_short.pixels.pop_back();
    CHECK_THROWS_WITH_AS(require_usable(cut_short, picture, 10),
                         "the dataset has 11 numbers for 2 images of 6 numbers each", sei::error);
}

TEST_CASE("A part of a dataset has its images with their labels, and can't be larger than the whole") {
    const dataset second = part_of(two_pictures(), 1, 1);
    CHECK(second.labels == std::vector<class_index>{9});
    CHECK(second.pixels == std::vector<float>{10, 11, 12, 13, 14, 15});
    CHECK(second.dims == picture);
    CHECK(part_of(two_pictures(), 2, 0).size() == 0);
    CHECK_THROWS_WITH_AS(static_cast<void>(part_of(two_pictures(), 1, 2)),
                         "images 1 to 3 of 2 were asked for", sei::error);
    CHECK_THROWS_AS(static_cast<void>(part_of(two_pictures(), 3, 0)), sei::error);
}

TEST_CASE("A label is a class of the network, of which there may be more than 256") {
    CHECK_THROWS_WITH_AS(require_usable(two_pictures(), picture, 9),
                         "image 1 has label 9, the network has 9 classes", sei::error);
    dataset many = two_pictures();
    many.labels = {999, 256};
    CHECK_NOTHROW(require_usable(many, picture, 1000));
    CHECK_THROWS_AS(require_usable(many, picture, 999), sei::error);
}

TEST_CASE("Two image sets are joined in order, and are refused if they differ in shape or normalisation") {
    const dataset both = joined(part_of(two_pictures(), 1, 1), two_pictures());
    CHECK(both.size() == 3);
    CHECK(both.labels[0] == 9);
    CHECK(both.image(0)[0] == 10);
    CHECK(both.image(2)[5] == 15);
    CHECK(both.dims == picture);
    CHECK_NOTHROW(require_usable(both, picture, 10));
    dataset other = two_pictures();
    other.dims = {.channels = 1, .height = 3, .width = 2};
    CHECK_THROWS_WITH_AS(static_cast<void>(joined(two_pictures(), other)),
                         doctest::Contains("can't be joined, expected one shape"), sei::error);
    other = two_pictures();
    other.normalisation.deviation *= 2;
    CHECK_THROWS_WITH_AS(static_cast<void>(joined(two_pictures(), other)),
                         doctest::Contains("can't be joined, expected one"), sei::error);
}
