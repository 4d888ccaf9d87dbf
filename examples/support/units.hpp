// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/units.hpp: numbers with units on the command line: 10Mbit, 50ms, 320KiB.

#include <sei/error.hpp>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace examples {

struct unit {
    std::string_view name;
    double factor;
};

/// A number followed by one of these units. Throws sei::error, which names the option, the text and the
/// units.
[[nodiscard]] inline double parse_quantity(const std::string& option, std::string_view text,
                                           std::span<const unit> units) {
    double number = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
    std::string known;
    for (const unit& candidate : units) {
        if (status == std::errc{} && std::isfinite(number) && suffix == candidate.name)
            return number * candidate.factor;
        known += (known.empty() ? "" : ", ") + std::string(candidate.name);
    }
    throw sei::error(option + ": '" + std::string(text) + "' is not a number with a unit (" + known + ")");
}

/// Bits per second: 10Mbit, 250kbit, 1Gbit, 1000000bit.
[[nodiscard]] inline std::int64_t parse_rate(const std::string& option, std::string_view text) {
    static constexpr unit units[] = {{"bit", 1}, {"kbit", 1e3}, {"Mbit", 1e6}, {"Gbit", 1e9}};
    const double rate = parse_quantity(option, text, units);
    if (!(rate >= 1) || rate > 1e12)
        throw sei::error(option + ": " + std::string(text) + " is outside 1bit to 1000Gbit per second");
    return std::llround(rate);
}

/// 10ms, 500us, 2s; 0 or more, at most an hour.
[[nodiscard]] inline std::chrono::nanoseconds parse_time(const std::string& option, std::string_view text) {
    static constexpr unit units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    const double time = parse_quantity(option, text, units);
    if (!(time >= 0) || time > 3600e9)
        throw sei::error(option + ": " + std::string(text) + " is outside 0s to 3600s");
    return std::chrono::nanoseconds(std::llround(time));
}

/// 320KiB, 2MiB, 4096B.
[[nodiscard]] inline std::uint64_t parse_bytes(const std::string& option, std::string_view text) {
    static constexpr unit units[] = {{"B", 1}, {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}};
    const double bytes = parse_quantity(option, text, units);
    if (!(bytes >= 0) || bytes > 1e15)
        throw sei::error(option + ": " + std::string(text) + " is outside 0B to 1PB");
    return static_cast<std::uint64_t>(std::llround(bytes));
}

} // namespace examples
