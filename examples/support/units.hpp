// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/units.hpp: values on the command line as people write them: 10Mbit, 10 Mbit/s, 50ms,
/// 320KiB, 1%, 0.01, 0,0.01.
///
/// What can be read in one way only is accepted, the rest is refused with the nearest spelling that is valid.
/// Each value has one spelling that reports print, whatever was typed.

#include <sei/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace examples {

/// A value in its base unit (bits per second, nanoseconds, bytes, a share, percent), and how reports spell
/// it.
struct quantity {
    double value = 0;
    std::string spelling;
};

namespace detail {

[[nodiscard]] inline bool is_blank(char letter) { return letter == ' ' || letter == '\t'; }

/// Without blanks at both ends.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string result(text);
    for (char& letter : result)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return result;
}

/// What was typed, for a message: quoted, and not longer than a line.
[[nodiscard]] inline std::string quoted(std::string_view text) {
    return "'" + sei::printable_message(text, 60) + "'";
}

/// A finite number at the beginning of the text, and what follows it behind blanks.
struct number_and_unit {
    double number = 0;
    std::string_view digits;
    std::string_view unit;
};

[[nodiscard]] inline std::optional<number_and_unit> split_number(std::string_view text) {
    text = trimmed(text);
    number_and_unit parts;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), parts.number);
    if (status != std::errc{} || !std::isfinite(parts.number)) return std::nullopt;
    const auto length = static_cast<std::size_t>(end - text.data());
    parts.digits = text.substr(0, length);
    parts.unit = trimmed(text.substr(length));
    return parts;
}

/// A number as short as it can be without becoming another one.
[[nodiscard]] inline std::string shortest(double value) {
    std::array<char, 400> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value == 0 ? 0.0 : value).ptr;
    return {text.data(), end};
}

/// All digits of a number, without an exponent.
[[nodiscard]] inline std::string fixed_digits(double value) {
    std::array<char, 1200> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    return {text.data(), end};
}

/// The number times a power of ten ("e-2"), as if the decimal point had been moved in the text.
[[nodiscard]] inline double moved(const number_and_unit& parts, const char* power) {
    std::string digits(parts.digits);
    if (digits.find_first_of("eE") != std::string::npos) digits = fixed_digits(parts.number);
    digits += power;
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// A way to write a unit; `canonical` is how reports write it, `factor` how many of the base unit it has.
struct unit_spelling {
    std::string_view text;
    std::string_view canonical;
    double factor;
};

/// For numbers that nearly say what they mean: a plus, a comma as the decimal point, digits in groups.
[[nodiscard]] inline std::string plain_number(std::string_view text) {
    std::string digits;
    text = trimmed(text);
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    const auto commas = std::count(text.begin(), text.end(), ',');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        const bool sign_or_point = text[i] == '.' || (i == 0 && text[i] == '-');
        const bool groups_of_three =
            text[i] == ',' &&
            (commas > 1 || text.substr(i + 1).find_first_not_of("0123456789") == 3 || (text.size() == i + 4));
        if (groups_of_three || text[i] == '_' || text[i] == '\'') continue;
        if (digit || sign_or_point)
            digits += text[i];
        else if (text[i] == ',')
            digits += '.';
        else
            break;
    }
    constexpr std::size_t longest = 30; // what is longer nobody wanted to write
    const bool number = digits.find_first_of("0123456789") != std::string::npos && digits.size() <= longest;
    return number ? digits : std::string();
}

/// The number that was meant in front of `unit`, or else an example.
[[nodiscard]] inline std::string write_as(std::string_view text, std::string_view unit,
                                          std::string_view example) {
    const std::string digits = plain_number(text);
    return "write " + (digits.empty() ? std::string(example) : digits + std::string(unit));
}

/// The letters after the number, without blanks, signs and dots.
[[nodiscard]] inline std::string unit_letters(std::string_view text) {
    text = trimmed(text);
    const std::size_t begin = text.find_first_not_of("+-.,_'0123456789 \t");
    std::string letters;
    if (begin != std::string_view::npos)
        for (const char letter : text.substr(begin))
            if (!is_blank(letter)) letters += letter;
    return letters;
}

