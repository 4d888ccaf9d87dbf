// SPDX-License-Identifier: MIT
#include <sei/explain/scores/bootstrap.hpp>

#include <doctest/doctest.h>

#include <tbb/global_control.h>

#include <limits>
#include <numeric>

using namespace sei::explain;

namespace {

/// 100 numbers whose mean has a standard error of 0.1, and the bootstrap's means.
std::vector<double> means(const bootstrap_options& options) {
    std::vector<double> sample(100);
    for (std::size_t i = 0; i < sample.size(); ++i) sample[i] = i % 2 == 0 ? 1.0 : -1.0;
    return resampled(sample.size(), options, [&](const std::vector<std::size_t>& positions) {
        double sum = 0;
        for (const std::size_t i : positions) sum += sample[i];
        return sum / static_cast<double>(positions.size());
    });
}

} // namespace

TEST_CASE("the interval of a mean is as wide as theory says") {
    const interval found = middle_of(means({.resamples = 4000}), 0.95);
    // 1.96 standard errors to either side; 4,000 resamples place a quantile within 5 % of that.
    CHECK(found.low == doctest::Approx(-0.196).epsilon(0.08));
    CHECK(found.high == doctest::Approx(0.196).epsilon(0.08));
}

TEST_CASE("draws are a function of seed and resample, uniform, and the same on any number of threads") {
    CHECK(drawn_again(50, 1, 3) == drawn_again(50, 1, 3));
    CHECK(drawn_again(50, 1, 3) != drawn_again(50, 1, 4));
    CHECK(drawn_again(50, 1, 3) != drawn_again(50, 2, 3));
    std::vector<std::size_t> counts(8);
    for (std::size_t resample = 0; resample < 1000; ++resample)
        for (const std::size_t position : drawn_again(8, 7, resample)) ++counts.at(position);
    double chi_square = 0;
    for (const std::size_t count : counts)
        chi_square += std::pow(static_cast<double>(count) - 1000, 2) / 1000;
    CHECK(chi_square < 24.3); // 7 degrees of freedom, one in a thousand

    const std::vector<double> usual = means({});
    const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
    CHECK(means({}) == usual);
}

TEST_CASE("the middle of values leaves out what is not a number") {
    CHECK(middle_of({3, 1, 2, std::nan("")}, 0.5).low == 1.5);
    CHECK(middle_of({3, 1, 2, std::nan("")}, 0.5).high == 2.5);
    CHECK(std::isnan(middle_of({}, 0.5).low));
    const double none = -std::numeric_limits<double>::infinity(); // a logarithm of zero
    CHECK(middle_of({none, 0, 1, 2}, 0.9).low == none);
    CHECK(middle_of({none, 0, 1, 2}, 0.9).high == doctest::Approx(1.85));
    CHECK(std::isnan(middle_of({std::nan("")}, 0.5).high));
}

TEST_CASE("a confidence that is none is an error") {
    CHECK_THROWS_WITH_AS(static_cast<void>(means({.confidence = 1.5})),
                         "a confidence of 1.5, expected more than 0 and less than 1", sei::error);
    CHECK_THROWS_AS(static_cast<void>(means({.confidence = 0})), sei::error);
}
