// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/progress.hpp: a progress bar on standard error while a program works.

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

/// Draws on a terminal; elsewhere (a log file, a pipe, a terminal without a cursor) it prints one line when a
/// part ends. A part that an exception ends leaves nothing. May be called from several threads. A line that
/// can't be written is left out: it is not worth the work that it tells of.
class progress {
public:
    explicit progress(std::string part) : part_(std::move(part)), on_terminal_(has_cursor()) { draw(0); }
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
        constexpr int beside = 10; // " [", "] 100 %" and the cursor
        const int room = columns() - beside;
        const int name = (std::max)(0, (std::min)(static_cast<int>(part_.size()), room - 10));
        const int width = std::clamp(room - name, 0, 40);
        const int filled = static_cast<int>(std::clamp(share, 0.0, 1.0) * width);
        print("\r\033[K{:.{}} [{:#<{}}{:.<{}}] {:3.0f} %", part_, name, "", filled, "", width - filled,
              share * 100);
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

    [[nodiscard]] static bool has_cursor() {
        const char* const terminal = std::getenv("TERM");
        return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
    }

    [[nodiscard]] static int columns() noexcept {
        winsize size{};
        return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? int{size.ws_col} : 60;
    }
};

} // namespace examples
