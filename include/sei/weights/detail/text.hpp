// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/detail/text.hpp: names and shapes as error messages show them; UTF-8 and JSON strings.

#include <sei/error.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sei::weights::inline SEI_RELEASE::detail {

[[nodiscard]] constexpr bool is_continuation(char character) noexcept {
    return (static_cast<unsigned char>(character) & 0xc0U) == 0x80U;
}

/// Length of the UTF-8 sequence at the start of `text`, 0 when it is none (RFC 3629, table in section 4: no
/// overlong forms, no surrogates, nothing above U+10FFFF).
[[nodiscard]] constexpr std::size_t utf8_sequence_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80U) return 1;
    const std::size_t length = lead >= 0xf0U ? 4 : lead >= 0xe0U ? 3 : 2;
    if (lead < 0xc2U || lead > 0xf4U || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(text[i])) return 0;
    const unsigned second = byte(1);
    const bool overlong = (lead == 0xe0U && second < 0xa0U) || (lead == 0xf0U && second < 0x90U);
    const bool outside = (lead == 0xedU && second > 0x9fU) || (lead == 0xf4U && second > 0x8fU);
    return overlong || outside ? 0 : length;
}

/// Position of the first byte that is not UTF-8, or `npos`.
[[nodiscard]] constexpr std::size_t first_invalid_utf8(std::string_view text) noexcept {
    for (std::size_t position = 0; position < text.size();) {
        const std::size_t length = utf8_sequence_length(text.substr(position));
        if (length == 0) return position;
        position += length;
    }
    return std::string_view::npos;
}

/// `text` as a JSON string with its quotes (RFC 8259, section 7).
[[nodiscard]] inline std::string json_string(std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    constexpr std::string_view special = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    std::string result = "\"";
    for (const char character : text) {
        const auto code = static_cast<unsigned char>(character);
        if (const std::size_t at = special.find(character); at != std::string_view::npos) {
            (result += '\\') += letters[at];
        } else if (code < 0x20U) {
            ((result += "\\u00") += hex[code >> 4U]) += hex[code & 15U];
        } else {
            result += character;
        }
    }
    return result += '"';
}

/// A name from a file in one line of reasonable length, whatever the file holds.
[[nodiscard]] inline std::string printable(std::string_view name) {
    constexpr std::size_t limit = 80;
    if (name.size() <= limit) return json_string(name);
    std::size_t end = limit;
    while (end > 0 && is_continuation(name[end])) --end;
    return json_string(name.substr(0, end)) + "...";
}

/// "[16, 1, 3, 3]"
[[nodiscard]] inline std::string shape_text(std::span<const std::size_t> shape) {
    std::string result;
    for (const std::size_t dim : shape) result += sei::detail::joined({result.empty() ? "[" : ", ", dim});
    return result.empty() ? "[]" : result += ']';
}

} // namespace sei::weights::inline SEI_RELEASE::detail