[[nodiscard]] inline sei::error not_understood(std::string_view text, const std::string& expected,
                                               const std::string& advice) {
    return sei::error(quoted(text) + " is not " + expected + "; " + advice);
}

/// Throws unless `value` lies in the range, which `range` says.
inline void require_within(std::string_view text, double value, double least, double most,
                           const std::string& range) {
    if (!(value >= least && value <= most)) throw sei::error(quoted(text) + " is outside " + range);
}

/// The prefix of a decimal unit as its standard letter; k is the only small one. None: no such prefix.
[[nodiscard]] inline std::optional<char> decimal_prefix(char letter) {
    switch (letter) {
    case 'k':
    case 'K':
        return 'k';
    case 'm':
    case 'M':
        return 'M';
    case 'g':
    case 'G':
        return 'G';
    case 't':
    case 'T':
        return 'T';
    default:
        return std::nullopt;
    }
}

/// "Mbit" of Mbit, mbit, Mbps, Mb/s, Mbit/s, Mbits; none for what isn't bits, or leaves it open.
[[nodiscard]] inline std::optional<unit_spelling> rate_unit(std::string_view unit) {
    const std::string small = lower(unit);
    const auto is_bits = [&](std::string_view rest) {
        const bool one_letter = rest == "b" || rest == "b/s" || rest == "bps";
        if (one_letter) return unit[unit.size() - rest.size()] == 'b'; // B is bytes
        return rest == "bit" || rest == "bits" || rest == "bit/s" || rest == "bits/s";
    };
    if (is_bits(small)) return unit_spelling{unit, "bit", 1};
    if (unit.empty() || !is_bits(std::string_view(small).substr(1))) return std::nullopt;
    const std::optional<char> prefix = decimal_prefix(unit.front());
    if (!prefix) return std::nullopt;
    return *prefix == 'k'   ? unit_spelling{unit, "kbit", 1e3}
           : *prefix == 'M' ? unit_spelling{unit, "Mbit", 1e6}
           : *prefix == 'G' ? unit_spelling{unit, "Gbit", 1e9}
                            : unit_spelling{unit, "Tbit", 1e12};
}

/// The spellings of times; minutes are too near to milliseconds and metres to be called m.
[[nodiscard]] inline std::optional<unit_spelling> time_unit(std::string_view unit) {
    static constexpr unit_spelling spellings[] = {
        {"ns", "ns", 1},          {"nsec", "ns", 1},          {"us", "us", 1e3},
        {"\xC2\xB5s", "us", 1e3}, {"\xCE\xBCs", "us", 1e3},   {"usec", "us", 1e3},
        {"ms", "ms", 1e6},        {"msec", "ms", 1e6},        {"s", "s", 1e9},
        {"sec", "s", 1e9},        {"second", "s", 1e9},       {"seconds", "s", 1e9},
        {"min", "min", 60e9},     {"millisecond", "ms", 1e6}, {"milliseconds", "ms", 1e6}};
    for (const unit_spelling& each : spellings)
        if (unit == each.text) return each;
    return std::nullopt;
}

/// Bytes and binary multiples; of 1000 or 1024 bytes is what KB leaves open.
[[nodiscard]] inline std::optional<unit_spelling> byte_unit(std::string_view unit) {
    if (unit == "B" || unit == "byte" || unit == "bytes") return unit_spelling{unit, "B", 1};
    if (unit.size() != 3 || unit.back() != 'B' || (unit[1] != 'i' && unit[1] != 'I')) return std::nullopt;
    const std::optional<char> prefix = decimal_prefix(unit.front());
    if (prefix == 'k') return unit_spelling{unit, "KiB", 1024};
    if (prefix == 'M') return unit_spelling{unit, "MiB", 1048576};
    if (prefix == 'G') return unit_spelling{unit, "GiB", 1073741824};
    return std::nullopt;
}

/// The letter with which the unit that was meant begins, as in k of "KB" or "kilobytes".
[[nodiscard]] inline std::optional<char> meant_prefix(const std::string& letters) {
    return letters.empty() ? std::nullopt : decimal_prefix(letters.front());
}

