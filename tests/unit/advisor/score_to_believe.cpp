// SPDX-License-Identifier: MIT
#include <sei/advisor/score_to_believe.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

namespace {

sei::score_validation score(double correlation, double low_over_layers) {
    sei::score_validation made;
    made.correlation = correlation;
    made.low_over_layers = low_over_layers;
    return made;
}

} // namespace

TEST_CASE("of the scores whose interval over layers lies above zero the highest is believed") {
    using sei::advisor::score_to_believe;
    const std::vector<sei::score_validation> scores{score(0.9, -0.1), score(0.5, 0.2), score(0.7, 0.1),
                                                    score(0.7, 0.3)};
    CHECK(score_to_believe(scores) == 2);
}

TEST_CASE("a probe that runs the tail is not believed but reported apart") {
    std::vector<sei::score_validation> scores{score(0.9, 0.8), score(0.5, 0.2)};
    scores[0].tail_runs = 16;
    CHECK(sei::advisor::score_to_believe(scores) == 1);
}

TEST_CASE("no score is believed if none is surely above zero") {
    using sei::advisor::score_to_believe;
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    CHECK_FALSE(score_to_believe({}));
    CHECK_FALSE(score_to_believe(std::vector{score(0.9, -0.1), score(0.4, 0), score(unknown, unknown)}));
}
