// SPDX-License-Identifier: MIT
#pragma once
/// Maps and ranges in words: letters for designs, numbers with units, where the verdict ends and what comes
/// then.

#include <sei/report/data.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

/// A, B, ..., Z, AA, AB, ... for the designs that win somewhere, in the order of `winners_in`.
[[nodiscard]] inline std::string letter(std::size_t place) {
    std::string text(1, static_cast<char>('A' + static_cast<int>(place % 26)));
    return place < 26 ? text : letter(place / 26 - 1) + text;
}

[[nodiscard]] inline std::string letter_of(const std::vector<std::size_t>& winners, std::size_t design) {
    return letter(
        static_cast<std::size_t>(std::lower_bound(winners.begin(), winners.end(), design) - winners.begin()));
}

/// "200k", "10M": bits per second for an axis.
[[nodiscard]] inline std::string rate_tick(double bits_per_second) {
    std::string text = bit_rate(bits_per_second);
    text.erase(text.find("bit/s"));
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    return text;
}

[[nodiscard]] inline std::string loss_tick(double loss) { return trimmed(loss * 100, 3) + " %"; }

/// A number with all its digits: whoever asks for what is printed gets what is said of it.
[[nodiscard]] inline std::string quantity_text(quantity unit, double value) {
    constexpr int all_decimals = 9;
    switch (unit) {
    case quantity::share:
        return trimmed(value * 100, all_decimals - 2) + " %";
    case quantity::milliseconds:
        return trimmed(value, all_decimals) + " ms";
    case quantity::bytes:
        return exact_bytes(static_cast<std::uint64_t>(value));
    case quantity::bits_per_second: {
        const bit_rate_unit in = unit_for_rate(value);
        return trimmed(value / in.size, all_decimals) + std::string(in.name);
    }
    }
    return {};
}

[[nodiscard]] inline std::string present_text(const verdict_range& range) {
    return range.present ? quantity_text(range.unit, *range.present) : "not asked";
}

[[nodiscard]] inline std::string winner_text(const report_data& data,
                                             const std::optional<std::size_t>& best) {
    return best ? name_of(data.designs[*best]) : "no design meets all";
}

[[nodiscard]] inline std::string end_text(const verdict_range& range, const range_end& end) {
    return quantity_text(range.unit, end.holds);
}

/// What is found beyond an end: "at 3 %: no design meets all"; "below" or "above" where it is at the very
/// next number.
[[nodiscard]] inline std::string beyond_text(const report_data& data, const verdict_range& range,
                                             const range_end& end, std::string_view side) {
    const std::string changes = quantity_text(range.unit, end.changes);
    const bool is_next = range.unit == quantity::bytes || changes == end_text(range, end);
    return (is_next ? std::string(side) : "at " + changes) + ": " + winner_text(data, end.best);
}

/// Without an end: how far it holds.
[[nodiscard]] inline std::string open_end_text(const verdict_range& range,
                                               const std::optional<double>& looked) {
    return looked ? quantity_text(range.unit, *looked) : "any";
}

} // namespace sei::report::inline SEI_RELEASE::detail
