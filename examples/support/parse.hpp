// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/parse.hpp: reads a command line, with usage errors that are errors like others.

#include <sei/error.hpp>

#include <CLI/CLI.hpp>

#include <string>

namespace examples {

/// False if help was asked for, which is printed then. Throws sei::error, one line, for what CLI11 refuses.
[[nodiscard]] inline bool parse(CLI::App& app, int count, const char* const* values) {
    try {
        app.parse(count, values);
        return true;
    } catch (const CLI::ParseError& problem) {
        if (problem.get_exit_code() != 0) throw sei::error(std::string(problem.what()) + " (see --help)");
        app.exit(problem);
        return false;
    }
}

} // namespace examples
