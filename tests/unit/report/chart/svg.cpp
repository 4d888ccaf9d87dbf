// SPDX-License-Identifier: MIT
#include <sei/report/chart/svg.hpp>

#include "../../advisor/support.hpp"

#include <doctest/doctest.h>

using sei::report::axis;
using sei::report::svg;

TEST_CASE("a linear axis maps its ends to its pixels, and what lies beyond to the ends") {
    const axis y(axis::scale::linear, 10, 20, 300, 100);
    CHECK(y(10) == 300);
    CHECK(y(15) == 200);
    CHECK(y(20) == 100);
    CHECK(y(99) == 100);
    CHECK(y(-1) == 300);
}

TEST_CASE("a logarithmic axis gives equal ratios equal lengths") {
    const axis x(axis::scale::logarithmic, 1, 100, 0, 200);
    CHECK(x(10) == doctest::Approx(100));
    CHECK(x(0) == 0);
}

TEST_CASE("ticks are round numbers within the axis") {
    CHECK(axis(axis::scale::linear, 0, 1, 0, 1).ticks(5) ==
          std::vector<double>{0, 0.2, 0.4, 0.2 * 3, 0.8, 1});
    CHECK(axis(axis::scale::linear, 12, 58, 0, 1).ticks(5) == std::vector<double>{20, 30, 40, 50});
    CHECK(axis(axis::scale::logarithmic, 4, 300, 0, 1).ticks(5) ==
          std::vector<double>{5, 10, 20, 50, 100, 200});
    CHECK(axis(axis::scale::logarithmic, 0.5, 2e6, 0, 1).ticks(5) ==
          std::vector<double>{1, 10, 100, 1000, 10000, 100000, 1000000});
}

TEST_CASE("an axis without extent still has one") {
    const axis flat(axis::scale::linear, 3, 3, 0, 10);
    CHECK(flat(3) == 0);
    CHECK_FALSE(flat.ticks(3).empty());
}

TEST_CASE("a picture has a title and a description that it points to") {
    svg picture(100, 50, "curve", "Accuracy <now>", "One line.");
    const std::string text = picture.take();
    CHECK(contains(text, "viewBox=\"0 0 100 50\""));
    CHECK(contains(text, "role=\"img\""));
    CHECK(contains(text, "aria-labelledby=\"curve-title curve-description\""));
    CHECK(contains(text, "<title id=\"curve-title\">Accuracy &lt;now&gt;</title>"));
    CHECK(contains(text, "<desc id=\"curve-description\">One line.</desc>"));
}

TEST_CASE("marks differ in shape, not only in colour") {
    svg picture(100, 50, "marks", "t", "d");
    using enum sei::report::mark;
    for (const auto shape : {circle, square, triangle, star}) picture.draw(shape, {10, 10}, 4, "mark");
    const std::string text = picture.take();
    CHECK(count_of(text, "<circle") == 1);
    CHECK(count_of(text, "<polygon") == 3);
}

TEST_CASE("lines, rectangles, text and groups are drawn where they are asked for") {
    svg picture(100, 50, "all", "t", "d");
    const std::vector<sei::report::point> points{{1, 2}, {3.25, 4}};
    picture.begin("named <thing>", "group");
    picture.line({1, 2}, {3, 4}, "grid");
    picture.polyline(points, "curve");
    picture.rectangle({5, 6}, 7, -1, "bar");
    picture.text({8, 9}, "a & b", "label", "end");
    picture.end();
    const std::string text = picture.take();
    CHECK(contains(text, "<g class=\"group\"><title>named &lt;thing&gt;</title>"));
    CHECK(contains(text, "<line x1=\"1\" y1=\"2\" x2=\"3\" y2=\"4\" class=\"grid\" />"));
    CHECK(contains(text, "<polyline points=\"1,2 3.2,4\" class=\"curve\" />"));
    CHECK(contains(text, "<rect x=\"5\" y=\"6\" width=\"7\" height=\"0\" class=\"bar\" />"));
    CHECK(contains(text, "<text x=\"8\" y=\"9\" text-anchor=\"end\" class=\"label\">a &amp; b</text>"));
}

TEST_CASE("many boxes are one element") {
    svg picture(100, 50, "cells", "t", "d");
    picture.boxes(std::vector<sei::report::box>{{{0, 4}, 12, 4}, {{8.25, 0}, 4, 4}}, "step");
    CHECK(contains(picture.take(), "<path d=\"M0,4h12v4h-12zM8.2,0h4v4h-4z\" class=\"step\" />"));
}
