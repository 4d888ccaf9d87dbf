// SPDX-License-Identifier: MIT
#pragma once
/// sei/report/markup.hpp: writes HTML and SVG that is well formed by construction, with all text escaped.
///
/// Elements are closed in the order in which they were opened; text and attribute values come from anywhere.
/// Closing too often, or taking with an element open, throws sei::error. Control characters, marks that turn
/// the direction of text and invalid UTF-8 become U+FFFD. Tag and attribute names, and `raw`, are the
/// program's own.

#include <sei/error.hpp>
#include <sei/report/utf8.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace sei::report::inline SEI_RELEASE {

/// The text with the five characters that mean something in markup replaced, printable UTF-8 only.
[[nodiscard]] inline std::string escaped(std::string_view text) {
    std::string safe;
    for (const char character : printable(text)) {
        switch (character) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        case '\'':
            safe += "&#39;";
            break;
        default:
            safe += character;
        }
    }
    return safe;
}

/// The text with a no-break space between a number and its unit ("50 ms"), so that lines don't end there.
[[nodiscard]] inline std::string with_bound_units(std::string_view text) {
    constexpr std::array<std::string_view, 7> units{"%", "ms", "KiB", "MiB", "GiB", "bytes", "points"};
    std::string bound;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i + 1);
        const bool after_digit = i > 0 && text[i] == ' ' && text[i - 1] >= '0' && text[i - 1] <= '9';
        const bool before_unit = std::any_of(units.begin(), units.end(), [rest](std::string_view unit) {
            return rest.substr(0, unit.size()) == unit;
        });
        if (after_digit && before_unit)
            bound += "\u00A0";
        else
            bound += text[i];
    }
    return bound;
}

struct attribute {
    std::string_view name;
    std::string value;
};

using attributes = std::initializer_list<attribute>;

/// A document or a part of one, written from front to back.
class markup {
public:
    /// `<tag ...>`; `close` ends it.
    markup& open(std::string_view tag, attributes with = {}) {
        start(tag, with);
        text_ += '>';
        open_.emplace_back(tag);
        return *this;
    }

    /// Ends the innermost open element.
    markup& close() {
        if (open_.empty()) throw error("there is no open element to close in this markup");
        text_.append("</").append(open_.back()).append(">\n");
        open_.pop_back();
        return *this;
    }

    /// `<tag ... />`: an element that has no content.
    markup& empty(std::string_view tag, attributes with = {}) {
        start(tag, with);
        text_ += " />\n";
        return *this;
    }

    /// Text, escaped, with numbers and their units held together.
    markup& text(std::string_view content) {
        text_ += escaped(with_bound_units(content));
        return *this;
    }

    /// `<tag ...>content</tag>`, the content escaped.
    markup& element(std::string_view tag, attributes with, std::string_view content) {
        return open(tag, with).text(content).close();
    }

    markup& element(std::string_view tag, std::string_view content) { return element(tag, {}, content); }

    /// Text that is markup already: a style sheet, or another markup's `take`.
    markup& raw(std::string_view content) {
        text_ += content;
        return *this;
    }

    /// What was written; every element must be closed.
    [[nodiscard]] std::string take() {
        if (!open_.empty()) throw error("the element '" + open_.back() + "' is still open in this markup");
        return std::move(text_);
    }

private:
    void start(std::string_view tag, attributes with) {
        text_.append("<").append(tag);
        for (const attribute& each : with)
            text_.append(" ").append(each.name).append("=\"").append(escaped(each.value)).append("\"");
    }

    std::string text_;
    std::vector<std::string> open_;
};

} // namespace sei::report::inline SEI_RELEASE
