// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/words.hpp: numbers as people read them: "88 %", "31.2 ms", "412.5 KiB", and designs by name.
///
/// The text depends on no locale. Numbers that are compared in a sentence get as many decimals as they need
/// to look different, and their difference is the difference of what is printed.

#include <sei/model/results.hpp>
#include <sei/printable.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace sei::advisor::inline SEI_RELEASE {

/// `value` with that many digits after the point; "-0" never appears. From 10^15 on, where a double has no
/// digits after the point, as short as "1.5e+18". Not for infinities.
[[nodiscard]] inline std::string fixed(double value, int decimals) {
    constexpr double large = 1e15;
    if ((std::abs)(value) >= large) return sei::detail::short_number(value);
    std::array<char, 400> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals)
            .ptr;
    std::string text(digits.data(), end);
    if (value > -1 && text.front() == '-' && text.find_first_of("123456789") == std::string::npos)
        text.erase(0, 1);
    return text;
}

/// `fixed` without zeros at the end: "50", "31.2".
[[nodiscard]] inline std::string trimmed(double value, int decimals) {
    std::string text = fixed(value, decimals);
    if (text.find('.') == std::string::npos || text.find('e') != std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

/// `value` with that number of significant digits: "0.20", "0.0123", "1.2e-05". Not for infinities.
[[nodiscard]] inline std::string significant(double value, int digits) {
    const double exponent = value == 0 ? 0 : std::floor(std::log10((std::abs)(value)));
    if (exponent >= -3 && exponent <= 6)
        return fixed(value, (std::max)(digits - 1 - static_cast<int>(exponent), 0));
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   std::chars_format::scientific, digits - 1)
                         .ptr;
    return {text.data(), end};
}

/// Digits after the point that leave about three significant ones: 213, 31.2, 4.07.
[[nodiscard]] inline int usual_decimals(double value) {
    const double size = (std::abs)(value);
    return size >= 100 ? 0 : size >= 10 ? 1 : 2;
}

/// As many digits as a short number has (12.5, 88.75: up to three), else as many as `usual`. So what people
/// asked for is printed as they wrote it, and what was measured is rounded.
[[nodiscard]] inline int short_decimals(double value, int usual) {
    double scaled = (std::abs)(value);
    for (int decimals = 0; decimals <= 3; ++decimals, scaled *= 10)
        if ((std::abs)(scaled - (std::round)(scaled)) <= 1e-9 * scaled) return (std::max)(decimals, usual);
    return usual;
}

/// A share as a percentage: 0.88 is "88 %", 0.8875 is "88.75 %", 2/3 is "66.7 %".
[[nodiscard]] inline std::string percent(double share) {
    return trimmed(share * 100, short_decimals(share * 100, 1)) + " %";
}

/// "31.2 ms"; "never" for the latency of a frame that did not come back.
[[nodiscard]] inline std::string milliseconds(double value) {
    if (std::isinf(value)) return "never";
    return trimmed(value, short_decimals(value, usual_decimals(value))) + " ms";
}

/// A unit of memory, and how many bytes it has.
struct byte_unit {
    std::string_view name;
    double size;
};

/// Bytes below 10 KiB, so that packets keep their exact size; KiB, MiB and GiB above.
[[nodiscard]] inline byte_unit unit_for(std::uint64_t count) {
    if (count < 10U << 10U) return {"bytes", 1};
    if (count < 1U << 20U) return {"KiB", 1024.0};
    if (count < 1U << 30U) return {"MiB", 1048576.0};
    return {"GiB", 1073741824.0};
}

/// "784 bytes", "412.5 KiB".
[[nodiscard]] inline std::string bytes(std::uint64_t count) {
    if (count == 1) return "1 byte";
    const byte_unit unit = unit_for(count);
    return trimmed(static_cast<double>(count) / unit.size, 1) + ' ' + std::string(unit.name);
}

/// Like `bytes`, but rounds nothing away: 1500 and 300000 bytes stay bytes, 327680 are "320 KiB".
[[nodiscard]] inline std::string exact_bytes(std::uint64_t count) {
    const byte_unit unit = unit_for(count);
    const double tenths = static_cast<double>(count) / unit.size * 10;
    return tenths == std::floor(tenths) ? bytes(count) : std::to_string(count) + " bytes";
}

/// A large count, short: "784", "5.53 M", "15.5 G".
[[nodiscard]] inline std::string short_count(std::uint64_t count) {
    constexpr std::array<std::string_view, 4> prefixes{" k", " M", " G", " T"};
    if (count < 1000) return std::to_string(count);
    auto value = static_cast<double>(count) / 1000;
    std::size_t prefix = 0;
    for (; value >= 999.5 && prefix + 1 < prefixes.size(); ++prefix) value /= 1000;
    return fixed(value, usual_decimals(value)) + std::string(prefixes[prefix]);
}

/// A unit of rates, and how many bits per second it has.
struct bit_rate_unit {
    std::string_view name;
    double size;
};

[[nodiscard]] inline bit_rate_unit unit_for_rate(double bits_per_second) {
    constexpr std::array<std::string_view, 4> units{" bit/s", " kbit/s", " Mbit/s", " Gbit/s"};
    bit_rate_unit unit{units[0], 1};
    for (std::size_t i = 1; i < units.size() && bits_per_second / unit.size >= 999.5; ++i)
        unit = {units[i], unit.size * 1000};
    return unit;
}

/// "10 Mbit/s", "250 kbit/s", "4.07 Mbit/s".
[[nodiscard]] inline std::string bit_rate(double bits_per_second) {
    const bit_rate_unit unit = unit_for_rate(bits_per_second);
    const double value = bits_per_second / unit.size;
    return trimmed(value, short_decimals(value, usual_decimals(value))) + std::string(unit.name);
}

/// "1 design", "3 designs".
[[nodiscard]] inline std::string counted(std::uint64_t count, std::string_view noun) {
    return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

/// "a", "a and b", "a, b and c".
template <class Strings>
[[nodiscard]] std::string joined(const Strings& parts) {
    std::string text;
    std::size_t left = parts.size();
    for (const std::string& part : parts) {
        text += part;
        --left;
        if (left != 0) text += left == 1 ? " and " : ", ";
    }
    return text;
}

[[nodiscard]] inline std::string_view name_of(design_kind kind) {
    switch (kind) {
    case design_kind::local:
        return "local";
    case design_kind::remote:
        return "remote";
    case design_kind::split:
        return "split";
    }
    return "unknown";
}

[[nodiscard]] inline std::string_view name_of(candidate_kind kind) {
    switch (kind) {
    case candidate_kind::none:
        return "none";
    case candidate_kind::candidate:
        return "candidate";
    case candidate_kind::noise:
        return "noise";
    case candidate_kind::architecture:
        return "architecture";
    }
    return "unknown";
}

[[nodiscard]] inline std::string_view name_of(ranking_doubt doubt) {
    switch (doubt) {
    case ranking_doubt::untested:
        return "untested";
    case ranking_doubt::none:
        return "none";
    case ranking_doubt::accuracy_at_chance:
        return "accuracy_at_chance";
    case ranking_doubt::few_damages:
        return "few_damages";
    case ranking_doubt::few_layers:
        return "few_layers";
    case ranking_doubt::like_noise:
        return "like_noise";
    case ranking_doubt::wide_interval:
        return "wide_interval";
    }
    return "unknown";
}

/// "local", "remote, uint8 over udp", "split after pool2, float16 over udp".
[[nodiscard]] inline std::string name_of(const design& item) {
    std::string text(name_of(item.kind));
    if (item.kind == design_kind::local) return text;
    if (item.kind == design_kind::split) text += " after " + item.after;
    return text + ", " + item.codec + " over " + item.transport;
}

/// What was found, what it is held against, and the difference without a sign: ready for a sentence.
struct comparison {
    std::string found;
    std::string asked;
    std::string difference;
};

/// Compares two numbers with at least that many decimals, and more until they look different. The difference
/// is that of the printed numbers, so that a reader who subtracts gets the same.
[[nodiscard]] inline comparison compare(double found, double asked, int decimals, std::string_view unit,
                                        std::string_view difference_unit) {
    constexpr int most_decimals = 9;
    while (found != asked && decimals < most_decimals && fixed(found, decimals) == fixed(asked, decimals))
        ++decimals;
    const auto printed = [decimals](double value) {
        const std::string text = fixed(value, decimals);
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    };
    const double difference = (std::abs)(printed(found) - printed(asked));
    return {trimmed(found, decimals) + std::string(unit), trimmed(asked, decimals) + std::string(unit),
            trimmed(difference, decimals) + std::string(difference_unit)};
}

/// Shares: "84.2 %", "88 %", "3.8 points".
[[nodiscard]] inline comparison compare_shares(double found, double asked) {
    const int decimals = short_decimals(found * 100, short_decimals(asked * 100, 1));
    return compare(found * 100, asked * 100, decimals, " %", " points");
}

/// Milliseconds, both finite.
[[nodiscard]] inline comparison compare_milliseconds(double found, double asked) {
    return compare(found, asked, short_decimals(asked, usual_decimals((std::max)(found, asked))), " ms",
                   " ms");
}

/// Bytes, each in its own unit; in single bytes where it takes that to tell them apart.
[[nodiscard]] inline comparison compare_bytes(std::uint64_t found, std::uint64_t asked) {
    const std::uint64_t difference = found > asked ? found - asked : asked - found;
    comparison text{bytes(found), exact_bytes(asked), bytes(difference)};
    if (difference != 0 && text.found == text.asked)
        text = {std::to_string(found) + " bytes", std::to_string(asked) + " bytes", bytes(difference)};
    return text;
}

} // namespace sei::advisor::inline SEI_RELEASE
