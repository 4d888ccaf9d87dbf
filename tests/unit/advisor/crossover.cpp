// SPDX-License-Identifier: MIT
#include <sei/advisor/crossover.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

using namespace sei::advisor;

namespace {

const std::vector<double> rates{1e6, 10e6, 100e6};
const std::vector<double> losses{0, 0.01};
constexpr sei::link_conditions here{10e6, 10, 0.01};

/// The six designs as they would be on each link: slower where the rate is low, wrong where packets are lost.
std::vector<std::vector<sei::design>> measured() {
    std::vector<std::vector<sei::design>> cells;
    for (const sei::link_conditions& each : conditions_of(rates, losses, 10)) {
        cells.push_back(six_designs());
        for (sei::design& item : cells.back()) {
            item.latency_ms.at_percentile += 30e6 / each.rate_bits_per_second - 3;
            if (each.loss > 0 && item.codec == "int8") item.accuracy_in_time -= 0.02;
        }
    }
    return cells;
}

} // namespace

TEST_CASE("Cells stand loss by loss, for each all rates") {
    const auto all = conditions_of(rates, losses, 10);
    REQUIRE(all.size() == 6);
    CHECK(all[1].rate_bits_per_second == 10e6);
    CHECK(all[1].loss == 0);
    CHECK(all[3].rate_bits_per_second == 1e6);
    CHECK(all[3].loss == 0.01);
    CHECK(all[3].delay_ms == 10);
}

TEST_CASE("Each cell has the verdict of its designs") {
    const auto cells = measured();
    const sei::crossover_map map = crossover(rates, losses, cells, here, fifty_milliseconds());
    for (std::size_t loss = 0; loss < 2; ++loss)
        for (std::size_t rate = 0; rate < 3; ++rate)
            CHECK(map.winner(loss, rate) == advise(cells[loss * 3 + rate], fifty_milliseconds()).best);
    CHECK(!map.winner(0, 0));      // 27 ms later
    CHECK(map.winner(0, 1) == 4U); // as in docs/explanation/advice.md
    CHECK(map.winner(1, 1) == 3U); // int8 is no longer accurate enough
    CHECK(map.here_rate == 1);
    CHECK(map.here_loss == 1);
    CHECK(winners_in(map) == std::vector<std::size_t>{3, 4});
}

TEST_CASE("A map that doesn't fit together is refused") {
    auto cells = measured();
    cells.pop_back();
    CHECK_THROWS_WITH_AS(
        (void)crossover(rates, losses, cells, here, fifty_milliseconds()),
        "the crossover map has 5 winners for 3 rates and 2 losses, expected one for each pair, "
        "and at least one",
        sei::error);
    CHECK_THROWS_AS((void)crossover(rates, losses, measured(), {5e6, 10, 0.01}, fifty_milliseconds()),
                    sei::error);
    const std::vector<double> descending{100e6, 10e6, 1e6};
    CHECK_THROWS_WITH_AS((void)crossover(descending, losses, measured(), here, fifty_milliseconds()),
                         "the crossover map's rates don't ascend or don't hold that of the present link",
                         sei::error);
    sei::crossover_map map = crossover(rates, losses, measured(), here, fifty_milliseconds());
    CHECK_NOTHROW(require_consistent(map, 6));
    CHECK_THROWS_AS(require_consistent(map, 4), sei::error);
    map.here_rate = 3;
    CHECK_THROWS_AS(require_consistent(map, 6), sei::error);
}
