// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/option_values.hpp: CLI11's options with the values of units.hpp: checked when they are
/// parsed, and never empty.
///
/// CLI11 alone takes an empty value as 0, -1 as 2^64 - 1, and drops empty parts of lists.

#include "units.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace examples {

namespace detail {

/// A validator that puts what `read` returns in place of the text, or complains with its error.
template <class Read>
[[nodiscard]] CLI::Validator reading(Read read) {
    return {[read](std::string& text) {
                try {
                    text = read(text);
                    return std::string();
                } catch (const sei::error& problem) {
                    return std::string(problem.what());
                }
            },
            ""};
}

} // namespace detail

/// A whole number between the two.
[[nodiscard]] inline CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
    return detail::reading(
        [least, most](std::string_view text) { return std::to_string(read_count(text, least, most)); });
}

/// Bytes between the two, with a unit or without.
[[nodiscard]] inline CLI::Validator byte_count(std::uint64_t least, std::uint64_t most) {
    return detail::reading(
        [least, most](std::string_view text) { return std::to_string(read_byte_count(text, least, most)); });
}

/// Values with units; options then hold their spelling: 10Mbps becomes 10Mbit.
[[nodiscard]] inline CLI::Validator rate_value() {
    return detail::reading([](std::string_view text) { return read_rate(text).spelling; });
}
[[nodiscard]] inline CLI::Validator time_value() {
    return detail::reading([](std::string_view text) { return read_time(text).spelling; });
}
[[nodiscard]] inline CLI::Validator bytes_value() {
    return detail::reading([](std::string_view text) { return read_bytes(text).spelling; });
}
[[nodiscard]] inline CLI::Validator share_value() {
    return detail::reading([](std::string_view text) { return read_share(text).spelling; });
}
[[nodiscard]] inline CLI::Validator percentile_value() {
    return detail::reading([](std::string_view text) { return read_percentile(text).spelling; });
}
[[nodiscard]] inline CLI::Validator frequency_value() {
    return detail::reading([](std::string_view text) { return read_frequency(text).spelling; });
}
[[nodiscard]] inline CLI::Validator number_value(double least, double most) {
    return detail::reading(
        [least, most](std::string_view text) { return read_number(text, least, most).spelling; });
}

/// An option of values that may be repeated, or written with commas; what is given replaces the default.
/// `read` makes a value of a part and throws sei::error.
template <class Value, class Read>
CLI::Option* add_list(CLI::App& app, const std::string& name, std::vector<Value>& values, const Read& read,
                      const std::string& description) {
    std::string usual;
    for (const Value& each : values) {
        if constexpr (std::is_same_v<Value, double>)
            usual += (usual.empty() ? "" : ",") + detail::shortest(each);
        else
            usual += (usual.empty() ? "" : ",") + CLI::detail::to_string(each);
    }
    const auto take = [&values, read, name](const std::vector<std::string>& given) {
        std::vector<Value> read_values;
        try {
            for (const std::string& text : given)
                for (const std::string& part : read_list(text)) read_values.push_back(read(part));
        } catch (const sei::error& problem) {
            throw CLI::ValidationError(name, problem.what());
        }
        values = std::move(read_values);
    };
    CLI::Option* const option = app.add_option_function<std::vector<std::string>>(name, take, description);
    option->default_str(usual);
    return option;
}

/// A list of names, each one of `known`; of any names if none are given.
inline CLI::Option* add_names(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                              const std::string& description, std::vector<std::string> known = {}) {
    const auto read = [known = std::move(known)](const std::string& part) {
        if (known.empty() || std::find(known.begin(), known.end(), part) != known.end()) return part;
        std::string expected;
        for (const std::string& each : known) expected += (expected.empty() ? "" : ", ") + each;
        throw sei::error(detail::quoted(part) + " is not known, expected one of " + expected);
    };
    return add_list(app, name, values, read, description);
}

/// A list of shares: 0,0.01,5%.
inline CLI::Option* add_shares(CLI::App& app, const std::string& name, std::vector<double>& values,
                               const std::string& description) {
    return add_list(
        app, name, values, [](const std::string& part) { return read_share(part).value; }, description);
}

/// Makes an empty value of any option an error: `--loss "$UNSET"` asks for nothing. To be called when all
/// options are there.
inline void refuse_empty_values(CLI::App& app) {
    const CLI::Validator not_empty(
        [](std::string& text) {
            if (!detail::trimmed(text).empty()) return std::string();
            return std::string("found an empty value, expected one (is a variable of the shell not set?)");
        },
        "");
    for (CLI::Option* const option : app.get_options())
        if (option->get_items_expected_max() > 0) option->transform(not_empty); // which runs first
}

} // namespace examples
