// SPDX-License-Identifier: MIT
#include <sei/model/argmax.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <span>
#include <vector>

TEST_CASE("the index of the largest score, the first of equal ones") {
    constexpr std::array scores{1.0F, 3.0F, -2.0F, 3.0F};
    static_assert(sei::argmax(scores) == 1);
    CHECK(sei::argmax(std::vector<float>{-3, -2, -4}) == 1);
    CHECK(sei::argmax(std::vector<double>{5}) == 0);
    CHECK(sei::argmax(std::span<const float>(scores).subspan(2)) == 1);
    std::vector<float> written{1, 2};
    CHECK(sei::argmax(std::span<float>(written)) == 1);
    CHECK(sei::argmax(std::vector<float>{-INFINITY, -INFINITY}) == 0);
    CHECK(sei::argmax(std::vector<float>{1, INFINITY}) == 1);
}

TEST_CASE("NaN is never the largest, wherever it stands") {
    CHECK(sei::argmax(std::vector<float>{NAN, -1, -2}) == 1);
    CHECK(sei::argmax(std::vector<float>{-2, NAN, -1}) == 2);
    CHECK(sei::argmax(std::vector<float>{-1, -2, NAN}) == 0);
    CHECK(sei::argmax(std::vector<float>{NAN, NAN, -INFINITY}) == 2);
}

TEST_CASE("nothing to choose from gives 0") {
    CHECK(sei::argmax(std::vector<float>{}) == 0);
    CHECK(sei::argmax(std::vector<float>{NAN, NAN}) == 0);
}
