// SPDX-License-Identifier: MIT
#include <sei/study/damaged_accuracy.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <tbb/global_control.h>

using namespace sei;
using namespace sei::study;

namespace {

const std::vector<std::size_t> cuts{0, study_test::pool1, study_test::pool2};

damaged_accuracy measure(std::size_t images, const std::vector<explain::damage>& damages) {
    return measure_damaged_accuracy(study_test::fashion_cnn(), study_test::fashion_images(images), cuts,
                                    damages);
}

} // namespace

TEST_CASE("without damage every split answers as the whole network does") {
    const explain::damage none{"none", [](std::span<float>, std::uint64_t) {}};
    const damaged_accuracy found = measure(200, {none});
    CHECK(found.clean_accuracy() > 0.85);
    for (std::size_t place = 0; place < cuts.size(); ++place)
        CHECK(found.accuracy(place, 0) == found.clean_accuracy());
}

TEST_CASE("a tensor of zeros leaves one answer for all, and more loss costs more") {
    const damaged_accuracy found =
        measure(300, {explain::damages::packets_lost(1, 4), explain::damages::packets_lost(0.05, 4, 256),
                      explain::damages::packets_lost(0.95, 4, 256)});
    const auto images = study_test::fashion_images(300);
    for (std::size_t place = 0; place < cuts.size(); ++place) {
        std::vector<std::size_t> of_class(10);
        for (const class_index label : images.labels) ++of_class[label];
        const double most = static_cast<double>(*std::max_element(of_class.begin(), of_class.end())) / 300;
        CHECK(found.accuracy(place, 0) <= most);
        CHECK(found.accuracy(place, 1) > found.accuracy(place, 2) + 0.1);
    }
}

TEST_CASE("the measurement is the same on any number of threads") {
    const std::vector<explain::damage> damages{explain::damages::packets_lost(0.3, 4)};
    damaged_accuracy usual = measure(50, damages);
    const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
    damaged_accuracy again = measure(50, damages);
    for (std::size_t place = 0; place < cuts.size(); ++place)
        for (std::size_t image = 0; image < 50; ++image)
            CHECK(usual.right(place, 0, image) == again.right(place, 0, image));
}

TEST_CASE("accuracy over some of the images") {
    damaged_accuracy made(1, 1, 4);
    made.right(0, 0, 1) = made.right(0, 0, 3) = 1;
    CHECK(made.accuracy(0, 0) == 0.5);
    CHECK(made.accuracy(0, 0, std::vector<std::size_t>{1, 1, 2}) == doctest::Approx(2.0 / 3));
}

TEST_CASE("nothing to measure is an error") {
    const std::vector<explain::damage> damages{explain::damages::quantised(8)};
    CHECK_THROWS_WITH_AS(static_cast<void>(measure(5, {})),
                         "3 layers and 0 damages, expected at least one of each", sei::error);
    auto images = study_test::fashion_images(5);
    images.labels[2] = 10;
    CHECK_THROWS_AS(
        static_cast<void>(measure_damaged_accuracy(study_test::fashion_cnn(), images, cuts, damages)),
        sei::error);
}
