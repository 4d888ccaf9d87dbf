// SPDX-License-Identifier: MIT
#include <sei/report/chart/style.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

namespace {

/// The value of "--name: #rrggbb;" in a block of the style sheet.
std::string colour(std::string_view block, const std::string& name) {
    const std::size_t at = block.find("--" + name + ": #");
    REQUIRE(at != std::string_view::npos);
    return std::string(block.substr(at + name.size() + 5, 6));
}

/// Relative luminance, WCAG 2.1.
double luminance(const std::string& hex) {
    std::array<double, 3> linear{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double share =
            static_cast<double>(std::strtol(hex.substr(2 * i, 2).c_str(), nullptr, 16)) / 255;
        linear[i] = share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

double contrast(const std::string& one, const std::string& other) {
    const double a = luminance(one) + 0.05;
    const double b = luminance(other) + 0.05;
    return a > b ? a / b : b / a;
}

} // namespace

TEST_CASE("text has 4.5 times the luminance of its background, or the reverse, in light and in dark") {
    const std::string_view sheet = sei::report::style_colours;
    const std::size_t dark = sheet.find("prefers-color-scheme: dark");
    REQUIRE(dark != std::string_view::npos);
    for (const std::string_view scheme : {sheet.substr(0, dark), sheet.substr(dark)})
        for (const char* const text : {"ink", "soft", "best", "local", "remote", "split", "no"})
            for (const char* const background : {"paper", "card"}) {
                CAPTURE(text);
                CAPTURE(background);
                CHECK(contrast(colour(scheme, text), colour(scheme, background)) >= 4.5);
            }
}
