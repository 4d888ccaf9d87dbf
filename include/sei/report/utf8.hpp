// SPDX-License-Identifier: MIT
#pragma once
/// The width of printable text on a terminal, and text cut to a width.

#include <sei/config.hpp>
#include <sei/printable.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sei::report::inline SEI_RELEASE {

using sei::printable;
using sei::detail::code_point;
using sei::detail::first_code_point;

/// How many columns of a terminal a character takes: 0 for combining marks, 2 for East Asian wide ones.
[[nodiscard]] constexpr std::size_t columns_of(std::uint32_t value) {
    const auto within = [value](std::uint32_t first, std::uint32_t last) {
        return value >= first && value <= last;
    };
    if (within(0x300, 0x36F) || within(0x200B, 0x200F) || within(0x20D0, 0x20FF) || within(0xFE00, 0xFE0F))
        return 0;
    const bool wide = within(0x1100, 0x115F) || within(0x2E80, 0xA4CF) || within(0xAC00, 0xD7A3) ||
                      within(0xF900, 0xFAFF) || within(0xFE30, 0xFE6F) || within(0xFF00, 0xFF60) ||
                      within(0xFFE0, 0xFFE6) || within(0x1F300, 0x1FAFF) || within(0x20000, 0x3FFFD);
    return wide ? 2 : 1;
}

/// Columns that a printable text takes in a terminal.
[[nodiscard]] inline std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const code_point next = first_code_point(text);
        width += columns_of(next.value);
        text.remove_prefix(next.length);
    }
    return width;
}

/// As much of the text as fits into `columns`, from its beginning.
[[nodiscard]] inline std::string_view beginning(std::string_view text, std::size_t columns) {
    std::size_t width = 0;
    std::size_t length = 0;
    while (length < text.size()) {
        const code_point next = first_code_point(text.substr(length));
        width += columns_of(next.value);
        if (width > columns) break;
        length += next.length;
    }
    return text.substr(0, length);
}

/// As much of the text as fits into `columns`, from its end.
[[nodiscard]] inline std::string_view ending(std::string_view text, std::size_t columns) {
    std::size_t width = display_width(text);
    while (width > columns) {
        const code_point next = first_code_point(text);
        width -= columns_of(next.value);
        text.remove_prefix(next.length);
    }
    while (!text.empty() && columns_of(first_code_point(text).value) == 0) // marks of a letter that is gone
        text.remove_prefix(first_code_point(text).length);
    return text;
}

inline constexpr std::string_view ellipsis = "\xE2\x80\xA6";

/// The text in at most `columns`: without its middle, and `gap` there, when something is cut out. Names
/// differ in their ends (layer4.1.bn2) as much as in their beginnings.
[[nodiscard]] inline std::string shortened(std::string_view text, std::size_t columns,
                                           std::string_view gap = ellipsis) {
    if (display_width(text) <= columns) return std::string(text);
    gap = beginning(gap, columns);
    const std::size_t kept = columns - display_width(gap);
    return std::string(beginning(text, kept - kept / 2)) + std::string(gap) +
           std::string(ending(text, kept / 2));
}

} // namespace sei::report::inline SEI_RELEASE
