// SPDX-License-Identifier: MIT
#pragma once
/// Names come from files and options: what is printed of them is valid UTF-8 without control characters.

#include <sei/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sei::advisor::inline SEI_RELEASE::detail {

inline constexpr std::uint32_t replacement_character = 0xFFFD;

/// One code point, and how many bytes it took; what is not valid UTF-8 is one byte of U+FFFD.
struct code_point {
    std::uint32_t value = replacement_character;
    std::size_t length = 1;
};

/// The first code point of a text that is not empty (RFC 3629: no overlong forms, no surrogates).
[[nodiscard]] inline code_point first_code_point(std::string_view text) {
    const auto byte_at = [text](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t lead = byte_at(0);
    if (lead < 0x80U) return {lead, 1};
    const std::size_t length = lead >= 0xF0U && lead < 0xF5U   ? 4
                               : lead >= 0xE0U && lead < 0xF0U ? 3
                               : lead >= 0xC2U && lead < 0xE0U ? 2
                                                               : 0;
    if (length == 0 || text.size() < length) return {};
    std::uint32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(i) & 0xC0U) != 0x80U) return {};
        value = value << 6U | (byte_at(i) & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800U && value < 0xE000U;
    if (value < smallest[length] || value > 0x10FFFFU || surrogate) return {};
    return {value, length};
}

/// Characters that steer a terminal or turn the direction of the text around it.
[[nodiscard]] constexpr bool is_control(std::uint32_t value) {
    return value < 0x20U || (value >= 0x7FU && value < 0xA0U) || value == 0x2028U || value == 0x2029U ||
           (value >= 0x202AU && value <= 0x202EU) || (value >= 0x2066U && value <= 0x2069U);
}

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

/// The text with spaces for tabs and line ends, and U+FFFD for everything that is not printable UTF-8.
[[nodiscard]] inline std::string printable(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const code_point next = first_code_point(text);
        const bool blank = next.value == '\t' || next.value == '\n' || next.value == '\r';
        if (blank)
            clean += ' ';
        else if (is_control(next.value) || next.value == replacement_character)
            clean += "\xEF\xBF\xBD";
        else
            clean += text.substr(0, next.length);
        text.remove_prefix(next.length);
    }
    return clean;
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

/// The text cut to so many columns, with an ellipsis in the last when something was cut off.
[[nodiscard]] inline std::string shortened(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns) return std::string(text);
    std::string kept;
    std::size_t width = 0;
    while (!text.empty()) {
        const code_point next = first_code_point(text);
        width += columns_of(next.value);
        if (width + 1 > columns) break;
        kept += text.substr(0, next.length);
        text.remove_prefix(next.length);
    }
    return kept + "\xE2\x80\xA6";
}

} // namespace sei::advisor::inline SEI_RELEASE::detail
