// SPDX-License-Identifier: MIT
#include <sei/advisor/sensitivity.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace sei::advisor;

namespace {

sei::verdict_range range_of(const std::vector<sei::verdict_range>& ranges, const std::string& what) {
    for (const sei::verdict_range& each : ranges)
        if (each.what == what) return each;
    FAIL("no range of " << what);
    return {};
}

} // namespace

TEST_CASE("The six designs of docs/explanation/advice.md, by hand: design 4 wins") {
    const auto ranges = requirement_ranges(six_designs(), fifty_milliseconds());
    CHECK(ranges.size() == 5);

    const sei::verdict_range accuracy = range_of(ranges, "accuracy");
    CHECK(accuracy.present == 0.88);
    CHECK(accuracy.upper->holds == 0.8925); // its own; design 3 has more
    CHECK(accuracy.upper->best == 3U);
    CHECK(!accuracy.lower); // what is less accurate than the margin never wins

    const sei::verdict_range deadline = range_of(ranges, "deadline");
    CHECK(deadline.lower->holds == 38.6);
    CHECK(deadline.lower->best == 5U); // 33 ms, 88.3 %
    CHECK(!deadline.upper);            // 0 and 2 are right on no frame in time, as measured

    const sei::verdict_range ram = range_of(ranges, "RAM");
    CHECK(ram.lower->holds == 98 * 1024);
    CHECK(ram.lower->changes == 98 * 1024 - 1);
    CHECK(!ram.lower->best); // the rest is not accurate enough
    CHECK(!ram.upper);

    const sei::verdict_range wire = range_of(ranges, "bytes on the wire");
    CHECK(!wire.present);
    CHECK(wire.lower->holds == 3184);
    CHECK(wire.lower->best == 5U);
    CHECK(!wire.upper);
}

TEST_CASE("Inside a range the verdict is the same, beyond it the one that is told: random designs") {
    std::mt19937 random(9);
    const auto among = [&random](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
    int ends = 0;
    for (int run = 0; run < 150; ++run) {
        std::vector<sei::design> designs = six_designs();
        for (sei::design& item : designs) {
            item.frames = 40;
            item.right_latencies_ms.clear();
            for (int frame = 0; frame < 38; ++frame)
                if (among(9) > 0) item.right_latencies_ms.push_back(30 + among(40));
            std::sort(item.right_latencies_ms.begin(), item.right_latencies_ms.end());
            const auto in_time =
                std::upper_bound(item.right_latencies_ms.begin(), item.right_latencies_ms.end(), 50.0);
            item.accuracy_in_time = static_cast<double>(in_time - item.right_latencies_ms.begin()) / 40;
            item.latency_ms.at_percentile = 30 + among(40);
            item.device_ram_bytes = static_cast<unsigned>(1000 * among(400));
            item.wire_bytes = static_cast<unsigned>(100 * among(80));
        }
        sei::requirements asked = fifty_milliseconds();
        asked.min_accuracy = 0.3;
        if (run % 2 == 0) asked.max_wire_bytes = 4000;
        const auto verdict = best_design(designs, asked);
        const auto ranges = requirement_ranges(designs, asked);
        for (std::size_t i = 0; i < every_requirement.size(); ++i) {
            detail::varied_designs varied(designs, asked, {});
            for (const auto& end : {ranges[i].lower, ranges[i].upper}) {
                if (!end) continue;
                ++ends;
                CHECK(varied.best_under(every_requirement[i], end->holds) == verdict);
                CHECK(varied.best_under(every_requirement[i], end->changes) == end->best);
                CHECK(end->best != verdict);
            }
            // Anywhere in between.
            const double low = ranges[i].lower ? ranges[i].lower->holds : 0;
            const double high = ranges[i].upper ? ranges[i].upper->holds : ranges[i].present.value_or(1e6);
            for (int step = 0; step <= 20; ++step)
                CHECK(varied.best_under(every_requirement[i], low + (high - low) * step / 20) == verdict);
        }
    }
    CHECK(ends > 300);
}

TEST_CASE("A number of the link is looked at in steps of two, and the change is narrowed down") {
    int calls = 0;
    const auto verdict = [&calls](double rate) -> std::optional<std::size_t> {
        ++calls;
        if (rate < 3) return std::nullopt;
        return rate < 70 ? 1 : 2;
    };
    const sei::verdict_range range =
        link_range({.what = "rate", .present = 10, .least = 0.1, .most = 1000}, verdict);
    CHECK(range.lower->holds >= 3);
    CHECK(range.lower->changes < 3);
    CHECK(range.lower->holds / range.lower->changes < 1.05);
    CHECK(!range.lower->best);
    CHECK(range.upper->holds < 70);
    CHECK(range.upper->changes >= 70);
    CHECK(range.upper->changes / range.upper->holds < 1.05);
    CHECK(range.upper->best == 2U);
    CHECK(calls < 16);
}

TEST_CASE("A verdict that holds as far as one looks has no end there; 0 is reached") {
    std::vector<double> asked;
    const auto constant = [&asked](double value) -> std::optional<std::size_t> {
        asked.push_back(value);
        return 0;
    };
    const sei::verdict_range range =
        link_range({.what = "delay", .present = 10, .least = 0, .most = 100}, constant);
    CHECK(!range.lower);
    CHECK(!range.upper);
    CHECK(range.least == 0);
    CHECK(range.most == 100);
    CHECK(std::count(asked.begin(), asked.end(), 0.0) == 1);
    CHECK(std::count(asked.begin(), asked.end(), 100.0) == 1);
    const auto at_zero = [](double value) -> std::optional<std::size_t> { return value == 0 ? 1 : 0; };
    CHECK(link_range({.what = "delay", .present = 10, .least = 0, .most = 100}, at_zero).lower->changes == 0);
    CHECK_THROWS_AS((void)link_range({.what = "delay", .present = 10, .least = 20, .most = 100}, constant),
                    sei::error);
    CHECK_THROWS_AS((void)link_range({.what = "delay", .present = 0, .least = 0, .most = 1}, constant),
                    sei::error);
}

TEST_CASE("The loss is known where the map was measured") {
    using winner = std::optional<std::size_t>;
    const sei::crossover_map map{
        .rates_bits_per_second = {1e6, 2e6},
        .losses = {0, 0.01, 0.02, 0.1},
        .winners = {winner(1), winner(1), winner(1), winner(2), winner(1), winner(2), winner(), winner()},
        .here_rate = 1,
        .here_loss = 1};
    const sei::verdict_range range = loss_range(map);
    CHECK(range.present == 0.01);
    CHECK(range.lower->holds == 0.01);
    CHECK(range.lower->changes == 0);
    CHECK(range.lower->best == 1U);
    CHECK(range.upper->holds == 0.02);
    CHECK(range.upper->changes == 0.1);
    CHECK(!range.upper->best);
}

TEST_CASE("Nothing to judge is refused") {
    CHECK_THROWS_AS((void)requirement_ranges({}, fifty_milliseconds()), sei::error);
}
