// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/detail/file_descriptor.hpp: closes a POSIX file descriptor, and says what a system call
/// complained about.

#if !defined(__unix__) && !defined(__APPLE__)
#    error "sei/weights: reading and writing weights files needs a POSIX system (mmap, rename)"
#endif

#include <sei/error.hpp>

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace sei::weights::inline SEI_RELEASE::detail {

class file_descriptor {
public:
    explicit file_descriptor(int descriptor) noexcept : descriptor_(descriptor) {}
    file_descriptor(const file_descriptor&) = delete;
    file_descriptor& operator=(const file_descriptor&) = delete;
    ~file_descriptor() { close(); }

    [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int get() const noexcept { return descriptor_; }

    /// Some file systems report a failed write only here.
    bool close() noexcept { return descriptor_ < 0 || ::close(std::exchange(descriptor_, -1)) == 0; }

private:
    int descriptor_;
};

/// Throws "path: what errno means, expected ...".
[[noreturn]] inline void throw_errno(const std::filesystem::path& path, std::string_view expected) {
    const int number = errno;
    sei::detail::throw_error({path.native(), ": ", std::generic_category().message(number), ", ", expected});
}

} // namespace sei::weights::inline SEI_RELEASE::detail
