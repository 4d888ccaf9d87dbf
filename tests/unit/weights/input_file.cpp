// SPDX-License-Identifier: MIT
#include <sei/input_file.hpp>

#include <doctest/doctest.h>

#include "support.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <sys/stat.h>
#include <vector>

using sei::input_file;
using namespace weights_test;

TEST_CASE("a file is read in pieces or as a whole") {
    const temporary_folder folder;
    const auto path = folder.file("a.txt", bytes_of("split et impera"));
    input_file file(path, "a text");
    std::string word(5, ' ');
    CHECK(file.read(word.data(), word.size()) == 5);
    CHECK(word == "split");
    std::string rest;
    file.append_to(rest, 4);
    CHECK(rest == " et ");
    CHECK(file.rest<std::vector<std::byte>>(6) == bytes_of("impera"));
    CHECK(file.read(word.data(), word.size()) == 0);
    CHECK(sei::read_text(path, "a text", 15) == "split et impera");
}

TEST_CASE("a file beyond the limit is refused, and so is one without an end") {
    const temporary_folder folder;
    const auto path = folder.file("a.txt", bytes_of("split et impera"));
    CHECK(error_of([&] { (void)sei::read_text(path, "a text", 14); }) ==
          path.string() + ": found more than 14 bytes, expected a text of at most that");
    CHECK(error_of([] { (void)sei::read_text("/dev/zero", "a text", 3U << 20U); }) ==
          "/dev/zero: found more than 3145728 bytes, expected a text of at most that");
    CHECK(sei::read_text("/dev/null", "a text", 0).empty());
}

TEST_CASE("a named pipe is read to its writer's end") {
    const temporary_folder folder;
    const auto pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const std::string text(3'000'000, 'x'); // more than a piece, and than a pipe holds
    auto writer = std::async(std::launch::async, [&] { std::ofstream(pipe) << text; });
    CHECK(sei::read_text(pipe, "a text", 4'000'000) == text);
    writer.get();
}

TEST_CASE("what can't be read is named with the reason") {
    const temporary_folder folder;
    CHECK(error_of([] { input_file("/nonexistent/a", "a text"); }) ==
          "/nonexistent/a: can't be read (No such file or directory), expected a text");
    CHECK(error_of([&] { input_file(folder.path(), "a text"); }) ==
          folder.path().string() + ": found a directory, expected a text");
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const auto secret = folder.file("secret", bytes_of("secret"));
    std::filesystem::permissions(secret, std::filesystem::perms::none);
    const without_privileges guard;
    CHECK(error_of([&] { input_file(secret, "a text"); }) ==
          secret.string() + ": can't be read (Permission denied), expected a text");
}
