// SPDX-License-Identifier: MIT
#include "support/output_file.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/wait.h>
#include <vector>

namespace fs = std::filesystem;
using examples::output_file;

namespace {

struct folder {
    fs::path path = fs::temp_directory_path() / ("sei_output_" + std::to_string(getpid()));

    folder() { fs::create_directories(path); }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() { fs::remove_all(path); }

    [[nodiscard]] std::string file(const char* name = "report") const { return (path / name).string(); }
    [[nodiscard]] long files() const {
        return std::distance(fs::directory_iterator(path), fs::directory_iterator());
    }
    [[nodiscard]] std::string content(const char* name = "report") const {
        std::ifstream stream(path / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
};

/// Standard output is this file for as long as it lives.
class redirected {
public:
    explicit redirected(const std::string& path) : before_(dup(STDOUT_FILENO)) {
        std::fflush(stdout);
        const int file = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
        dup2(file, STDOUT_FILENO);
        close(file);
    }
    redirected(const redirected&) = delete;
    redirected& operator=(const redirected&) = delete;
    ~redirected() {
        dup2(before_, STDOUT_FILENO);
        close(before_);
    }

private:
    int before_;
};

} // namespace

TEST_CASE("A file appears when it is published, whole") {
    const folder place;
    output_file out("--json", place.file());
    out.write("text");
    CHECK(!fs::exists(place.file()));
    out.publish();
    CHECK(place.content() == "text");
    CHECK(place.files() == 1);
    CHECK(out.name() == place.file());
}

TEST_CASE("A dash and /dev/stdout are standard output, and the text for humans goes elsewhere") {
    const folder place;
    const redirected to(place.file("printed"));
    {
        output_file dash("--json", "-");
        output_file device("--html", "/dev/stdout");
        output_file file("--csv", place.file());
        CHECK(dash.is_standard_output());
        CHECK(device.is_standard_output());
        CHECK_FALSE(file.is_standard_output());
        CHECK(dash.name() == "standard output");
        CHECK(&examples::text_stream({&file, &dash}) == &std::cerr);
        CHECK(&examples::text_stream({&device}) == &std::cerr);
        CHECK(&examples::text_stream({&file}) == &std::cout);
        CHECK_THROWS_WITH_AS(examples::require_different_targets({&dash, &file, &device}),
                             "--json and --html: both can't go to /dev/stdout", sei::error);
        CHECK_NOTHROW(examples::require_different_targets({&dash, &file}));
        dash.write("first\n");
        dash.publish();
    }
    REQUIRE(write(STDOUT_FILENO, "second\n", 7) == 7);
    CHECK(place.content("printed") == "first\nsecond\n");
}

TEST_CASE("Two outputs of one target are refused") {
    const folder place;
    fs::create_symlink("report", place.path / "link"); // to what isn't there yet
    output_file json("--json", place.file());
    output_file html("--html", place.file("link"));
    CHECK_THROWS_WITH_AS(examples::require_different_targets({&json, &html}),
                         ("--json and --html: both can't go to " + place.file("link")).c_str(), sei::error);
    const output_file null("--json", "/dev/null");
    CHECK_NOTHROW(examples::require_different_targets({&null, &null}));
}

TEST_CASE("An empty name is the option's error") {
    CHECK_THROWS_WITH_AS(output_file("--json", ""), "--json: the name of a file is empty", sei::error);
}

TEST_CASE("A signal that ends the program leaves no part file") {
    const folder place;
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        const pid_t child = fork();
        if (child == 0) {
            for (const int each : {SIGINT, SIGTERM, SIGHUP}) std::signal(each, SIG_DFL);
            examples::remove_part_files_on_signals();
            const output_file one("--json", place.file("one"));
            const output_file other("--html", place.file("other"));
            raise(number);
            _exit(0);
        }
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == number);
        CHECK(place.files() == 0);
    }
}
