// SPDX-License-Identifier: MIT
#include <sei/study/latency.hpp>

#include <doctest/doctest.h>

using namespace sei::study;
using namespace std::chrono_literals;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

std::vector<frame_outcome> frames_with(const std::vector<std::optional<nanoseconds>>& latencies) {
    std::vector<frame_outcome> frames;
    for (const auto& latency : latencies) frames.push_back({.latency = latency, .link_time = latency});
    return frames;
}

} // namespace

TEST_CASE("Percentiles are nearest-rank, as in the textbook's tables") {
    // The worked examples of https://en.wikipedia.org/wiki/Percentile, "The nearest-rank method".
    const std::vector<double> five{15, 20, 35, 40, 50};
    CHECK(percentile(five, 5) == 15);
    CHECK(percentile(five, 30) == 20);
    CHECK(percentile(five, 40) == 20);
    CHECK(percentile(five, 50) == 35);
    CHECK(percentile(five, 100) == 50);
    const std::vector<double> ten{3, 6, 7, 8, 8, 10, 13, 15, 16, 20};
    CHECK(percentile(ten, 25) == 7);
    CHECK(percentile(ten, 50) == 8);
    CHECK(percentile(ten, 75) == 15);
    CHECK(percentile(ten, 100) == 20);
}

TEST_CASE("Rounding of percent / 100 x size never moves a rank") {
    std::vector<double> ranks; // value i stands at rank i
    for (std::size_t size = 1; size <= 400; ++size) {
        ranks.push_back(static_cast<double>(size));
        for (std::size_t percent = 1; percent <= 100; ++percent) {
            const std::size_t rank = (percent * size + 99) / 100; // the exact ceiling
            REQUIRE(percentile(ranks, static_cast<double>(percent)) == static_cast<double>(rank));
        }
    }
}

TEST_CASE("An infinite latency is in the percentiles that reach it and in no other") {
    std::vector<double> sorted(19, 7.0);
    sorted.push_back(never); // 1 of 20: exactly 95 % came back
    CHECK(percentile(sorted, 95) == 7.0);
    CHECK(percentile(sorted, 95.1) == never);
    CHECK(percentile(sorted, 100) == never);
}

TEST_CASE("The edges of a percentile: no values, one value, the smallest share") {
    CHECK(percentile({}, 50) == never); // what never was has no time
    CHECK(percentile(std::vector<double>{4}, 0.001) == 4);
    CHECK(percentile(std::vector<double>{4}, 100) == 4);
    CHECK(percentile(std::vector<double>{never}, 50) == never);
}

TEST_CASE("A summary sorts, counts lost frames as infinite, and has the percentile that was asked for") {
    const auto frames = frames_with({30ms, std::nullopt, 10ms, 20ms, 1500us});
    CHECK(sorted_latencies(frames) == std::vector<double>{1.5, 10, 20, 30, never});
    const sei::latency_summary summary = summarise(frames, 80);
    CHECK(summary.p50 == 20);
    CHECK(summary.at_percentile == 30);
    CHECK(summary.p95 == never);
    CHECK(summary.p99 == never);
    CHECK(summary.max == never);
}

TEST_CASE("The time on the link is the median of the frames that came back") {
    CHECK(median_link_milliseconds(frames_with({5ms, std::nullopt, 1ms, 3ms, std::nullopt})) == 3);
    CHECK(median_link_milliseconds(frames_with({4ms, 1ms})) == 1); // nearest rank: no mean of two
    CHECK(median_link_milliseconds(frames_with({std::nullopt})) == never);
    CHECK(median_link_milliseconds({}) == never);
}
