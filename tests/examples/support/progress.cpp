// SPDX-License-Identifier: MIT
#include "support/progress.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <string>
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

TEST_CASE("A line fits its terminal, however narrow, and keeps both ends of a long name") {
    const std::string name = "simulating 14 designs on other links of a network with a long name";
    for (const std::size_t columns : {30U, 59U, 79U, 109U, 200U})
        for (const double share : {0.0, 0.123, 0.5, 1.0}) {
            const std::string line = examples::text_of({name, share}, columns);
            CAPTURE(line);
            CHECK(line.size() <= columns);
            CHECK(line.ends_with(" %"));
        }
    CHECK(examples::text_of({name, 1}, 59) == "simulating 14 desig...k with a long name [##########] 100 %");
    CHECK(examples::text_of({"part", 0.5}, 79) == "part [####################....................]  50 %");
    CHECK(examples::text_of({"part", 0.5}, 25) == "part [######......]  50 %");
    CHECK(examples::text_of({"a\x1b[31m", 0}, 79).find('\x1b') == std::string::npos);
}

TEST_CASE("A terminal that is dumb, or says nothing of itself, gets lines as a log does") {
    const char* const before = std::getenv("TERM");
    const std::string kept = before == nullptr ? "" : before;
    setenv("TERM", "dumb", 1);
    CHECK_FALSE(examples::draws_on_standard_error());
    unsetenv("TERM");
    CHECK_FALSE(examples::draws_on_standard_error());
    if (before != nullptr) setenv("TERM", kept.c_str(), 1);
}
