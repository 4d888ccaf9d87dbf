// SPDX-License-Identifier: MIT
#include <sei/error.hpp>
#include <sei/report/utf8.hpp>

#include <doctest/doctest.h>

using namespace sei::report;

namespace {

/// A code point as UTF-8.
[[nodiscard]] std::string encoded(std::uint32_t value) {
    if (value < 0x80) return {static_cast<char>(value)};
    if (value < 0x800)
        return {static_cast<char>(0xC0U | value >> 6U), static_cast<char>(0x80U | (value & 0x3FU))};
    return {static_cast<char>(0xE0U | value >> 12U), static_cast<char>(0x80U | (value >> 6U & 0x3FU)),
            static_cast<char>(0x80U | (value & 0x3FU))};
}

const std::string replaced = "\xEF\xBF\xBD";

} // namespace

TEST_CASE("What steers a terminal or turns text around is never printed, nor are broken sequences") {
    for (std::uint32_t value = 0; value < 0x3000; ++value) {
        const bool blank = value == '\t' || value == '\n' || value == '\r';
        const bool control = value < 0x20 || (value >= 0x7F && value <= 0x9F) || value == 0x61C ||
                             value == 0x200E || value == 0x200F || (value >= 0x2028 && value <= 0x202E) ||
                             (value >= 0x2066 && value <= 0x2069);
        CAPTURE(value);
        CHECK(printable(encoded(value)) == (blank ? " " : control ? replaced : encoded(value)));
    }
    CHECK(printable("a\xC2") == "a" + replaced);
    CHECK(printable("\xC0\x80") == replaced + replaced);
    CHECK(printable("\x9B"
                    "31m") == replaced + "31m"); // C1 as one byte
    CHECK(printable("\xED\xA0\x80") == replaced + replaced + replaced);
}

TEST_CASE("A message is printable and has a few hundred bytes, its beginning and its end") {
    const std::string text = "board.json: found '" + std::string(100'000, 'x') + "', expected a number";
    const std::string message = sei::printable_message(text);
    CHECK(message.size() == sei::message_bytes);
    CHECK(message.starts_with("board.json: found 'xxx"));
    CHECK(message.ends_with("xxx', expected a number"));
    CHECK(sei::printable_message("short") == "short");
    std::string wide;
    for (int i = 0; i < 1000; ++i) wide += "\xE5\x8D\xB7";
    for (std::size_t most = 20; most < 30; ++most) {
        const std::string cut = sei::printable_message(wide, most);
        CHECK(cut.size() <= most);
        CHECK(printable(cut) == cut);
    }
    CHECK(sei::error("a\x1b[2J\nb").what() == std::string("a" + replaced + "[2J b"));
    CHECK(std::string(sei::error(text).what()) == message);
}

TEST_CASE("JSON keeps its meaning when its control characters are escaped") {
    CHECK(sei::printable_json("{\"a\": \"b\xC2\x9B\xE2\x80\xAE\"}\n") == "{\"a\": \"b\\u009b\\u202e\"}\n");
    CHECK(sei::printable_json("\"\x7F\"") == "\"\\u007f\"");
}

TEST_CASE("A name is cut in its middle, to any width") {
    CHECK(shortened("layer4.1.bn2", 12) == "layer4.1.bn2");
    CHECK(shortened("layer4.1.bn2", 9) == "laye\xE2\x80\xA6.bn2");
    CHECK(shortened("layer4.1.bn2", 1) == "\xE2\x80\xA6");
    CHECK(shortened("layer4.1.bn2", 0).empty());
    const std::string wide = "\xE5\x8D\xB7\xE7\xA7\xAF\xE5\xB1\x82"
                             "e\xCC\x81"
                             "e\xCC\x81";
    for (std::size_t columns = 0; columns < 12; ++columns) {
        CHECK(display_width(shortened(wide, columns)) <= columns);
        CHECK(printable(shortened(wide, columns)) == shortened(wide, columns));
    }
}
