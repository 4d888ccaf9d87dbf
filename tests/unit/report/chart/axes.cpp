// SPDX-License-Identifier: MIT
#include <sei/report/chart/axes.hpp>

#include <doctest/doctest.h>

#include <limits>

constexpr double infinite = std::numeric_limits<double>::infinity();

TEST_CASE(
    "answers that never come have a strip of their own beyond the latency axis, hopeless accuracies below") {
    sei::report::value_range range;
    for (const double latency : {20.0, 50.0, infinite}) range.include(latency);
    const auto x = sei::report::latency_axis(range, 0, 300);
    CHECK(x(infinite) == 300);
    CHECK(x(50) < 278);
    range.has_infinite = false;
    CHECK(sei::report::latency_axis(range, 0, 300)(50) > 270);

    const auto y = sei::report::share_axis({0.9, 0.88, 0.1}, 0.25, 300, 0);
    CHECK(y.has_less);
    CHECK(y(0.1) == 292);
    CHECK(y(0.88) < 276);
    CHECK_FALSE(sei::report::share_axis({0.9, 0.88, 0.7}, 0.25, 300, 0).has_less);
}

TEST_CASE("latencies that differ by more than eight times get a logarithmic axis") {
    using sei::report::latency_axis;
    const auto narrow = latency_axis({.low = 10, .high = 40}, 0, 300);
    CHECK(narrow(20) - narrow(10) == doctest::Approx(narrow(30) - narrow(20)));
    const auto wide = latency_axis({.low = 10, .high = 1000}, 0, 300);
    CHECK(wide(100) - wide(10) == doctest::Approx(wide(1000) - wide(100)));
}

TEST_CASE("ticks: shares in percent, negative numbers with a true minus sign") {
    CHECK(sei::report::share_tick(0.885) == "88.5\u2009%");
    CHECK(sei::report::signed_tick(-0.5) == "\u22120.5");
    CHECK(sei::report::latency_tick(0.5) == "0.5");
}
