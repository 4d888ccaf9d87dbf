// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rule.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace sei::explain;

TEST_CASE("the stabiliser moves away from zero, and zero counts as positive") {
    CHECK(stabilised(2.0) == 2.0 + 1e-6);
    CHECK(stabilised(-2.0) == -2.0 - 1e-6);
    CHECK(stabilised(0.0) == 1e-6);
    CHECK(stabilised(-0.0) == 1e-6);
    CHECK(stabilised(-1.0F, 0.25) == -1.25F);
}

TEST_CASE("an input is told apart by sign; without negative numbers it is not copied") {
    const std::vector<double> mixed{1, -2, 0};
    const detail::parts_by_sign<double> both(mixed);
    CHECK(std::ranges::equal(both.positive(), std::vector<double>{1, 0, 0}));
    CHECK(std::ranges::equal(both.negative(), std::vector<double>{0, -2, 0}));
    const std::vector<double> plain{1, 2, 0};
    const detail::parts_by_sign<double> positive(plain);
    CHECK(positive.positive().data() == plain.data());
    CHECK(positive.negative().empty());
}

TEST_CASE("what is not a number belongs to the positive part") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(detail::positive_part(nan)));
    CHECK(detail::negative_part(nan) == 0);
}
