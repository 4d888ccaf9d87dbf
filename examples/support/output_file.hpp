// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/output_file.hpp: files that appear whole or not at all.

#include <sei/error.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace examples {

/// What is written goes to a file beside the final one, which `publish` puts in its place; without that the
/// old file stays as it was. Devices and pipes, which can't be replaced, are written directly.
class output_file {
public:
    /// Throws sei::error if the file couldn't be written, so that this is known before the work begins.
    explicit output_file(const std::string& path) : name_(path), target_(followed(path)) {
        std::error_code ignored;
        const bool exists = std::filesystem::exists(target_, ignored);
        if (std::filesystem::is_directory(target_, ignored))
            throw sei::error(name_ + ": is a folder, expected a file");
        direct_ = exists && !std::filesystem::is_regular_file(target_, ignored);
        const auto writable = [](const std::filesystem::path& place) {
            return access(place.c_str(), W_OK) == 0;
        };
        const std::filesystem::path folder = target_.parent_path();
        const bool replaceable = std::filesystem::is_directory(folder, ignored) && writable(folder);
        if ((exists && !writable(target_)) || (!direct_ && !replaceable))
            throw sei::error(name_ + ": can't be written");
    }
    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;

    ~output_file() {
        std::error_code ignored;
        if (!part_.empty()) std::filesystem::remove(part_, ignored); // gone once it was published
    }

    [[nodiscard]] const std::filesystem::path& target() const { return target_; }

    void write(const std::string& text) {
        if (!direct_) part_ = target_.string() + "." + std::to_string(getpid()) + ".part";
        std::ofstream stream(direct_ ? target_ : part_, std::ios::binary);
        stream << text;
        stream.close();
        if (!stream) throw sei::error(name_ + ": can't be written");
    }

    void publish() {
        std::error_code problem;
        if (!direct_) std::filesystem::rename(part_, target_, problem);
        if (problem) throw sei::error(name_ + ": " + problem.message());
    }

private:
    std::string name_;
    std::filesystem::path target_;
    std::filesystem::path part_;
    bool direct_ = false;

    /// Where a symbolic link points, so that the link stays and the file behind it is replaced.
    [[nodiscard]] static std::filesystem::path followed(const std::string& path) {
        if (path.empty()) throw sei::error("the name of a file to write is empty");
        std::error_code problem;
        const auto whole = std::filesystem::weakly_canonical(std::filesystem::absolute(path), problem);
        if (problem) throw sei::error(path + ": can't be written");
        return whole;
    }
};

} // namespace examples
