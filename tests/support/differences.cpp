// SPDX-License-Identifier: MIT
#include "differences.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();
using numbers = std::vector<double>;

} // namespace

TEST_CASE("the worse of two errors is the larger, and a NaN is the worst, on either side") {
    CHECK(test_support::worse(1, 2) == 2);
    CHECK(test_support::worse(2, 1) == 2);
    CHECK(test_support::worse(unknown, 1) == infinite);
    CHECK(test_support::worse(1, unknown) == infinite);
    CHECK(test_support::worse(test_support::worse(unknown, 1), 2) ==
          infinite); // what follows does not hide it
}

TEST_CASE("differences are those of the worst element") {
    CHECK(test_support::largest_difference(numbers{1, 2, 3}, numbers{1, 4, 3.5}) == 2);
    CHECK(test_support::largest_difference(std::vector<float>{1, 2}, std::array{1.0, 2.5}) == 0.5);
    CHECK(test_support::difference_in_max_norm(numbers{1, 2, 3}, numbers{1, -4, 3}) == 1.5);
    CHECK(test_support::largest_difference(numbers{}, numbers{}) == 0);
    CHECK(test_support::difference_in_max_norm(numbers{}, numbers{}) == 0);
    CHECK(test_support::difference_in_max_norm(numbers{0, 0}, numbers{0, 0}) == 0);
    CHECK(test_support::difference_in_max_norm(numbers{0, 1e-30}, numbers{0, 0}) == infinite);
}

TEST_CASE("a NaN fails wherever it stands, in what was found and in what was expected") {
    const numbers whole{1, 2, 3, 4};
    for (std::size_t place = 0; place < whole.size(); ++place) {
        CAPTURE(place);
        numbers broken = whole;
        broken[place] = unknown;
        for (const auto& [found, expected] :
             {std::pair(broken, whole), std::pair(whole, broken), std::pair(broken, broken)}) {
            CHECK(test_support::largest_difference(found, expected) == infinite);
            CHECK(test_support::difference_in_max_norm(found, expected) == infinite);
        }
        CHECK(test_support::largest_magnitude(broken) == infinite);
    }
}

TEST_CASE("infinities and other sizes fail") {
    CHECK(test_support::largest_difference(numbers{infinite, 1}, numbers{1, 1}) == infinite);
    CHECK(test_support::difference_in_max_norm(numbers{1, 1}, numbers{infinite, 1}) == infinite);
    CHECK(test_support::difference_in_max_norm(numbers{infinite}, numbers{infinite}) == infinite);
    CHECK(test_support::largest_difference(numbers{1, 2}, numbers{1}) == infinite);
    CHECK(test_support::difference_in_max_norm(numbers{1}, numbers{1, 2}) == infinite);
    CHECK(test_support::difference_in_max_norm(numbers{}, numbers{0}) == infinite);
}

TEST_CASE("an error in units of a scale that is no scale fails") {
    CHECK(test_support::share_of_scale(1, 4) == 0.25);
    CHECK(test_support::share_of_scale(0, 0) == 0);
    CHECK(test_support::share_of_scale(1, 0) == infinite);
    CHECK(test_support::share_of_scale(unknown, 1) == infinite);
    CHECK(test_support::share_of_scale(1, infinite) == infinite);
    CHECK(test_support::share_of_scale(0, unknown) == infinite);
}