[[nodiscard]] inline std::string rate_advice(std::string_view text) {
    const std::string letters = unit_letters(text);
    const std::optional<char> prefix = meant_prefix(letters);
    const std::string unit = letters.empty() ? "Mbit" : (prefix ? std::string(1, *prefix) : "") + "bit";
    std::string advice = write_as(text, unit, "10Mbit");
    const std::string digits = plain_number(text);
    const bool bytes = letters.find('B') != std::string::npos && prefix;
    if (bytes && !digits.empty())
        if (const auto parts = split_number(digits))
            advice += ", or " + shortest(parts->number * 8) + unit + " if these are bytes";
    return advice;
}

[[nodiscard]] inline std::string time_advice(std::string_view text) {
    const std::string small = lower(unit_letters(text));
    const char* const unit = small.starts_with('n')   ? "ns"
                             : small.starts_with('u') ? "us"
                             : small.starts_with('s') ? "s"
                                                      : "ms";
    return write_as(text, unit, "10ms");
}

[[nodiscard]] inline std::string byte_advice(std::string_view text) {
    const std::string letters = unit_letters(text);
    const std::optional<char> prefix = meant_prefix(letters);
    const std::string digits = plain_number(text);
    if (!prefix || digits.empty()) {
        const std::string advice = write_as(text, "B", "320KiB");
        return digits.empty() || !letters.empty() ? advice : advice + " or " + digits + "KiB";
    }
    const std::string binary = *prefix == 'k' ? "KiB" : *prefix == 'M' ? "MiB" : "GiB";
    const double factor = *prefix == 'k' ? 1e3 : *prefix == 'M' ? 1e6 : *prefix == 'G' ? 1e9 : 1e12;
    const auto parts = split_number(digits);
    const bool thousands = lower(letters) == std::string(1, lower(letters).front()) + "b";
    std::string advice = "write " + digits + binary;
    if (thousands && parts && std::abs(parts->number) < 1e6)
        advice += ", or " + sei::detail::joined({std::to_string(std::llround(parts->number * factor))}) +
                  "B if " + letters + " are thousands";
    return advice;
}

/// A number and the canonical unit behind it.
[[nodiscard]] inline quantity in_unit(const number_and_unit& parts, const unit_spelling& unit) {
    const std::string digits(parts.number == 0 ? "0" : parts.digits);
    return {parts.number * unit.factor, digits + std::string(unit.canonical)};
}

/// Throws for a number that is above 0 and rounds to none.
inline void require_some(std::string_view text, double value, const char* smallest) {
    if (value > 0 && std::llround(value) == 0)
        throw sei::error(quoted(text) + " is less than " + smallest + ", expected 0 or at least that");
}

} // namespace detail

/// Bits per second: 10Mbit, 10Mbps, 10 Mbit/s, 250kbit, 1.5Gbit, 1000000bit. Like all readers here: throws
/// sei::error with what was found, what was expected, and the nearest valid spelling.
[[nodiscard]] inline quantity read_rate(std::string_view text) {
    const auto parts = detail::split_number(text);
    const auto unit = parts ? detail::rate_unit(parts->unit) : std::nullopt;
    if (!unit)
        throw detail::not_understood(text, "a number with a unit (bit, kbit, Mbit, Gbit)",
                                     detail::rate_advice(text));
    quantity rate = detail::in_unit(*parts, *unit);
    detail::require_within(text, rate.value, 1, 1e12, "1bit to 1000Gbit per second");
    if (unit->canonical == "Tbit") rate.spelling = detail::shortest(rate.value / 1e9) + "Gbit";
    return rate;
}

/// Nanoseconds, from 0 to an hour: 10ms, 10 ms, 500us, 2s, 1min; 0 needs no unit.
[[nodiscard]] inline quantity read_time(std::string_view text) {
    const auto parts = detail::split_number(text);
    if (parts && parts->unit.empty() && parts->number == 0) return {0, "0s"};
    const auto unit = parts ? detail::time_unit(parts->unit) : std::nullopt;
    if (!unit)
        throw detail::not_understood(text, "a number with a unit (ns, us, ms, s)", detail::time_advice(text));
    quantity time = detail::in_unit(*parts, *unit);
    detail::require_within(text, time.value, 0, 3600e9, "0s to 3600s");
    detail::require_some(text, time.value, "a nanosecond");
    if (unit->canonical == "min") time.spelling = detail::shortest(time.value / 1e9) + "s";
    return time;
}

