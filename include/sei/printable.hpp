// SPDX-License-Identifier: MIT
#pragma once
/// sei/printable.hpp: text from files and options as it may be printed: valid UTF-8 without characters that
/// steer a terminal or turn the direction of the text around them, and no longer than a reader reads.

#include <sei/config.hpp>

#if SEI_FIRMWARE
#    error "sei/printable.hpp belongs to the host tier: firmware code prints no text"
#endif

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sei::inline SEI_RELEASE {

namespace detail {

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

/// Characters that steer a terminal (C0, DEL, C1), break lines, or turn the direction of the text around
/// them (UAX #9: marks, embeddings, overrides, isolates).
[[nodiscard]] constexpr bool is_control(std::uint32_t value) {
    return value < 0x20U || (value >= 0x7FU && value < 0xA0U) || value == 0x061CU || value == 0x200EU ||
           value == 0x200FU || (value >= 0x2028U && value <= 0x202EU) ||
           (value >= 0x2066U && value <= 0x2069U);
}

/// Where the last code point that begins before or at `at` begins.
[[nodiscard]] inline std::size_t code_point_border(std::string_view text, std::size_t at) {
    while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
    return at;
}

/// A number as `%g` prints it: 6 digits that count, whatever its size. For messages.
[[nodiscard]] inline std::string short_number(double value) {
    std::array<char, 32> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6).ptr;
    return {text.data(), end};
}

} // namespace detail

/// The text with spaces for tabs and line ends, and U+FFFD for everything that is not printable UTF-8.
[[nodiscard]] inline std::string printable(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const detail::code_point next = detail::first_code_point(text);
        const bool blank = next.value == '\t' || next.value == '\n' || next.value == '\r';
        if (blank)
            clean += ' ';
        else if (detail::is_control(next.value) || next.value == detail::replacement_character)
            clean += "\xEF\xBF\xBD";
        else
            clean += text.substr(0, next.length);
        text.remove_prefix(next.length);
    }
    return clean;
}

/// The longest message that is printed whole, in bytes.
inline constexpr std::size_t message_bytes = 480;

/// `printable`, and a text of more than `most` bytes without its middle: what was found is at its
/// beginning, and what was expected at its end.
[[nodiscard]] inline std::string printable_message(std::string_view text, std::size_t most = message_bytes) {
    constexpr std::string_view ellipsis = "\xE2\x80\xA6";
    if (text.size() > 4 * most) // what is cut anyway need not be looked at
        return printable_message(std::string(text.substr(0, most)) + std::string(ellipsis) +
                                     std::string(text.substr(text.size() - most)),
                                 most);
    std::string clean = printable(text);
    if (clean.size() <= most) return clean;
    const std::size_t kept = most - ellipsis.size();
    const std::size_t head = detail::code_point_border(clean, kept / 2);
    std::size_t tail = clean.size() - (kept - kept / 2);
    while (tail < clean.size() && detail::code_point_border(clean, tail) != tail) ++tail;
    return clean.substr(0, head) + std::string(ellipsis) + clean.substr(tail);
}

/// JSON as it may be printed: characters that steer a terminal or turn the direction of text are escaped.
/// JSON has them in strings only, and the escape means the same there.
[[nodiscard]] inline std::string printable_json(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    while (!text.empty()) {
        const auto next = detail::first_code_point(text);
        if (next.value >= 0x7FU && detail::is_control(next.value)) {
            constexpr std::string_view digits = "0123456789abcdef";
            safe += "\\u";
            for (int shift = 12; shift >= 0; shift -= 4) safe += digits[next.value >> shift & 0xFU];
        } else {
            safe += text.substr(0, next.length);
        }
        text.remove_prefix(next.length);
    }
    return safe;
}

} // namespace sei::inline SEI_RELEASE
