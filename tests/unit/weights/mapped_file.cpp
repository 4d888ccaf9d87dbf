// SPDX-License-Identifier: MIT
#include <sei/weights/mapped_file.hpp>

#include <doctest/doctest.h>

#include "support.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <type_traits>
#include <utility>

using sei::weights::mapped_file;
using namespace weights_test;

static_assert(std::is_nothrow_move_constructible_v<mapped_file> &&
              std::is_nothrow_move_assignable_v<mapped_file>);
static_assert(!std::is_copy_constructible_v<mapped_file> && !std::is_copy_assignable_v<mapped_file>);

namespace {

std::string mapping_error(const std::filesystem::path& path) {
    return error_of([&] { mapped_file{path}; });
}

} // namespace

TEST_CASE("a mapped file shows the bytes of the file") {
    const temporary_folder folder;
    const auto content = bytes_of("split et impera");
    const mapped_file file(folder.file("a.bin", content));
    CHECK(std::ranges::equal(file.bytes(), content));
}

TEST_CASE("a mapping outlives the file's name and moves without moving its bytes") {
    const temporary_folder folder;
    const auto content = bytes_of("0123456789");
    const auto path = folder.file("a.bin", content);
    mapped_file first(path);
    std::filesystem::remove(path);
    const auto* const address = first.bytes().data();

    mapped_file second(std::move(first));
    CHECK(first.bytes().empty());
    CHECK(second.bytes().data() == address);

    mapped_file third(folder.file("b.bin", bytes_of("other")));
    third = std::move(second);
    CHECK(second.bytes().empty());
    CHECK(third.bytes().data() == address);
    CHECK(std::ranges::equal(third.bytes(), content));
    CHECK(mapped_file().bytes().empty());
}

TEST_CASE("what cannot be mapped is refused in one sentence that names the path") {
    const temporary_folder folder;
    const auto missing = folder.path() / "missing.bin";
    CHECK(mapping_error(missing) ==
          missing.string() + ": No such file or directory, expected a readable file");
    CHECK(mapping_error(folder.path()) ==
          folder.path().string() + ": found a directory, expected a regular file");
    const auto empty = folder.file("empty.bin", {});
    CHECK(mapping_error(empty) == empty.string() + ": found an empty file, expected at least one byte");
    CHECK(mapping_error("/dev/null") == "/dev/null: found a special file, expected a regular file");
}

TEST_CASE("a named pipe is refused without waiting for a writer") {
    const temporary_folder folder;
    const auto pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(contains(mapping_error(pipe), "found a special file"));
}

TEST_CASE("a file without read permission is refused") {
    const temporary_folder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const auto path = folder.file("secret.bin", bytes_of("secret"));
    std::filesystem::permissions(path, std::filesystem::perms::none);
    const without_privileges guard;
    CHECK(mapping_error(path) == path.string() + ": Permission denied, expected a readable file");
}
