// SPDX-License-Identifier: MIT
#pragma once
/// What the tests of the weights module share: a folder that goes away, hand-made files, the sentence of an
/// error.

#include <sei/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace weights_test {

/// An empty folder, removed with all it holds at the end of the test.
class temporary_folder {
public:
    temporary_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sei-weights-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// The path of a new file with these bytes.
    std::filesystem::path file(std::string_view name, std::span<const std::byte> bytes) const {
        const auto path = path_ / name;
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return path;
    }

    [[nodiscard]] std::size_t files() const {
        const std::filesystem::directory_iterator entries(path_);
        return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
    }

private:
    std::filesystem::path path_;
};

[[nodiscard]] inline std::vector<std::byte> bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

/// A safetensors file by hand: a length field of any value, header, data.
[[nodiscard]] inline std::vector<std::byte> file_with_length(std::uint64_t length, std::string_view header,
                                                             std::string_view data = {}) {
    std::string text;
    for (unsigned shift = 0; shift < 64; shift += 8) text += static_cast<char>(length >> shift & 0xffU);
    return bytes_of(text.append(header).append(data));
}

[[nodiscard]] inline std::vector<std::byte> file_of(std::string_view header, std::string_view data = {}) {
    return file_with_length(header.size(), header, data);
}

/// Root may read everything; as another user the test means something.
class without_privileges {
public:
    without_privileges() { is_root_ = ::geteuid() == 0 && ::seteuid(65534) == 0; }
    without_privileges(const without_privileges&) = delete;
    without_privileges& operator=(const without_privileges&) = delete;
    ~without_privileges() {
        if (is_root_ && ::seteuid(0) != 0) std::abort();
    }

private:
    bool is_root_ = false;
};

/// The sentence of the sei::error that `action` throws; "no error" when it returns. Anything else escapes.
template <class Action>
[[nodiscard]] std::string error_of(Action&& action) {
    try {
        action();
    } catch (const sei::error& error) {
        return error.what();
    }
    return "no error";
}

[[nodiscard]] inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

} // namespace weights_test
