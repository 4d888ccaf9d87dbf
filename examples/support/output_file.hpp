// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/output_file.hpp: the outputs of a program: files that appear whole or not at all, and
/// `-`, which is standard output.

#include "part_files.hpp"

#include <sei/output_file.hpp>

#include <initializer_list>
#include <iostream>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

namespace examples {

/// What an option such as `--json FILE` asks for. Everything that sei::output_file says holds; part files are
/// gone when a signal ends the program.
class output_file {
public:
    /// Throws sei::error if the file couldn't be written, so that this is known before the work begins.
    output_file(std::string option, const std::string& path)
        : option_(std::move(option)),
          path_(path),
          file_(checked(option_, path)),
          part_(file_.part_folder(), file_.part_name()) {}

    [[nodiscard]] const std::string& option() const { return option_; }
    /// What the user called it, for "Written: report.json".
    [[nodiscard]] std::string name() const { return path_ == "-" ? "standard output" : path_; }
    [[nodiscard]] const sei::output_target& target() const { return file_.target(); }
    /// Is it where the program prints, by whatever name?
    [[nodiscard]] bool is_standard_output() const {
        return target().collides_with(sei::target_of_descriptor(STDOUT_FILENO));
    }

    void write(std::string_view text) { file_.write(text); }

    void publish() {
        file_.publish();
        part_.release();
    }

private:
    std::string option_;
    std::string path_;
    sei::output_file file_;
    part_file part_;

    [[nodiscard]] static std::string checked(const std::string& option, const std::string& path) {
        if (path.empty()) throw sei::error(option + ": the name of a file is empty");
        return path == "-" ? "/dev/stdout" : path;
    }
};

using output_list = std::vector<const output_file*>;

/// Throws sei::error if two outputs would go to one place, whatever their names are.
inline void require_different_targets(const output_list& files) {
    for (std::size_t i = 0; i < files.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (files[i]->target().collides_with(files[j]->target()))
                throw sei::error(files[j]->option() + " and " + files[i]->option() + ": both can't go to " +
                                 files[i]->name());
}

/// Where the text for humans goes: to standard error if a file has taken standard output.
[[nodiscard]] inline std::ostream& text_stream(const output_list& files) {
    for (const output_file* const each : files)
        if (each->is_standard_output()) return std::cerr;
    return std::cout;
}

} // namespace examples
