// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/program.hpp: what `main` of every program does: errors are one line and exit code 2, and
/// output that could not be written is one.

#include "part_files.hpp"

#include <sei/printable.hpp>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <iostream>
#include <new>
#include <stdexcept>
#include <string_view>
#include <unistd.h>

namespace examples {

namespace detail {

/// The bytes of the UTF-8 character that `text` begins with; 0 for anything else, and for characters that
/// steer a terminal or turn its text around.
[[nodiscard]] inline std::size_t printable_bytes(std::string_view text) noexcept {
    const sei::detail::code_point next = sei::detail::first_code_point(text);
    const bool is_text = next.length > 1 || next.value < 0x80U; // else a byte that begins no character
    return is_text && !sei::detail::is_control(next.value) ? next.length : 0;
}

/// Writes "NAME: MESSAGE" as one line of at most a few hundred bytes to standard error. Needs no memory.
inline void complain(std::string_view name, std::string_view message) noexcept {
    char line[640];
    std::size_t length = 0;
    const auto append = [&](std::string_view text) {
        for (const char letter : text) line[length++] = letter;
    };
    append(name.substr(0, 64));
    append(": ");
    while (!message.empty()) {
        if (length > sizeof line - 8) {
            append("...");
            break;
        }
        const std::size_t size = printable_bytes(message);
        append(size > 0 ? message.substr(0, size) : message[0] == '\n' ? " " : "?");
        message.remove_prefix(size > 0 ? size : 1);
    }
    append("\n");
    for (std::size_t done = 0; done < length;) {
        const ssize_t written = ::write(STDERR_FILENO, line + done, length - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return; // nobody reads it; the exit code says it, too
        done += static_cast<std::size_t>(written);
    }
}

/// Says what the exception is that is being handled.
inline void complain_of_exception(std::string_view name) noexcept {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        complain(name, "there is not enough memory for this");
    } catch (const std::length_error&) {
        complain(name, "this needs more memory than there can be");
    } catch (const std::exception& problem) {
        try {
            complain(name, sei::printable_message(problem.what()));
        } catch (...) { // no memory to cut it in its middle: at its end, then
            complain(name, problem.what());
        }
    } catch (...) {
        complain(name, "stopped by an unknown error");
    }
}

inline const char* program_name = ""; // for an exception that leaves a destructor or a thread

[[noreturn]] inline void end_by_terminate() noexcept {
    if (!std::current_exception()) std::abort();
    complain_of_exception(program_name);
    remove_part_files();
    std::_Exit(2);
}

/// A descriptor that is closed at the start would be given to the first file that is opened, and that file
/// get what is printed. In its place stands one on which every read or write fails.
inline void occupy_standard_descriptors() noexcept {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            (void)::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/// Did all that was printed arrive? Some file systems report a failed write only when they are closed.
[[nodiscard]] inline bool standard_output_is_written() noexcept {
    bool good = false;
    try {
        good = static_cast<bool>(std::cout.flush());
    } catch (...) { // only if someone asked std::cout for exceptions
    }
    good = std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && good;
    if (const int copy = ::dup(STDOUT_FILENO); copy >= 0) good = ::close(copy) == 0 && good;
    return good;
}

} // namespace detail

/// Calls `work()`, which returns the exit code. An exception is one line "NAME: ..." on standard error and
/// exit code 2; so is standard output that couldn't be written. A pipe whose reader is gone is an error like
/// others and no signal, for files may still have to be written.
template <class Work>
[[nodiscard]] int run_program(const char* name, const Work& work) noexcept {
    detail::program_name = name;
    detail::occupy_standard_descriptors();
    std::signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
    std::signal(SIGXFSZ, SIG_IGN); // so that a file beyond the limit (ulimit -f) is an error as well
#endif
    remove_part_files_on_signals();
    std::set_terminate(detail::end_by_terminate);
    int code = 2;
    try {
        code = work();
    } catch (...) {
        detail::complain_of_exception(name);
        (void)detail::standard_output_is_written();
        return 2;
    }
    if (detail::standard_output_is_written()) return code;
    detail::complain(name, "standard output can't be written");
    return 2;
}

} // namespace examples
