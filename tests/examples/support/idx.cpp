// SPDX-License-Identifier: MIT
#include "support/idx.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {

/// A folder with an idx pair of two images of 2x3, gone with the object.
class idx_pair {
public:
    idx_pair() : folder_(fs::temp_directory_path() / ("sei_idx_" + std::to_string(getpid()))) {
        fs::create_directories(folder_);
        write_images(
            {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6});
        write_labels({0, 0, 8, 1, 0, 0, 0, 2, 7, 9});
    }
    idx_pair(const idx_pair&) = delete;
    idx_pair& operator=(const idx_pair&) = delete;
    ~idx_pair() { fs::remove_all(folder_); }

    void write_images(const std::vector<unsigned char>& bytes) const { write(images(), bytes); }
    void write_labels(const std::vector<unsigned char>& bytes) const { write(labels(), bytes); }

    [[nodiscard]] fs::path images() const { return folder_ / "images"; }
    [[nodiscard]] fs::path labels() const { return folder_ / "labels"; }
    [[nodiscard]] sei::study::dataset read(std::size_t limit = 0, sei::shape dims = {1, 2, 3}) const {
        return examples::read_idx(images(), labels(), dims, limit);
    }

private:
    fs::path folder_;

    static void write(const fs::path& path, const std::vector<unsigned char>& bytes) {
        std::ofstream file(path, std::ios::binary);
        for (const unsigned char byte : bytes) file.put(static_cast<char>(byte));
    }
};

} // namespace

TEST_CASE("An idx pair becomes images of pixel / 255, and labels") {
    const idx_pair pair;
    const sei::study::dataset data = pair.read();
    CHECK(data.size() == 2);
    CHECK(data.labels == std::vector<sei::study::class_index>{7, 9});
    CHECK(data.dims == sei::shape{1, 2, 3});
    CHECK(std::vector<float>(data.image(0).begin(), data.image(0).end()) ==
          std::vector<float>{0, 51 / 255.0f, 102 / 255.0f, 153 / 255.0f, 204 / 255.0f, 1});
    CHECK(data.image(1)[5] == 6 / 255.0f);
}

TEST_CASE("A limit takes the first images, and no more than there are") {
    const idx_pair pair;
    CHECK(pair.read(1).size() == 1);
    CHECK(pair.read(1).pixels.size() == 6);
    CHECK(pair.read(5).size() == 2);
}

TEST_CASE("Files that are missing, cut short or something else are refused by name") {
    const idx_pair pair;
    CHECK_THROWS_WITH_AS(
        (void)examples::read_idx("/nonexistent/images", pair.labels(), {1, 2, 3}, 0),
        "/nonexistent/images: can't be read (No such file or directory), expected an idx file", sei::error);
    CHECK_THROWS_WITH_AS((void)examples::read_idx(pair.labels(), pair.labels(), {1, 2, 3}, 0),
                         (pair.labels().string() + ": magic number 2049, expected 2051").c_str(), sei::error);
    CHECK_THROWS_WITH_AS((void)pair.read(0, {1, 3, 2}),
                         (pair.images().string() + ": images of 2x3, expected 3x2").c_str(), sei::error);

    pair.write_labels({0, 0, 8, 1, 0, 0, 0, 3, 7, 9, 1});
    CHECK_THROWS_WITH_AS((void)pair.read(), (pair.labels().string() + ": 3 labels for 2 images").c_str(),
                         sei::error);
    pair.write_labels({0, 0, 8, 1, 0, 0, 0, 2, 7});
    CHECK_THROWS_WITH_AS((void)pair.read(),
                         (pair.labels().string() + ": ends after 1 bytes of data, expected 2").c_str(),
                         sei::error);
    pair.write_images({0, 0, 8, 3, 0, 0});
    CHECK_THROWS_WITH_AS((void)pair.read(), (pair.images().string() + ": ends inside its header").c_str(),
                         sei::error);
    pair.write_images({});
    CHECK_THROWS_AS((void)pair.read(), sei::error);
}

TEST_CASE("A header that claims more images than the file holds costs an error, not the memory") {
    const idx_pair pair;
    pair.write_images({0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2});
    pair.write_labels({0, 0, 8, 1, 255, 255, 255, 255, 7});
    CHECK_THROWS_AS((void)pair.read(), sei::error);
}

TEST_CASE("A pipe is read like a file, and one that never ends is not") {
    const idx_pair pair;
    const fs::path pipe = pair.images().string() + ".pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    std::thread writer([&] {
        std::ifstream from(pair.images(), std::ios::binary);
        std::ofstream(pipe, std::ios::binary) << from.rdbuf();
    });
    const auto data = examples::read_idx(pipe, pair.labels(), {1, 2, 3}, 0);
    writer.join();
    CHECK(data.pixels == pair.read().pixels);
    CHECK_THROWS_WITH_AS((void)examples::read_idx("/dev/zero", pair.labels(), {1, 2, 3}, 0),
                         "/dev/zero: magic number 0, expected 2051", sei::error);
    CHECK_THROWS_WITH_AS((void)examples::read_idx("/", pair.labels(), {1, 2, 3}, 0),
                         "/: found a directory, expected an idx file", sei::error);
}

TEST_CASE("The shipped images are 2,000 of 28x28 in ten classes") {
    const fs::path folder = SEI_EXAMPLE_DATA_DIR;
    const auto data = examples::read_idx(folder / "fashion_test_images.idx3-ubyte",
                                         folder / "fashion_test_labels.idx1-ubyte", {1, 28, 28}, 0);
    CHECK(data.size() == 2000);
    CHECK(data.pixels.size() == 2000 * 784);
    CHECK_NOTHROW(sei::study::require_usable(data, {1, 28, 28}, 10));
}
