// SPDX-License-Identifier: MIT
#include <sei/report/chart/heat_map.hpp>

#include "../../advisor/support.hpp"

#include <doctest/doctest.h>

#include <cmath>

using sei::report::detail::heat_map_picture;

namespace {

std::string drawn(const sei::heat_map& map) { return heat_map_picture(map).draw("map", map.title); }

/// A map of the numbers that `value(x, y)` gives.
template <class Value>
sei::heat_map made(std::uint32_t width, std::uint32_t height, const Value& value) {
    sei::heat_map map{"map", width, height, {}};
    for (std::uint32_t y = 0; y < height; ++y)
        for (std::uint32_t x = 0; x < width; ++x) map.values.push_back(value(x, y));
    return map;
}

} // namespace

TEST_CASE("each cell has the colour of its sign and the strength of its size") {
    const std::string text = drawn({"boot", 2, 2, {1, -0.5, 0.04, 0.1}});
    CHECK(contains(text, "viewBox=\"0 0 224 224\""));
    CHECK(contains(text, "<path d=\"M0,0h112v112h-112z\" class=\"speaks-for step-10\" />"));
    CHECK(contains(text, "<path d=\"M112,0h112v112h-112z\" class=\"speaks-against step-5\" />"));
    CHECK(contains(text, "<path d=\"M112,112h112v112h-112z\" class=\"speaks-for step-1\" />"));
    CHECK(count_of(text, "<path") == 3);
}

TEST_CASE("equal neighbours in a row are one box") {
    const std::string text = drawn({"boot", 4, 2, {1, 1, 1, 0, 1, 0, 1, 1}});
    CHECK(contains(text, "d=\"M0,0h168v56h-168zM0,56h56v56h-56zM112,56h112v56h-112z\""));
}

TEST_CASE("large maps are averaged in blocks and stay small") {
    const sei::heat_map large = made(
        224, 224, [](std::uint32_t x, std::uint32_t y) { return std::sin(0.1 * x) * std::cos(0.07 * y); });
    const heat_map_picture picture(large);
    CHECK(picture.block() == 4);
    CHECK(picture.draw("map", "large").size() < 50000);
    CHECK(heat_map_picture(made(64, 10, [](auto...) { return 1.0; })).block() == 1);

    const heat_map_picture uneven(
        made(65, 1, [](std::uint32_t x, std::uint32_t) { return x == 64 ? 8 : 2; }));
    CHECK(uneven.block() == 2);
    CHECK(uneven.largest() == 8);
    CHECK(contains(uneven.draw("map", "uneven"), "viewBox=\"0 0 198 6\""));
}

TEST_CASE("the scale is the picture's own, and tells whether anything is negative") {
    CHECK(heat_map_picture({"", 2, 1, {3, -4}}).largest() == 4);
    CHECK(heat_map_picture({"", 2, 1, {3, -4}}).has_negative());
    CHECK_FALSE(heat_map_picture({"", 2, 1, {3, 0}}).has_negative());
}

TEST_CASE("numbers that are none stay paper, in blocks they are left out") {
    const double none = std::nan("");
    const std::string text = drawn({"boot", 3, 1, {none, never, -never}});
    CHECK(count_of(text, "<path") == 0);
    const heat_map_picture blocks(
        made(128, 2, [&](std::uint32_t x, std::uint32_t) { return x % 2 == 0 ? none : 5.0; }));
    CHECK(blocks.largest() == 5);
    const std::string extremes = drawn({"boot", 3, 1, {1.7e308, -1.7e308, 5e-324}});
    CHECK(count_of(extremes, "step-10") == 2);
    for (const char* forbidden : {"nan", "inf", "e+", "e-3"})
        CHECK_FALSE(contains(text + extremes, forbidden));
}

TEST_CASE("titles are escaped, and the same map gives the same picture") {
    const std::string text = drawn({"<b>&", 1, 1, {1}});
    CHECK(contains(text, ">&lt;b&gt;&amp;</title>"));
    CHECK(text == drawn({"<b>&", 1, 1, {1}}));
    CHECK(text != drawn({"<b>&", 1, 1, {-1}}));
}
