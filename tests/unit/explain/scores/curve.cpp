// SPDX-License-Identifier: MIT
#include <sei/explain/scores/curve.hpp>

#include "../support.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sei::explain;

namespace {

using numbers = std::vector<double>;
using rows = std::vector<std::size_t>;

/// Rows that are peaks, for one sample; as published unless it has neighbours.
rows peaks(const curve_sample& sample) {
    rows found;
    const auto curve = curve_over(std::vector{sample}, {.resamples = 0});
    for (std::size_t i = 0; i < curve.size(); ++i)
        if (curve[i].is_peak) found.push_back(i);
    return found;
}
rows peaks(const numbers& values) { return peaks(curve_sample{.rows = values}); }

double prominence(const numbers& values, std::size_t row) {
    return curve_over(std::vector{curve_sample{.rows = values}}, {.resamples = 0}).at(row).prominence;
}

/// Images whose importance of row 1 varies so much that its peak depends on which of them are drawn.
std::vector<curve_sample> varied_images(double spread) {
    std::vector<curve_sample> images;
    for (std::size_t i = 0; i < 40; ++i) {
        const double up = i % 2 == 0 ? spread : -spread;
        images.push_back({.rows = {1.0, 1.1 + up, 1.0}, .before = 0.5, .behind = 0.5});
    }
    return images;
}

} // namespace

TEST_CASE("published curves have the published candidates, with the first row doubled") {
    for (const std::string net : {"netA", "netB"}) {
        const test::reference_file reference{test::golden(net + ".cui.safetensors")};
        const numbers curve = reference.at("cui").values;
        rows expected;
        for (const double index : reference.at("candidates").values)
            expected.push_back(static_cast<std::size_t>(index) - 1);
        CAPTURE(net);
        CHECK(peaks(numbers(curve.begin() + 1, curve.end())) == expected);
    }
}

TEST_CASE("as published the first row is a peak if the curve falls after it, and the last never") {
    CHECK(peaks(numbers{0.5}).empty());
    CHECK(peaks(numbers{0.5, 0.1}) == rows{0});
    CHECK(peaks(numbers{0.1, 0.5}).empty());
    CHECK(peaks(numbers{0.1, 0.5, 0.2}) == rows{1});
}

TEST_CASE("with real neighbours both ends are peaks where they stand out") {
    CHECK(peaks({.rows = {0.5, 0.1}, .before = 0.6}).empty());
    CHECK(peaks({.rows = {0.5, 0.1}, .before = 0.4}) == rows{0});
    CHECK(peaks({.rows = {0.1, 0.5}, .before = 0.01, .behind = 0.4}) == rows{1});
    CHECK(peaks({.rows = {0.1, 0.5}, .before = 0.01, .behind = 0.6}).empty());
    CHECK(peaks({.rows = {0.5}, .before = 0.1, .behind = 0.1}) == rows{0});
}

TEST_CASE("a plateau between lower rows is marked at both of its ends, as published") {
    CHECK(peaks(numbers{1.0, 2.0, 2.0, 2.0, 1.0}) == rows{1, 3});
    CHECK(peaks(numbers{1.0, 2.0, 2.0, 3.0}) == rows{1}); // the slope falls to zero there
    CHECK(peaks(numbers{1.0, 1.0, 1.0}).empty());
}

TEST_CASE("a row of zero importance, or of none, makes no peak of itself") {
    CHECK(peaks(numbers{1.0, 0.0, 1.0, 0.0, 0.0, 1.0}) == rows{0, 2});
    CHECK(peaks(numbers{0.0, 0.0, 0.0, 0.0}).empty());
    CHECK(peaks(numbers{0.0, 1.0, 0.5}) == rows{1});
    const double nan = std::nan("");
    CHECK(peaks(numbers{1.0, 2.0, nan}).empty());
    CHECK(peaks(numbers{1.0, 2.0, 1.0, nan}) == rows{1});
}

TEST_CASE("prominence is the climb down to the higher of the two valleys beside a peak") {
    const numbers curve{1e-3, 1e-1, 1e-2, 1.0, 1e-4};
    CHECK(prominence(curve, 1) == doctest::Approx(1.0)); // the ridge to the higher peak stands at 1e-2
    CHECK(prominence(curve, 3) == doctest::Approx(3.0)); // left end 1e-3, right end 1e-4
    CHECK(prominence(curve, 2) == 0);
}

TEST_CASE("a peak that every image has is in all resamples; one of a few images is not") {
    const auto steady = curve_over(varied_images(0.01));
    CHECK(steady[1].is_peak);
    CHECK(steady[1].peak_share.value() == doctest::Approx(1.0));
    const auto noisy = curve_over(varied_images(0.9));
    CHECK(noisy[1].is_peak);
    CHECK(noisy[1].peak_share.value() > 0.5);
    CHECK(noisy[1].peak_share.value() < 0.95);
    CHECK(noisy[1].log10_interval.low < *noisy[1].log10);
    CHECK(noisy[1].log10_interval.high > *noisy[1].log10);
    CHECK(noisy[0].log10_interval.low == doctest::Approx(0.0)); // this row is the same in all images
}

TEST_CASE("no images, or no rows, make no curve") {
    CHECK_THROWS_WITH_AS(static_cast<void>(curve_over({})),
                         "a curve needs at least one image and one row; 0 images came", sei::error);
    CHECK_THROWS_AS(static_cast<void>(curve_over(std::vector{curve_sample{}})), sei::error);
}
