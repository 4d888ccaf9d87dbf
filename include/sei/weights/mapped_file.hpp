// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/mapped_file.hpp: the bytes of a regular file, mapped read-only for as long as the object
/// lives.
///
/// Nothing is read until it is touched, and the pages are shared with other processes that map the file. Who
/// shortens a mapped file in place makes its readers fault (SIGBUS); `write_safetensors` replaces files
/// instead.
/// Move-only; moving keeps the address. The file may be removed or replaced by rename while it is mapped. A
/// named pipe is refused at once. Host tier, POSIX.

#include <sei/error.hpp>
#include <sei/weights/detail/file_descriptor.hpp>

#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <utility>

namespace sei::weights::inline SEI_RELEASE {

class mapped_file {
public:
    /// Maps nothing: `bytes()` is empty.
    mapped_file() = default;

    /// Throws sei::error, which names the path, for what is missing, not permitted, a directory or another
    /// special file, or empty.
    explicit mapped_file(const std::filesystem::path& path) : bytes_(map(path)) {}

    mapped_file(mapped_file&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    mapped_file& operator=(mapped_file&& other) noexcept {
        mapped_file taken(std::move(other));
        taken.swap(*this);
        return *this;
    }
    ~mapped_file() {
        if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
    }

    /// The whole file. The address is that of a page; moving the object keeps it.
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

    void swap(mapped_file& other) noexcept { std::swap(bytes_, other.bytes_); }

private:
    [[nodiscard]] static std::span<const std::byte> map(const std::filesystem::path& path) {
        // Without O_NONBLOCK, opening a named pipe would wait for its writer.
        const detail::file_descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        if (!file.is_open()) detail::throw_errno(path, "expected a readable file");
        const std::size_t size = size_of_regular(file, path);
        void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
        if (address == MAP_FAILED) detail::throw_errno(path, "expected a file that can be mapped");
        return {static_cast<const std::byte*>(address), size};
    }

    [[nodiscard]] static std::size_t size_of_regular(const detail::file_descriptor& file,
                                                     const std::filesystem::path& path) {
        struct stat status {};
        if (::fstat(file.get(), &status) != 0) detail::throw_errno(path, "expected a regular file");
        if (S_ISDIR(status.st_mode))
            sei::detail::throw_error({path.native(), ": found a directory, expected a regular file"});
        if (!S_ISREG(status.st_mode))
            sei::detail::throw_error({path.native(), ": found a special file, expected a regular file"});
        if (status.st_size == 0)
            sei::detail::throw_error({path.native(), ": found an empty file, expected at least one byte"});
        if (!std::in_range<std::size_t>(status.st_size))
            sei::detail::throw_error({path.native(), ": found ", std::to_string(status.st_size),
                                      " bytes, expected no more than fit the address space"});
        return static_cast<std::size_t>(status.st_size);
    }

    std::span<const std::byte> bytes_;
};

} // namespace sei::weights::inline SEI_RELEASE
