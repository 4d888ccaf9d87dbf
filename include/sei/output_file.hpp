// SPDX-License-Identifier: MIT
#pragma once
/// sei/output_file.hpp: a file given as output, which appears under its name whole or not at all.
///
/// Regular files are written beside their place and moved there by `publish`: whoever opens the name sees the
/// old file or the whole new one. Devices, pipes and descriptors (/dev/stdout) are written as they are. Host
/// tier, POSIX.

#if !defined(__unix__) && !defined(__APPLE__)
#    error "sei/output_file.hpp: writing files needs a POSIX system (openat, renameat)"
#endif

#include <sei/error.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace sei::inline SEI_RELEASE {

/// What a name refers to: two outputs with equal targets would spoil each other.
struct output_target {
    std::uint64_t device = 0;
    std::uint64_t inode = 0; ///< of the file; of its folder if there is none yet
    std::string name{};      ///< in the folder; empty if the file is there
    bool discards = false;   ///< /dev/null, which any number of outputs may share

    [[nodiscard]] bool collides_with(const output_target& other) const {
        return !discards && device == other.device && inode == other.inode && name == other.name;
    }
};

/// What a descriptor of this process is connected with; a target that collides with none if it is closed.
[[nodiscard]] inline output_target target_of_descriptor(int descriptor) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return {.discards = true};
    struct stat null {};
    const bool discards = S_ISCHR(status.st_mode) && ::stat("/dev/null", &null) == 0 &&
                          S_ISCHR(null.st_mode) && null.st_rdev == status.st_rdev;
    return {.device = status.st_dev, .inode = status.st_ino, .discards = discards};
}

namespace detail {

class owned_descriptor {
public:
    explicit owned_descriptor(int descriptor = -1) noexcept : descriptor_(descriptor) {}
    owned_descriptor(const owned_descriptor&) = delete;
    owned_descriptor(owned_descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    owned_descriptor& operator=(owned_descriptor&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~owned_descriptor() { close(); }

    [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int get() const noexcept { return descriptor_; }
    /// Some file systems report a failed write only here.
    bool close() noexcept { return descriptor_ < 0 || ::close(std::exchange(descriptor_, -1)) == 0; }

private:
    int descriptor_;
};

/// The number in /dev/stdout, /dev/fd/3 and the like; -1 for any other path.
[[nodiscard]] inline int descriptor_named(std::string_view path) {
    if (path == "/dev/stdin") return 0;
    if (path == "/dev/stdout") return 1;
    if (path == "/dev/stderr") return 2;
    for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/"})
        if (path.starts_with(folder)) {
            const std::string_view digits = path.substr(folder.size());
            int number = -1;
            const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if (status == std::errc{} && end == digits.data() + digits.size() && number >= 0) return number;
        }
    return -1;
}

} // namespace detail

class output_file {
public:
    /// Opens or creates all that writing needs, so that a place that can't be written is known before the
    /// work begins: throws `sei::error`, which names the path. Symbolic links are followed, even to files
    /// that don't exist yet. A named pipe waits for its reader.
    explicit output_file(const std::filesystem::path& path) : name_(path.string()) { open(path); }
    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;
    ~output_file() { remove_part(); }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const output_target& target() const noexcept { return target_; }
    /// Of the file that is written beside the target, for who cleans up after a signal: its folder's
    /// descriptor and its name; -1 and "" if the target is written as it is.
    [[nodiscard]] int part_folder() const noexcept { return folder_.get(); }
    [[nodiscard]] const char* part_name() const noexcept { return part_.c_str(); }

    /// Appends. Throws `sei::error` when the bytes can't be written: a full disk, a pipe without a reader.
    void write(std::span<const std::byte> bytes) { write_to(file_.get(), bytes); }
    void write(std::string_view text) { write(std::as_bytes(std::span(text.data(), text.size()))); }

    /// Puts what was written in its place. Without it the old file stays as it was.
    void publish() {
        if (part_.empty()) {
            if (!file_.close()) fail(errno);
            return;
        }
        // The data must be on the disk before the name points to it, or a crash could leave an empty file.
        if (::fsync(file_.get()) != 0) fail(errno);
        if (::renameat(folder_.get(), part_.c_str(), folder_.get(), place_.c_str()) == 0)
            part_.clear();
        else
            write_in_place(errno);
        if (!file_.close()) fail(errno);
        remove_part();
    }

private:
    std::string name_;
    output_target target_;
    detail::owned_descriptor folder_; ///< where the part file is and the target will be
    std::string place_;               ///< the target's name in it
    std::string part_;                ///< empty: written directly, or gone
    detail::owned_descriptor file_;

    [[noreturn]] void fail(int number) const {
        detail::throw_error({name_, ": can't be written: ", std::generic_category().message(number)});
    }

    void open(const std::filesystem::path& path) {
        if (path.empty()) throw error("the name of a file to write is empty");
        std::filesystem::path at = path;
        constexpr int most_links = 40; // as Linux follows
        for (int links = 0; links <= most_links; ++links) {
            if (const int number = detail::descriptor_named(at.native()); number >= 0)
                return take_descriptor(number);
            struct stat status {};
            if (::lstat(at.c_str(), &status) != 0) {
                if (errno != ENOENT) fail(errno);
                return open_part(at, nullptr);
            }
            if (S_ISDIR(status.st_mode)) detail::throw_error({name_, ": is a folder, expected a file"});
            if (S_ISREG(status.st_mode)) return open_part(at, &status);
            if (!S_ISLNK(status.st_mode)) return open_device(at);
            std::error_code problem;
            const auto next = std::filesystem::read_symlink(at, problem);
            if (problem) fail(problem.value());
            at = next.is_absolute() ? next : at.parent_path() / next;
        }
        fail(ELOOP);
    }

    /// A duplicate shares the position and O_APPEND with whoever opened it.
    void take_descriptor(int number) {
        const int flags = ::fcntl(number, F_GETFL);
        if (flags < 0) fail(errno);
        if ((flags & O_ACCMODE) == O_RDONLY) fail(EBADF);
        file_ = detail::owned_descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 3));
        if (!file_.is_open()) fail(errno);
        target_ = target_of_descriptor(number);
    }

