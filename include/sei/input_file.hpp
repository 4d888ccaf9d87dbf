// SPDX-License-Identifier: MIT
#pragma once
/// sei/input_file.hpp: a file given as input, read once from front to end: regular files, named pipes and
/// process substitutions alike.
///
/// Errors are one `sei::error`: the path, what was found, what was expected. What never ends, such as
/// /dev/zero, ends at a limit.

#include <sei/error.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace sei::inline SEI_RELEASE {

class input_file {
public:
    /// `expected` is used in errors: "a trace". Opening a named pipe waits for its writer.
    input_file(const std::filesystem::path& path, std::string expected)
        : name_(path.string()), expected_(std::move(expected)) {
        std::error_code ignored;
        if (std::filesystem::is_directory(path, ignored)) fail(": found a directory");
        errno = 0;
        stream_.reset(std::fopen(name_.c_str(), "rb"));
        if (stream_ == nullptr) fail_with_reason();
    }

    /// The path, as errors name it.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Reads `count` bytes, fewer at the file's end alone; returns how many there were.
    std::size_t read(void* memory, std::size_t count) {
        errno = 0;
        const std::size_t found = std::fread(memory, 1, count, stream_.get());
        if (found < count && std::ferror(stream_.get()) != 0) fail_with_reason();
        return found;
    }

    /// Reads up to `count` bytes behind those that `bytes` has. Memory grows with what the file holds, not
    /// with `count`.
    template <class Bytes>
    void append_to(Bytes& bytes, std::size_t count) {
        constexpr std::size_t piece = 1U << 20U;
        while (count > 0) {
            const std::size_t before = bytes.size();
            const std::size_t wanted = count < piece ? count : piece;
            bytes.resize(before + wanted);
            const std::size_t found = read(bytes.data() + before, wanted);
            bytes.resize(before + found);
            if (found < wanted) return;
            count -= found;
        }
    }

    /// All that is left, as std::string or as a vector of bytes. Throws if it is more than `most` bytes.
    template <class Bytes>
    [[nodiscard]] Bytes rest(std::size_t most) {
        Bytes bytes;
        append_to(bytes, most);
        char further = 0;
        if (read(&further, 1) != 0)
            detail::throw_error(
                {name_, ": found more than ", most, " bytes, expected ", expected_, " of at most that"});
        return bytes;
    }

private:
    struct closing {
        void operator()(std::FILE* stream) const noexcept { std::fclose(stream); }
    };

    std::string name_;
    std::string expected_;
    std::unique_ptr<std::FILE, closing> stream_;

    [[noreturn]] void fail(const std::string& what) const {
        detail::throw_error({name_, what, ", expected ", expected_});
    }
    [[noreturn]] void fail_with_reason() const {
        const int number = errno;
        fail(": can't be read" +
             (number == 0 ? std::string() : " (" + std::generic_category().message(number) + ")"));
    }
};

/// The whole of a text file of at most `most` bytes.
[[nodiscard]] inline std::string read_text(const std::filesystem::path& path, const std::string& expected,
                                           std::size_t most) {
    return input_file(path, expected).rest<std::string>(most);
}

} // namespace sei::inline SEI_RELEASE
