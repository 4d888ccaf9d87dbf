// SPDX-License-Identifier: MIT
#include "support/output_file.hpp"

#include <doctest/doctest.h>

#include <iterator>

namespace fs = std::filesystem;
using examples::output_file;

namespace {

struct folder {
    fs::path path = fs::temp_directory_path() / ("sei_output_" + std::to_string(getpid()));

    folder() { fs::create_directories(path); }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() { fs::remove_all(path); }

    [[nodiscard]] std::string file() const { return (path / "report").string(); }
    [[nodiscard]] long files() const {
        return std::distance(fs::directory_iterator(path), fs::directory_iterator());
    }
    [[nodiscard]] std::string content() const {
        std::ifstream stream(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
};

} // namespace

TEST_CASE("A file appears when it is published, whole") {
    const folder place;
    {
        output_file out(place.file());
        out.write("first\n");
        CHECK(!fs::exists(place.file()));
        out.publish();
        CHECK(place.content() == "first\n");
    }
    CHECK(place.content() == "first\n");
    CHECK(place.files() == 1);
}

TEST_CASE("A file that is not published leaves the old one and no trace") {
    const folder place;
    {
        output_file out(place.file());
        out.write("old");
        out.publish();
    }
    {
        output_file out(place.file());
        out.write("new");
    }
    CHECK(place.content() == "old");
    CHECK(place.files() == 1);
}

TEST_CASE("A symbolic link stays, and what it points at is replaced") {
    const folder place;
    std::ofstream(place.file()) << "old";
    fs::create_symlink(place.file(), place.path / "link");
    output_file out((place.path / "link").string());
    out.write("text");
    out.publish();
    CHECK(fs::is_symlink(place.path / "link"));
    CHECK(place.content() == "text");
}

TEST_CASE("A device is written and never replaced") {
    output_file out("/dev/null");
    out.write("text");
    out.publish();
    CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("Places that can't be written are known at once, a full disk when it is written") {
    const folder place;
    CHECK_THROWS_WITH_AS(output_file("/nonexistent/report"), "/nonexistent/report: can't be written",
                         sei::error);
    CHECK_THROWS_WITH_AS(output_file{place.path.string()},
                         (place.path.string() + ": is a folder, expected a file").c_str(), sei::error);
    CHECK_THROWS_AS(output_file(""), sei::error);
    CHECK_THROWS_AS(output_file("/dev/null/report"), sei::error);
    if (fs::exists("/dev/full")) CHECK_THROWS_AS(output_file("/dev/full").write("text"), sei::error);
}

TEST_CASE("Names without a folder mean the present one") {
    const folder place;
    const fs::path before = fs::current_path();
    fs::current_path(place.path);
    output_file out("report");
    out.write("here");
    out.publish();
    fs::current_path(before);
    CHECK(place.content() == "here");
}
