// SPDX-License-Identifier: MIT
#include "support/progress.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <fcntl.h>
#include <stdexcept>
#include <thread>

namespace {

/// What `action` prints on standard error, which is no terminal meanwhile.
template <class Action>
std::string printed_by(const Action& action) {
    std::FILE* const file = std::tmpfile();
    std::fflush(stderr);
    const int before = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    action();
    std::fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    std::rewind(file);
    std::string text;
    for (int character = std::fgetc(file); character != EOF; character = std::fgetc(file))
        text += static_cast<char>(character);
    std::fclose(file);
    return text;
}

} // namespace

TEST_CASE("In a log a part is one line, printed when it ends") {
    const std::string text = printed_by([] {
        examples::progress bar("counting");
        for (const double share : {0.1, 0.5, 0.3, 1.0}) bar.update(share);
    });
    CHECK(text.rfind("counting: done in ", 0) == 0);
    CHECK(text.find('\n') == text.size() - 1);
    CHECK(text.find('\033') == std::string::npos);
}

TEST_CASE("A part that an exception ends was not done, and says nothing") {
    const std::string text = printed_by([] {
        try {
            examples::progress bar("counting");
            throw std::runtime_error("stop");
        } catch (const std::runtime_error&) {
        }
    });
    CHECK(text.empty());
}

TEST_CASE("A line that can't be written is no error") {
    if (access("/dev/full", W_OK) != 0) return;
    std::fflush(stderr);
    const int before = dup(STDERR_FILENO);
    const int full = open("/dev/full", O_WRONLY);
    for (const bool closed : {false, true}) {
        dup2(full, STDERR_FILENO);
        if (closed) close(STDERR_FILENO);
        CHECK_NOTHROW([] {
            examples::progress bar("counting");
            bar.update(0.5);
        }());
        std::clearerr(stderr);
        dup2(before, STDERR_FILENO);
    }
    close(full);
    close(before);
}

TEST_CASE("Several threads may report") {
    const std::string text = printed_by([] {
        examples::progress bar("counting");
        const auto report = [&bar] {
            for (int i = 0; i <= 1000; ++i) bar.update(i / 1000.0);
        };
        std::thread other(report);
        report();
        other.join();
    });
    CHECK(text.rfind("counting: done in ", 0) == 0);
}
