// SPDX-License-Identifier: MIT
#include "support/program.hpp"

#include <sei/error.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <vector>

namespace {

struct ending {
    int code = -1; ///< -1: a signal
    std::string complaint;
};

/// `work` as a program of its own, with what it wrote to standard error. Standard output is `output`.
template <class Work>
ending run(const Work& work, const char* output = "/dev/null") {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    std::cout.flush(); // or the child would write it again
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        dup2(open(output, O_WRONLY), STDOUT_FILENO);
        _exit(examples::run_program("name", work));
    }
    close(ends[1]);
    ending result;
    for (char letter = 0; read(ends[0], &letter, 1) == 1;) result.complaint += letter;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status)) result.code = WEXITSTATUS(status);
    return result;
}

template <class Exception>
ending run_throwing(const Exception& problem) {
    return run([&]() -> int { throw problem; });
}

} // namespace

TEST_CASE("The exit code is the work's, and nothing is said") {
    for (const int code : {0, 1, 77, 130}) {
        const ending end = run([&] { return code; });
        CHECK(end.code == code);
        CHECK(end.complaint.empty());
    }
}

TEST_CASE("Every exception is one line and exit code 2") {
    CHECK(run_throwing(sei::error("found 3, expected 4")).complaint == "name: found 3, expected 4\n");
    CHECK(run_throwing(std::bad_alloc()).complaint == "name: there is not enough memory for this\n");
    CHECK(run_throwing(std::length_error("vector")).complaint ==
          "name: this needs more memory than there can be\n");
    CHECK(run_throwing(42).complaint == "name: stopped by an unknown error\n");
    CHECK(run_throwing(42).code == 2);
}

TEST_CASE("An exception that nothing can catch is one line as well") {
    const ending end = run([] {
        std::thread([] { throw sei::error("in a thread"); }).join();
        return 0;
    });
    CHECK(end.code == 2);
    CHECK(end.complaint == "name: in a thread\n");
}

#define REPLACED "\xef\xbf\xbd"

TEST_CASE("A message is one line, is short, and doesn't steer the terminal") {
    CHECK(run_throwing(sei::error("a\nb\x1b[31m\x7f")).complaint == "name: a b" REPLACED "[31m" REPLACED
                                                                    "\n");
    // U+009B and U+202E; letters of other scripts stay, bytes that are no UTF-8 don't.
    CHECK(run_throwing(sei::error("\xc2\x9b \xe2\x80\xae Gr\xc3\xb6\xc3\x9f"
                                  "e \xf0\x9f\x98\x80 \xff\xc3"))
              .complaint == "name: " REPLACED " " REPLACED " Gr\xc3\xb6\xc3\x9f"
                            "e \xf0\x9f\x98\x80 " REPLACED REPLACED "\n");
    const std::string end = run_throwing(sei::error(std::string(100'000, 'x'))).complaint;
    CHECK(end.size() < 700);
    CHECK(end.find("x\xe2\x80\xa6x") != std::string::npos); // cut in its middle
}

TEST_CASE("What can't be printed is an error, by whichever way it was printed") {
    if (access("/dev/full", W_OK) != 0) return;
    const auto by_stream = [] {
        std::cout << "text";
        return 0;
    };
    const auto by_stdio = [] {
        std::printf("text");
        return 0;
    };
    for (const ending& end : {run(by_stream, "/dev/full"), run(by_stdio, "/dev/full")}) {
        CHECK(end.code == 2);
        CHECK(end.complaint == "name: standard output can't be written\n");
    }
    const ending once = run(
        []() -> int {
            std::cout << "text";
            throw sei::error("first");
        },
        "/dev/full");
    CHECK(once.complaint == "name: first\n");
}

TEST_CASE("A descriptor that was closed is given to no file") {
    const ending end = run([]() -> int {
        for (const int descriptor : {0, 1, 2})
            if (fcntl(descriptor, F_GETFD) < 0) return 1;
        close(STDOUT_FILENO);
        return examples::run_program("inner", [] { return open("/dev/null", O_RDONLY) > 2 ? 0 : 1; });
    });
    CHECK(end.code == 0);
}