/// Bytes: 320KiB, 320 KiB, 2MiB, 4096B, 4096 bytes; 0 needs no unit. KB and MB are refused: 1000 or 1024?
[[nodiscard]] inline quantity read_bytes(std::string_view text) {
    const auto parts = detail::split_number(text);
    if (parts && parts->unit.empty() && parts->number == 0) return {0, "0B"};
    const auto unit = parts ? detail::byte_unit(parts->unit) : std::nullopt;
    if (!unit)
        throw detail::not_understood(text, "a number with a unit (B, KiB, MiB, GiB)",
                                     detail::byte_advice(text));
    const quantity bytes = detail::in_unit(*parts, *unit);
    detail::require_within(text, bytes.value, 0, 1e15, "0B to 1PB");
    if (unit->factor == 1 && bytes.value != std::floor(bytes.value))
        throw sei::error(detail::quoted(text) + " has a part of a byte, expected a whole number of bytes");
    detail::require_some(text, bytes.value, "a byte");
    return bytes;
}

/// A share from 0 to 1: 0.01, 1e-2, 1%, 1 %.
[[nodiscard]] inline quantity read_share(std::string_view text) {
    const auto parts = detail::split_number(text);
    const bool percent = parts && parts->unit == "%";
    if (!parts || (!percent && !parts->unit.empty())) {
        const std::string digits = detail::plain_number(text);
        throw detail::not_understood(text, "a share from 0 to 1",
                                     "write " + (digits.empty() ? std::string("0.01 or 1%") : digits));
    }
    const double share = percent ? detail::moved(*parts, "e-2") : parts->number;
    if (!percent && share > 1 && share <= 100)
        throw sei::error(detail::quoted(text) + " is outside 0 to 1; write " + std::string(parts->digits) +
                         "% or " + detail::shortest(detail::moved(*parts, "e-2")));
    detail::require_within(text, share, 0, 1, percent ? "0 % to 100 %" : "0 to 1");
    return {share, detail::shortest(share)};
}

/// Percent above 0, up to 100: 95, 95%, p95, 99.9. What looks like a share is refused unless it has a %.
[[nodiscard]] inline quantity read_percentile(std::string_view text) {
    const std::string_view typed = detail::trimmed(text);
    const bool named = typed.starts_with('p') || typed.starts_with('P');
    const auto parts = detail::split_number(named ? typed.substr(1) : typed);
    if (!parts || (!parts->unit.empty() && parts->unit != "%")) {
        const std::string digits = detail::plain_number(text);
        throw detail::not_understood(text, "a percentile above 0, up to 100",
                                     "write " + (digits.empty() ? std::string("95") : digits));
    }
    if (parts->unit.empty() && parts->number > 0 && parts->number < 1) {
        const std::string meant = detail::shortest(detail::moved(*parts, "e2"));
        throw sei::error(detail::quoted(text) + " is less than one percent of the frames; write " + meant +
                         " for " + meant + " %, or " + std::string(parts->digits) + "% if that is meant");
    }
    if (!(parts->number > 0 && parts->number <= 100))
        throw sei::error(detail::quoted(text) + " is outside above 0 to 100 percent");
    return {parts->number, detail::shortest(parts->number)};
}

/// Frames per second, or another number of events: 20, 20fps, 20 fps, 20/s, 30Hz. Above 0, up to a million.
[[nodiscard]] inline quantity read_frequency(std::string_view text) {
    const auto parts = detail::split_number(text);
    const std::string unit = parts ? detail::lower(parts->unit) : "?";
    if (unit != "" && unit != "fps" && unit != "/s" && unit != "hz") {
        const std::string digits = detail::plain_number(text);
        throw detail::not_understood(text, "a number per second",
                                     "write " + (digits.empty() ? std::string("20") : digits));
    }
    if (!(parts->number > 0 && parts->number <= 1e6))
        throw sei::error(detail::quoted(text) + " is outside above 0 to 1000000 per second");
    return {parts->number, detail::shortest(parts->number)};
}

