// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/detail/replacement_file.hpp: a file that appears under its name only when it is complete.

#include <sei/error.hpp>
#include <sei/weights/detail/file_descriptor.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <string>
#include <unistd.h>
#include <utility>

namespace sei::weights::inline SEI_RELEASE::detail {

/// Writes beside the target (a rename must stay on one file system) and replaces the target in `commit`.
/// Without a commit nothing remains.
class replacement_file {
public:
    explicit replacement_file(std::filesystem::path target) : target_(std::move(target)), file_(create()) {}
    replacement_file(const replacement_file&) = delete;
    replacement_file& operator=(const replacement_file&) = delete;
    ~replacement_file() {
        if (!is_committed_) ::unlink(temporary_.c_str());
    }

    void write(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) throw_errno(target_, "expected a file that can be written");
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }

    /// The data must be on the disk before the name points to it, or a crash could leave an empty file.
    void commit() {
        if (::fsync(file_.get()) != 0 || !file_.close())
            throw_errno(target_, "expected a file that can be written");
        if (std::rename(temporary_.c_str(), target_.c_str()) != 0)
            throw_errno(target_, "expected a name that a file can take");
        is_committed_ = true;
    }

private:
    /// Not mkstemp: it would give the file mode 0600, whatever the user's umask says.
    [[nodiscard]] int create() {
        static std::atomic<std::uint64_t> counter = 0;
        for (;;) {
            temporary_ = target_;
            temporary_ += "." + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp";
            const int descriptor = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (descriptor >= 0) return descriptor;
            if (errno != EEXIST) throw_errno(target_, "expected a directory that can be written");
        }
    }

    std::filesystem::path target_;
    std::filesystem::path temporary_;
    file_descriptor file_; ///< initialised last: create() sets temporary_
    bool is_committed_ = false;
};

} // namespace sei::weights::inline SEI_RELEASE::detail
