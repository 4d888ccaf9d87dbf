// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/progress.hpp: a progress bar on standard error while a program works.

#include <sei/printable.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace examples {

/// What a progress line shows.
struct progress_line {
    std::string part;
    double share = 0; ///< 0 to 1
};

/// The line in at most that many columns: the part's name, a bar of what is left, the percentage. A name that
/// leaves no room for ten columns of bar is cut in its middle.
[[nodiscard]] inline std::string text_of(const progress_line& line, std::size_t columns) {
    constexpr std::size_t percentage = 6; // " 100 %"
    constexpr std::size_t least_bar = 10;
    constexpr std::size_t most_bar = 40;
    constexpr std::size_t around = 3; // " [" and "]"
    const double share = std::clamp(line.share, 0.0, 1.0);
    const std::size_t room = columns > percentage + around ? columns - percentage - around : 0;
    std::string name = sei::printable(line.part); // ASCII, except for what users named
    if (const std::size_t most = room > least_bar ? room - least_bar : 0; name.size() > most) {
        const std::size_t kept = most > 3 ? most - 3 : 0;
        const std::size_t head = sei::detail::code_point_border(name, kept - kept / 2);
        const std::size_t tail = sei::detail::code_point_border(name, name.size() - kept / 2);
        name = name.substr(0, head) + "..." + name.substr(tail);
    }
    const std::size_t width = (std::min)(room > name.size() ? room - name.size() : 0, most_bar);
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
    return fmt::format("{} [{:#<{}}{:.<{}}] {:3.0f} %", name, "", filled, "", width - filled, share * 100);
}

/// Columns of the terminal at standard error, without the last, in which some begin a new line; 79 if it
/// does not tell.
[[nodiscard]] inline std::size_t terminal_columns() {
    winsize size{};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return known ? size.ws_col - std::size_t{1} : 79;
}

/// Whether standard error is a terminal that can clear a line; TERM=dumb says that it can't.
[[nodiscard]] inline bool draws_on_standard_error() {
    const char* const kind = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb" && *kind != '\0';
}

/// Draws on a terminal; elsewhere (a log file, a pipe) it prints one line when a part ends. A part that an
/// exception ends leaves nothing. May be called from several threads. A line that can't be written is left
/// out: it is not worth the work that it tells of.
class progress {
public:
    explicit progress(std::string part) : part_(std::move(part)), on_terminal_(draws_on_standard_error()) {
        draw(0);
    }
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    ~progress() {
        const double seconds = std::chrono::duration<double>(clock::now() - begin_).count();
        const char* const clear = on_terminal_ ? "\r\033[K" : "";
        if (std::uncaught_exceptions() > exceptions_)
            print("{}", clear);
        else
            print("{}{}: done in {:.1f} s\n", clear, part_, seconds);
    }

    /// `share` from 0 to 1; the bar never goes back, whatever order threads report in.
    void update(double share) {
        const std::lock_guard lock(mutex_);
        if (share <= share_ || !on_terminal_) return;
        share_ = share;
        if (clock::now() - drawn_ > std::chrono::milliseconds(50) || share >= 1) draw(share);
    }

private:
    using clock = std::chrono::steady_clock;

    std::string part_;
    bool on_terminal_;
    std::mutex mutex_;
    double share_ = 0;
    int exceptions_ = std::uncaught_exceptions();
    clock::time_point begin_ = clock::now();
    clock::time_point drawn_{};

    void draw(double share) noexcept {
        if (!on_terminal_) return;
        try {
            print("\r\033[K{}", text_of({part_, share}, terminal_columns()));
        } catch (...) { // no memory for the line
        }
        drawn_ = clock::now();
    }

    /// Neither fmt::print nor a stream: standard error may be closed, or its disk full.
    template <class... Values>
    static void print(fmt::format_string<Values...> format, Values&&... values) noexcept {
        try {
            const std::string text = fmt::format(format, std::forward<Values>(values)...);
            std::fwrite(text.data(), 1, text.size(), stderr);
            std::fflush(stderr);
        } catch (...) { // no memory for the line
        }
    }
};

} // namespace examples
