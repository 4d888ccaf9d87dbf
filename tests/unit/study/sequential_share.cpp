// SPDX-License-Identifier: MIT
#include <sei/study/sequential_share.hpp>

#include <sei/link/medium/random.hpp>

#include <doctest/doctest.h>

using namespace sei::study;

namespace {

sequential_share after(int yes, int no, double asked = 0.95, double confidence = 0.95) {
    sequential_share found(asked, confidence);
    for (int i = 0; i < yes; ++i) found.count(true);
    for (int i = 0; i < no; ++i) found.count(false);
    return found;
}

/// How many of the runs of `counts` counts, looked at after each, end in a decision that is false.
int false_decisions(double truth, double asked, int runs, int counts) {
    int wrong = 0;
    for (int run = 0; run < runs; ++run) {
        sequential_share found(asked, 0.95);
        for (int i = 0; i < counts && found.decision() == share_decision::undecided; ++i)
            found.count(sei::link::random_uniform(static_cast<std::uint64_t>(run), 1,
                                                  static_cast<std::uint64_t>(i)) < truth);
        const auto truly = truth >= asked ? share_decision::at_least : share_decision::below;
        wrong += found.decision() != share_decision::undecided && found.decision() != truly;
    }
    return wrong;
}

} // namespace

TEST_CASE("All yes passes 95 % after 72 counts, all no misses it after 2") {
    CHECK(after(71, 0).decision() == share_decision::undecided);
    CHECK(after(72, 0).decision() == share_decision::at_least);
    CHECK(after(0, 1).decision() == share_decision::undecided);
    CHECK(after(0, 2).decision() == share_decision::below);
    CHECK(after(0, 0).decision() == share_decision::undecided);
}

TEST_CASE("One failure refutes a share of 1, and no number of successes proves it") {
    CHECK(after(50, 1, 1).decision() == share_decision::below);
    CHECK(after(5000, 0, 1).decision() == share_decision::undecided);
}

TEST_CASE("The evidence is the formula's") {
    // n = 3, s = 2: the mixture is 1/2 2! 1! / 4! = 1/24, and at the edges as large as p^2 (1 - p) / alpha.
    const sequential_share found = after(2, 1, 0.5, 0.8);
    for (const double edge : {found.low(), found.high()})
        CHECK(edge * edge * (1 - edge) / (1 - 0.8) == doctest::Approx(1.0 / 24).epsilon(1e-6));
}

TEST_CASE("The interval holds what was found and shrinks; it is open only where nothing is ruled out") {
    CHECK(after(0, 0).low() == 0);
    CHECK(after(0, 0).high() == 1);
    double width = 1;
    for (const int n : {10, 100, 1000, 10'000}) {
        const sequential_share found = after(n * 9 / 10, n / 10);
        CHECK(found.low() < 0.9);
        CHECK(found.high() > 0.9);
        CHECK(found.high() - found.low() < width);
        width = found.high() - found.low();
    }
    CHECK(width < 0.03);
    CHECK(after(72, 0).low() > 0.95);
    CHECK(after(72, 0).high() == 1);
}

TEST_CASE("Looking after every count keeps its promise") {
    constexpr int runs = 1000;
    // The hardest cases: truths just at the border, and a little off it.
    for (const double truth : {0.9499, 0.95, 0.96, 0.9, 0.94})
        CHECK(false_decisions(truth, 0.95, runs, 400) <= runs * 0.05);
    CHECK(false_decisions(0.5, 0.5, runs, 400) <= runs * 0.05);
}

TEST_CASE("Shares and confidences that can't be are refused") {
    CHECK_THROWS_WITH_AS(sequential_share(0, 0.95), "a share of 0 is asked for, expected above 0, at most 1",
                         sei::error);
    CHECK_THROWS_AS(sequential_share(1.01, 0.95), sei::error);
    CHECK_THROWS_AS(sequential_share(0.9, 1), sei::error);
    CHECK_THROWS_AS(sequential_share(0.9, 0), sei::error);
}
