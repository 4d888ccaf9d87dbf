// SPDX-License-Identifier: MIT
#include <sei/output_file.hpp>

#include <doctest/doctest.h>

#include "support.hpp"

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using sei::output_file;
using weights_test::contains;
using weights_test::error_of;
using weights_test::temporary_folder;

namespace {

std::string content_of(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void put(const fs::path& path, const std::string& text) {
    output_file file(path);
    file.write(text);
    file.publish();
}

std::string opening_error(const fs::path& path) {
    return error_of([&] { output_file{path}; });
}

fs::perms mode_of(const fs::path& path) { return fs::status(path).permissions(); }

} // namespace

TEST_CASE("a file appears when it is published, whole, and its part is there before") {
    const temporary_folder folder;
    const auto path = folder.path() / "report";
    {
        output_file file(path);
        CHECK(folder.files() == 1); // the part: a full folder is known before the work
        file.write("first\n");
        file.write("second\n");
        CHECK(!fs::exists(path));
        file.publish();
        CHECK(content_of(path) == "first\nsecond\n");
    }
    CHECK(folder.files() == 1);
}

TEST_CASE("a file that is not published leaves the old one and no trace") {
    const temporary_folder folder;
    const auto path = folder.path() / "report";
    put(path, "old");
    {
        output_file file(path);
        file.write("new");
    }
    CHECK(content_of(path) == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("symbolic links are followed, through each other and to what is not there yet") {
    const temporary_folder folder;
    fs::create_directory(folder.path() / "deep");
    fs::create_symlink("deep/second", folder.path() / "first");
    fs::create_symlink("report", folder.path() / "deep" / "second"); // relative to the link
    for (const char* const text : {"new", "replaced"}) {
        put(folder.path() / "first", text);
        CHECK(content_of(folder.path() / "deep" / "report") == text);
        CHECK(fs::is_symlink(folder.path() / "first"));
        CHECK(fs::is_symlink(folder.path() / "deep" / "second"));
    }
    fs::create_symlink("circle", folder.path() / "circle");
    CHECK(contains(opening_error(folder.path() / "circle"), "Too many levels of symbolic links"));
    fs::create_symlink("nowhere/report", folder.path() / "astray");
    CHECK(contains(opening_error(folder.path() / "astray"), "astray: can't be written: No such file"));
}

TEST_CASE("the mode of a replaced file stays, a new one's is the user's") {
    const temporary_folder folder;
    const auto path = folder.path() / "report";
    const mode_t mask = ::umask(027);
    put(path, "new");
    ::umask(mask);
    CHECK(mode_of(path) == fs::perms(0640));
    fs::permissions(path, fs::perms(0751));
    put(path, "replaced");
    CHECK(mode_of(path) == fs::perms(0751));
}

TEST_CASE("another name of a file, a hard link, keeps the old content") {
    const temporary_folder folder;
    put(folder.path() / "report", "old");
    fs::create_hard_link(folder.path() / "report", folder.path() / "other");
    put(folder.path() / "report", "new");
    CHECK(content_of(folder.path() / "report") == "new");
    CHECK(content_of(folder.path() / "other") == "old");
}

TEST_CASE("names may be as long as the system allows, and no longer") {
    const temporary_folder folder;
    const std::string longest(255, 'n');
    put(folder.path() / longest, "text");
    put(folder.path() / longest, "again");
    CHECK(content_of(folder.path() / longest) == "again");
    CHECK(contains(opening_error(folder.path() / (longest + "n")), "File name too long"));
    CHECK(folder.files() == 1);
}

TEST_CASE("devices and pipes are written as they are") {
    put("/dev/null", "text");
    CHECK(fs::is_character_file("/dev/null"));
    if (fs::exists("/dev/full")) {
        output_file full("/dev/full");
        CHECK(error_of([&] { full.write("text"); }) ==
              "/dev/full: can't be written: No space left on device");
    }
    const temporary_folder folder;
    const auto pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    auto reader = std::async(std::launch::async, [&] { return content_of(pipe); });
    put(pipe, "through the pipe");
    CHECK(reader.get() == "through the pipe");
    CHECK(fs::is_fifo(pipe));
}

TEST_CASE("a descriptor by name is written where it stands, and its file is not replaced") {
    const temporary_folder folder;
    const auto path = folder.path() / "log";
    std::ofstream(path) << "before\n";
    const int log = ::open(path.c_str(), O_WRONLY | O_APPEND);
    REQUIRE(log >= 0);
    for (const char* const where : {"/dev/fd/", "/proc/self/fd/"}) put(where + std::to_string(log), "more\n");
    REQUIRE(::write(log, "after\n", 6) == 6); // it is still open
    ::close(log);
    CHECK(content_of(path) == "before\nmore\nmore\nafter\n");
    CHECK(contains(opening_error("/dev/fd/" + std::to_string(log)), "Bad file descriptor"));
    const int readable = ::open(path.c_str(), O_RDONLY);
    CHECK(contains(opening_error("/dev/fd/" + std::to_string(readable)), "Bad file descriptor"));
    ::close(readable);
}

TEST_CASE("places that can't be written are known at once") {
    const temporary_folder folder;
    CHECK(opening_error("/nonexistent/report") ==
          "/nonexistent/report: can't be written: No such file or directory");
    CHECK(opening_error(folder.path()) == folder.path().string() + ": is a folder, expected a file");
    CHECK(contains(opening_error(folder.path() / "report/"), "is the name of a folder, expected a file"));
    CHECK(contains(opening_error("/dev/null/report"), "Not a directory"));
    CHECK(opening_error("") == "the name of a file to write is empty");
    CHECK(folder.files() == 0);
}

TEST_CASE("what a user may not write is refused at once, whoever the user is") {
    const temporary_folder folder;
    fs::permissions(folder.path(), fs::perms(0755));
    std::ofstream(folder.path() / "report") << "old";
    fs::permissions(folder.path() / "report", fs::perms(0444));
    const weights_test::without_privileges guard;
    CHECK(contains(opening_error(folder.path() / "report"), "report: can't be written: Permission denied"));
    if (::faccessat(AT_FDCWD, folder.path().c_str(), W_OK, AT_EACCESS) != 0) // not this user's folder
        CHECK(contains(opening_error(folder.path() / "new"), "new: can't be written"));
}

TEST_CASE("two names of one target collide, others don't") {
    const temporary_folder folder;
    const auto place = folder.path();
    std::ofstream(place / "old") << "old";
    fs::create_hard_link(place / "old", place / "hard");
    fs::create_symlink("old", place / "soft");
    fs::create_symlink("new", place / "dangling");
    fs::create_directory_symlink(".", place / "here");
    const auto collide = [&](const char* left, const char* right) {
        const output_file first(place / left);
        const output_file second(place / right);
        CHECK(first.target().collides_with(second.target()) == second.target().collides_with(first.target()));
        return first.target().collides_with(second.target());
    };
    CHECK(collide("old", "hard"));
    CHECK(collide("old", "soft"));
    CHECK(collide("new", "dangling"));
    CHECK(collide("new", "here/new"));
    CHECK(collide("here/here/hard", "soft"));
    CHECK_FALSE(collide("old", "new"));
    CHECK_FALSE(collide("new", "newer"));
    CHECK_FALSE(collide("/dev/null", "/dev/null")); // discards, whatever comes
    CHECK(collide("/dev/stdout", "/dev/fd/1") == !sei::target_of_descriptor(1).discards);
}

TEST_CASE("an old part file, or a link laid in its place, is not written to") {
    const temporary_folder folder;
    std::ofstream(folder.path() / "victim") << "untouched";
    for (int i = 0; i < 3000; ++i) // names that the next part files would take
        fs::create_symlink("victim", folder.path() / (".sei-" + std::to_string(::getpid()) + "-" +
                                                      std::to_string(i) + ".part"));
    put(folder.path() / "report", "text");
    CHECK(content_of(folder.path() / "report") == "text");
    CHECK(content_of(folder.path() / "victim") == "untouched");
}
