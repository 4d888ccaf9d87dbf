// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/progress.hpp: a progress bar on standard error while a program works.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <string>
#include <unistd.h>

namespace examples {

/// Draws on a terminal; elsewhere (a log file, a pipe) it prints one line when a part ends. A part that an
/// exception ends leaves nothing. May be called from several threads.
class progress {
public:
    explicit progress(std::string part) : part_(std::move(part)), on_terminal_(isatty(STDERR_FILENO) == 1) {
        draw(0);
    }
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    ~progress() {
        const double seconds = std::chrono::duration<double>(clock::now() - begin_).count();
        const char* const clear = on_terminal_ ? "\r\033[K" : "";
        if (std::uncaught_exceptions() > exceptions_)
            fmt::print(stderr, "{}", clear);
        else
            fmt::print(stderr, "{}{}: done in {:.1f} s\n", clear, part_, seconds);
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

    void draw(double share) {
        if (!on_terminal_) return;
        constexpr int width = 40;
        const int filled = static_cast<int>(std::clamp(share, 0.0, 1.0) * width);
        fmt::print(stderr, "\r\033[K{} [{:#<{}}{:.<{}}] {:3.0f} %", part_, "", filled, "", width - filled,
                   share * 100);
        std::fflush(stderr);
        drawn_ = clock::now();
    }
};

} // namespace examples
