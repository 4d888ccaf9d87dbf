// SPDX-License-Identifier: MIT
#include <sei/study/rank_correlation.hpp>

#include <doctest/doctest.h>

using namespace sei::study;
using numbers = std::vector<double>;

TEST_CASE("Spearman's correlation of ranks, as textbooks have it") {
    CHECK(rank_correlation(numbers{1, 2, 3}, numbers{10, 20, 1000}) == doctest::Approx(1));
    CHECK(rank_correlation(numbers{1, 2, 3}, numbers{3, 2, 1}) == doctest::Approx(-1));
    // scipy.stats.spearmanr of the same numbers
    CHECK(rank_correlation(numbers{106, 100, 86, 101, 99, 103, 97, 113, 112, 110},
                           numbers{7, 27, 2, 50, 28, 29, 20, 12, 6, 17}) ==
          doctest::Approx(-0.17575757575757575));
    CHECK(rank_correlation(numbers{1, 2, 2, 3}, numbers{1, 3, 2, 4}) == doctest::Approx(0.9486832980505138));
}

TEST_CASE("what is constant correlates with nothing") {
    CHECK(std::isnan(rank_correlation(numbers{1, 1, 1}, numbers{1, 2, 3})));
    CHECK(std::isnan(rank_correlation(numbers{}, numbers{})));
}

TEST_CASE("what has a value that is no number correlates with nothing") {
    const double unknown = std::nan("");
    CHECK(std::isnan(rank_correlation(numbers{1, unknown, 3}, numbers{1, 2, 3})));
    CHECK(std::isnan(rank_correlation(numbers{1, 2, 3}, numbers{1, 2, unknown})));
    CHECK(std::isnan(partial_rank_correlation(numbers{1, 2, 3}, numbers{1, 3, 2}, numbers{2, unknown, 1})));
}

TEST_CASE("a third quantity that explains both leaves nothing") {
    const numbers depth{1, 2, 3, 4, 5, 6};
    CHECK(std::isnan(partial_rank_correlation(depth, numbers{2, 1, 4, 3, 6, 5}, depth)));
    const numbers left{2, 1, 4, 3, 6, 5};
    const numbers right{2, 1, 4, 3, 6, 5};
    CHECK(partial_rank_correlation(left, right, depth) == doctest::Approx(1));
    // r12 = 0.6, r13 = r23 = 29/35: (r12 - r13 r23) / (1 - r13^2)
    const double with_depth = rank_correlation(left, depth);
    const numbers other{1, 3, 2, 5, 4, 6};
    const double together = rank_correlation(left, other);
    const double other_depth = rank_correlation(other, depth);
    CHECK(partial_rank_correlation(left, other, depth) ==
          doctest::Approx((together - with_depth * other_depth) /
                          std::sqrt((1 - with_depth * with_depth) * (1 - other_depth * other_depth))));
}
