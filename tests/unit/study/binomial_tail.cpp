// SPDX-License-Identifier: MIT
#include <sei/study/binomial_tail.hpp>

#include <doctest/doctest.h>

using sei::study::binomial_tail;

TEST_CASE("the tail is the sum of the probabilities of as many successes or more") {
    CHECK(binomial_tail(2, 2, 0.5) == doctest::Approx(0.25));
    CHECK(binomial_tail(1, 3, 0.5) == doctest::Approx(0.875));
    // Summed in fractions of whole numbers.
    CHECK(binomial_tail(15, 20, 0.5) == doctest::Approx(0.020694732666015625).epsilon(1e-12));
    CHECK(binomial_tail(120, 1000, 0.1) == doctest::Approx(0.02199614496579435).epsilon(1e-10));
    CHECK(binomial_tail(385, 400, 0.925) == doctest::Approx(0.001420273623302629).epsilon(1e-10));
}

TEST_CASE("all successes and none are as probable as they are") {
    CHECK(binomial_tail(0, 10, 0.3) == 1);
    CHECK(binomial_tail(11, 10, 0.3) == 0);
    CHECK(binomial_tail(0, 0, 0.5) == 1);
    CHECK(binomial_tail(1, 10, 0) == 0);
    CHECK(binomial_tail(10, 10, 1) == 1);
    CHECK(binomial_tail(10, 10, 0.5) == doctest::Approx(1.0 / 1024));
}

TEST_CASE("many trials neither overflow nor vanish") {
    CHECK(binomial_tail(500'000, 1'000'000, 0.5) == doctest::Approx(0.5).epsilon(0.002));
    CHECK(binomial_tail(502'000, 1'000'000, 0.5) == doctest::Approx(3.18e-5).epsilon(0.01)); // normal
    CHECK(binomial_tail(900'000, 1'000'000, 0.5) == 0);
}
