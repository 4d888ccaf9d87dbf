// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/markup.hpp: writes HTML and SVG that is well formed by construction, with all text escaped.
///
/// Elements are closed in the order in which they were opened; text and attribute values come from anywhere.

#include <sei/advisor/detail/utf8.hpp>
#include <sei/error.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace sei::advisor {

/// The text with the five characters that mean something in markup replaced, printable UTF-8 only.
[[nodiscard]] inline std::string escaped(std::string_view text) {
    std::string safe;
    for (const char character : detail::printable(text)) {
        switch (character) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        case '\'': safe += "&#39;"; break;
        default: safe += character;
        }
    }
    return safe;
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

    markup& text(std::string_view content) {
        text_ += escaped(content);
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

} // namespace sei::advisor
