// SPDX-License-Identifier: MIT
#include "support/loss_figure.hpp"

#include <doctest/doctest.h>

using namespace examples;

namespace {

[[nodiscard]] std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

[[nodiscard]] loss_figure two_panels() {
    const double never = std::numeric_limits<double>::infinity();
    const std::vector<interval> latency{{10, 9, 11}, {20, 15, 30}, {never, 40, never}};
    const std::vector<interval> share{{1, 1, 1}, {0.9, 0.8, 0.95}, {0.6, 0.5, 0.7}};
    return {.id = "toy",
            .title = "a <title>",
            .description = "what it shows",
            .losses = {0, 0.01, 0.05},
            .panels = {{.title = "Latency, ms",
                        .quantity = loss_quantity::milliseconds,
                        .curves = {{"pool1", "cut-2", sei::report::mark::circle, latency, {5, 6, 7}}},
                        .limit = 50,
                        .limit_label = "deadline"},
                       {.title = "In time, %",
                        .quantity = loss_quantity::share,
                        .curves = {{"pool1", "cut-2", sei::report::mark::circle, share, {}},
                                   {"remote", "remote", sei::report::mark::triangle, share, {}}}}}};
}

} // namespace

TEST_CASE("A figure has a band, a curve and a name for each curve, and names its units") {
    const std::string drawn = draw(two_panels(), {});
    CHECK(drawn.starts_with("<svg "));
    CHECK(count(drawn, "class=\"band\"") == 3);
    CHECK(count(drawn, "class=\"curve\"") == 3);
    CHECK(count(drawn, "class=\"curve second\"") == 1);
    CHECK(count(drawn, "class=\"name\"") == 3);
    CHECK(count(drawn, "packets lost, %") == 1); // the panels share the axis
    for (const char* text : {">Latency, ms<", ">In time, %<", ">deadline<", ">never<", ">0<", ">1<", ">5<"})
        CHECK(drawn.find(text) != std::string::npos);
    CHECK(drawn.find("a &lt;title&gt;") != std::string::npos);
}

TEST_CASE("A latency that is worse lies higher, and one that never ends at the top") {
    const std::string drawn = draw(two_panels(), {.width = 500, .label_width = 100, .panel_height = 200});
    const std::size_t begin = drawn.find("points=\"", drawn.find("curve second") + 1) + 8;
    std::vector<double> heights;
    for (std::size_t at = begin; at < drawn.find('"', begin); at = drawn.find(' ', at) + 1) {
        heights.push_back(std::stod(drawn.substr(drawn.find(',', at) + 1)));
        if (drawn.find(' ', at) > drawn.find('"', at)) break;
    }
    REQUIRE(heights.size() == 3);
    CHECK(heights[0] > heights[1]);
    CHECK(heights[1] > heights[2]);
    CHECK(heights[2] == doctest::Approx(34)); // the panel's top
}

TEST_CASE("One loss is enough, and numbers on the axis keep apart") {
    loss_figure figure = two_panels();
    figure.losses = {0.02};
    for (loss_panel& panel : figure.panels)
        for (loss_curve& curve : panel.curves) {
            curve.main.resize(1);
            if (!curve.second.empty()) curve.second.resize(1);
        }
    CHECK(draw(figure, {}).find(">2<") != std::string::npos);
    figure = two_panels();
    figure.losses = {0, 0.0001, 0.05};
    const std::string drawn = draw(figure, {});
    CHECK(drawn.find(">0.01<") == std::string::npos); // no room beside 0
    CHECK(drawn.find(">5<") != std::string::npos);
}

TEST_CASE("As a file of its own a figure has a name space, its style and a background") {
    const std::string file = standalone(draw(two_panels(), {}));
    CHECK(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox="));
    CHECK(count(file, "<style>") == 1);
    CHECK(count(file, "class=\"background\"") == 1);
    CHECK(file.find("prefers-color-scheme: dark") != std::string::npos);
}
