// SPDX-License-Identifier: MIT
#include <sei/advisor/best_design.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace sei::advisor;

TEST_CASE("The verdict without reasons is the verdict with reasons") {
    std::mt19937 random(3);
    const auto among = [&random](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
    int none = 0;
    for (int run = 0; run < 500; ++run) {
        std::vector<sei::design> designs = six_designs();
        for (sei::design& item : designs) {
            item.accuracy_in_time = 0.86 + 0.01 * among(5);
            item.latency_ms.at_percentile = 30 + among(40);
            item.device_ram_bytes = 1024U * static_cast<unsigned>(among(500));
        }
        const auto expected = advise(designs, fifty_milliseconds()).best;
        none += !expected;
        CHECK(best_design(designs, fifty_milliseconds()) == expected);
        CHECK(best_design(designs, fifty_milliseconds(), {.accuracy_margin = 0.02}) ==
              advise(designs, fifty_milliseconds(), {.accuracy_margin = 0.02}).best);
    }
    CHECK(none > 0);
    CHECK(none < 500);
}

TEST_CASE("Of no designs none is best") { CHECK(!best_design({}, fifty_milliseconds())); }
