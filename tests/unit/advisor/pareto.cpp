// SPDX-License-Identifier: MIT
#include <sei/advisor/pareto.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>

namespace {

using sei::advisor::objectives;

/// The definition: a point is on the front when no other point is nowhere worse and somewhere better.
template <std::size_t Count>
std::vector<bool> by_definition(const std::vector<objectives<Count>>& points) {
    std::vector<bool> on_front;
    for (const auto& point : points) {
        bool beaten = false;
        for (const auto& other : points) {
            bool nowhere_worse = true;
            bool somewhere_better = false;
            for (std::size_t i = 0; i < Count; ++i) {
                nowhere_worse = nowhere_worse && !(other[i] > point[i]);
                somewhere_better = somewhere_better || other[i] < point[i];
            }
            beaten = beaten || (nowhere_worse && somewhere_better);
        }
        on_front.push_back(!beaten);
    }
    return on_front;
}

/// Small whole numbers, so that ties and equal points are common; now and then infinity.
template <std::size_t Count>
std::vector<objectives<Count>> random_points(std::mt19937& random, std::size_t count) {
    std::vector<objectives<Count>> points(count);
    for (auto& point : points)
        for (double& value : point) {
            const auto number = random() % 12;
            value = number == 11 ? std::numeric_limits<double>::infinity() : static_cast<double>(number) - 5;
        }
    return points;
}

template <std::size_t Count>
void compare_with_definition() {
    std::mt19937 random(7);
    std::size_t dominated = 0;
    for (std::size_t count = 0; count < 200; ++count) {
        const auto points = random_points<Count>(random, count % 61);
        const std::vector<bool> front =
            sei::advisor::pareto_front<Count>(std::span<const objectives<Count>>(points));
        REQUIRE(front == by_definition<Count>(points));
        for (const bool on_front : front) dominated += on_front ? 0U : 1U;
    }
    CHECK(dominated > 0);
}

} // namespace

TEST_CASE("the front agrees with its definition on random points in one to four objectives") {
    compare_with_definition<1>();
    compare_with_definition<2>();
    compare_with_definition<3>();
    compare_with_definition<4>();
}

TEST_CASE("a point dominates what it beats somewhere and loses to nowhere, but not its equal") {
    using sei::advisor::dominates;
    CHECK(dominates(objectives<2>{1, 2}, objectives<2>{1, 3}));
    CHECK_FALSE(dominates(objectives<2>{1, 3}, objectives<2>{1, 2}));
    CHECK_FALSE(dominates(objectives<2>{1, 2}, objectives<2>{1, 2}));
    CHECK_FALSE(dominates(objectives<2>{1, 3}, objectives<2>{2, 2}));
}

TEST_CASE("a value that is not a number is refused") {
    const std::vector<objectives<2>> points{{1, 2}, {3, std::numeric_limits<double>::quiet_NaN()}};
    CHECK_THROWS_WITH_AS(static_cast<void>(sei::advisor::pareto_front<2>(points)),
                         "an objective of the Pareto front is not a number", sei::error);
}