/// A number as it is, at least `least` and at most `most`.
[[nodiscard]] inline quantity read_number(std::string_view text, double least, double most) {
    const auto parts = detail::split_number(text);
    const std::string range = sei::detail::short_number(least) + " to " + sei::detail::short_number(most);
    if (!parts || !parts->unit.empty())
        throw sei::error(detail::quoted(text) + " is not a number from " + range);
    detail::require_within(text, parts->number, least, most, range);
    return {parts->number, detail::shortest(parts->number)};
}

/// A whole number from `least` to `most`, all 64 bits of it.
[[nodiscard]] inline std::uint64_t read_count(std::string_view text, std::uint64_t least,
                                              std::uint64_t most) {
    const std::string_view typed = detail::trimmed(text);
    std::uint64_t number = 0;
    const auto [end, status] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
    if (status == std::errc{} && end == typed.data() + typed.size() && number >= least && number <= most)
        return number;
    std::string message = detail::quoted(text) + " is not a whole number from " + std::to_string(least) +
                          " to " + std::to_string(most);
    const bool grouped = typed.find_first_not_of("0123456789,_'+ ") == std::string_view::npos;
    std::string digits;
    for (const char letter : typed)
        if (letter >= '0' && letter <= '9') digits += letter;
    if (grouped && digits != typed && !digits.empty()) message += "; write " + digits;
    throw sei::error(message);
}

/// A whole number of bytes, with a unit or without: 1500, 1500B, 588KiB.
[[nodiscard]] inline std::uint64_t read_byte_count(std::string_view text, std::uint64_t least,
                                                   std::uint64_t most) {
    const std::string_view typed = detail::trimmed(text);
    const bool bare = typed.find_first_not_of("0123456789") == std::string_view::npos;
    const auto parts = detail::split_number(typed);
    if (bare || !parts || parts->unit.empty()) return read_count(text, least, most);
    const std::uint64_t bytes = static_cast<std::uint64_t>(std::llround(read_bytes(text).value));
    if (bytes < least || bytes > most)
        throw sei::error(detail::quoted(text) + " is outside " + std::to_string(least) + " to " +
                         std::to_string(most) + " bytes");
    return bytes;
}

/// The parts between the commas, without blanks around them. Throws sei::error for an empty one.
[[nodiscard]] inline std::vector<std::string> read_list(std::string_view text) {
    std::vector<std::string> parts;
    for (std::string_view rest = text;;) {
        const std::size_t comma = rest.find(',');
        const std::string_view part = detail::trimmed(rest.substr(0, comma));
        if (part.empty())
            throw sei::error(detail::quoted(text) + " has nothing " +
                             (comma == std::string_view::npos ? "after" : "before") +
                             " a comma, expected a value there");
        parts.emplace_back(part);
        if (comma == std::string_view::npos) return parts;
        rest.remove_prefix(comma + 1);
    }
}

namespace detail {

/// What `read` makes of the text; its error begins with the option.
template <class Read>
[[nodiscard]] auto of_option(const std::string& option, const Read& read) {
    try {
        return read();
    } catch (const sei::error& problem) {
        throw sei::error(option + ": " + problem.what());
    }
}

} // namespace detail

/// `read_rate` of an option, whose name begins the message.
[[nodiscard]] inline std::int64_t parse_rate(const std::string& option, std::string_view text) {
    return std::llround(detail::of_option(option, [&] { return read_rate(text); }).value);
}

/// `read_time` of an option.
[[nodiscard]] inline std::chrono::nanoseconds parse_time(const std::string& option, std::string_view text) {
    return std::chrono::nanoseconds(
        std::llround(detail::of_option(option, [&] { return read_time(text); }).value));
}

/// `read_bytes` of an option.
[[nodiscard]] inline std::uint64_t parse_bytes(const std::string& option, std::string_view text) {
    return static_cast<std::uint64_t>(
        std::llround(detail::of_option(option, [&] { return read_bytes(text); }).value));
}

} // namespace examples
