// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/trace_file.hpp: recorded links as text: bandwidth in mahimahi's format, losses as 0 and 1.
///
/// Errors name the file, the line and what was found there. A bandwidth trace has one whole number of
/// milliseconds per line, ascending (equal ones: several opportunities at once), the last one above 0; a loss
/// trace has a 0 for each packet that arrived and a 1 for each lost one, with white space as one likes.

#include <sei/error.hpp>
#include <sei/input_file.hpp>
#include <sei/link/medium/line.hpp>
#include <sei/link/medium/loss.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace sei::link::inline SEI_RELEASE {

namespace detail {

/// Text of a file in an error: short, and nothing that would disturb a terminal.
[[nodiscard]] inline std::string quoted(std::string_view text) {
    std::string result = "'";
    for (const char letter : text.substr(0, 20)) result += letter >= ' ' && letter <= '~' ? letter : '?';
    return result + (text.size() > 20 ? "...'" : "'");
}

[[nodiscard]] inline std::string line_name(const std::string& name, std::size_t line) {
    return name + ", line " + std::to_string(line) + ": ";
}

[[nodiscard]] inline std::uint32_t parse_millisecond(std::string_view text, const std::string& name,
                                                     std::size_t line) {
    std::uint32_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem == std::errc::result_out_of_range)
        throw error(line_name(name, line) + "found " + quoted(text) +
                    ", expected at most 4294967295 milliseconds");
    if (problem != std::errc() || end != text.data() + text.size())
        throw error(line_name(name, line) + "found " + quoted(text) +
                    ", expected a whole number of milliseconds");
    return value;
}

} // namespace detail

/// Reads mahimahi's format. `name` is used in errors. Throws `sei::error`.
[[nodiscard]] inline bandwidth_trace parse_bandwidth_trace(std::string_view text,
                                                           const std::string& name = "bandwidth trace") {
    bandwidth_trace trace;
    auto& times = trace.opportunities_ms;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const std::size_t length = text.find('\n');
        std::string_view number = text.substr(0, length);
        text.remove_prefix(length == std::string_view::npos ? text.size() : length + 1);
        if (number.ends_with('\r')) number.remove_suffix(1);
        const std::uint32_t time = detail::parse_millisecond(number, name, line);
        if (!times.empty() && time < times.back())
            throw error(detail::line_name(name, line) + "found " + std::to_string(time) + " ms after " +
                        std::to_string(times.back()) + " ms, expected ascending times");
        times.push_back(time);
    }
    if (times.empty()) throw error(name + ": is empty, expected at least one line");
    if (times.back() == 0) throw error(name + ": ends at 0 ms, expected a later end");
    return trace;
}

/// Reads 0s and 1s. `name` is used in errors. Throws `sei::error`.
[[nodiscard]] inline trace_loss parse_loss_trace(std::string_view text,
                                                 const std::string& name = "loss trace") {
    trace_loss trace;
    std::size_t line = 1;
    for (const char letter : text) {
        if (letter == '0' || letter == '1')
            trace.lost.push_back(letter == '1');
        else if (letter == '\n')
            ++line;
        else if (letter != ' ' && letter != '\t' && letter != '\r')
            throw error(detail::line_name(name, line) + "found " + detail::quoted({&letter, 1}) +
                        ", expected 0 for a packet that arrived or 1 for a lost one");
    }
    if (trace.lost.empty()) throw error(name + ": has no packets, expected at least one 0 or 1");
    return trace;
}

/// Of a trace file: more than a day of full packets at 100 Mbit/s.
inline constexpr std::size_t most_trace_bytes = 256U << 20U;

/// Reads the file, which may be a pipe, once. Throws `sei::error` if it can't be read or is larger than
/// `most_trace_bytes`, too.
[[nodiscard]] inline bandwidth_trace read_bandwidth_trace(const std::filesystem::path& path) {
    return parse_bandwidth_trace(read_text(path, "a trace", most_trace_bytes), path.string());
}
[[nodiscard]] inline trace_loss read_loss_trace(const std::filesystem::path& path) {
    return parse_loss_trace(read_text(path, "a trace", most_trace_bytes), path.string());
}

} // namespace sei::link::inline SEI_RELEASE