    void open_device(const std::filesystem::path& at) {
        file_ = detail::owned_descriptor(::open(at.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
        if (!file_.is_open()) fail(errno);
        target_ = target_of_descriptor(file_.get());
    }

    /// `old` is the file that will be replaced, if there is one.
    void open_part(const std::filesystem::path& at, const struct stat* old) {
#ifdef O_PATH
        constexpr int search = O_PATH; // a folder that may not be listed can be written to
#else
        constexpr int search = O_RDONLY;
#endif
        place_ = at.filename().native();
        if (place_.empty()) detail::throw_error({name_, ": is the name of a folder, expected a file"});
        const std::filesystem::path folder = at.has_parent_path() ? at.parent_path() : ".";
        folder_ = detail::owned_descriptor(::open(folder.c_str(), search | O_DIRECTORY | O_CLOEXEC));
        if (!folder_.is_open()) fail(errno);
        if (old != nullptr && ::faccessat(folder_.get(), place_.c_str(), W_OK, AT_EACCESS) != 0) fail(errno);
        create_part();
        if (old == nullptr) {
            target_ = target_of_descriptor(folder_.get());
            target_.name = place_;
            return;
        }
        target_ = {.device = old->st_dev, .inode = old->st_ino};
        // The owner stays where the system allows to give it; then the mode, which fchown may narrow.
        const bool same_owner = ::fchown(file_.get(), old->st_uid, old->st_gid) == 0;
        const mode_t kept = same_owner ? mode_t{07777} : mode_t{0777};
        if (::fchmod(file_.get(), old->st_mode & kept) != 0) fail(errno);
    }

    /// A name of its own, since the target's may be as long as names can be. Not mkstemp: it would give the
    /// file mode 0600, whatever the user's umask says.
    void create_part() {
        static std::atomic<std::uint64_t> counter = 0;
        for (;;) {
            part_ = ".sei-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".part";
            file_ = detail::owned_descriptor(
                ::openat(folder_.get(), part_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
            if (file_.is_open()) return;
            const int number = errno;
            part_.clear();
            if (number != EEXIST) fail(number);
        }
    }

    void write_to(int descriptor, std::span<const std::byte> bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail(errno);
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }

    /// Where a file can be written but not replaced: a mount point of its own, another user's file in /tmp.
    void write_in_place(int reason) {
        const detail::owned_descriptor target(
            ::openat(folder_.get(), place_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW));
        if (!target.is_open()) fail(reason);
        std::array<std::byte, 16384> buffer{};
        for (off_t done = 0;;) {
            const ssize_t found = ::pread(file_.get(), buffer.data(), buffer.size(), done);
            if (found < 0) fail(errno);
            if (found == 0) break;
            write_to(target.get(), std::span(buffer).first(static_cast<std::size_t>(found)));
            done += found;
        }
        if (::fsync(target.get()) != 0) fail(errno);
    }

    void remove_part() noexcept {
        if (!part_.empty()) ::unlinkat(folder_.get(), part_.c_str(), 0);
        part_.clear();
    }
};

} // namespace sei::inline SEI_RELEASE
