// SPDX-License-Identifier: MIT
#include "support/png.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {

/// A folder with a PNG of two rows, each an image of 1x2 pixels, and their labels; gone with the object.
class png_pair {
public:
    png_pair() : folder_(fs::temp_directory_path() / ("sei_png_" + std::to_string(getpid()))) {
        fs::create_directories(folder_);
        const std::vector<std::uint8_t> pixels{0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6};
        png_image image{};
        image.version = PNG_IMAGE_VERSION;
        image.width = 2;
        image.height = 2;
        image.format = PNG_FORMAT_RGB;
        REQUIRE(png_image_write_to_file(&image, images().c_str(), 0, pixels.data(), 0, nullptr) != 0);
        write_labels("[7, 9]");
    }
    png_pair(const png_pair&) = delete;
    png_pair& operator=(const png_pair&) = delete;
    ~png_pair() { fs::remove_all(folder_); }

    void write_labels(const std::string& text) const { std::ofstream(labels()) << text; }
    void cut_images_short() const { fs::resize_file(images(), fs::file_size(images()) / 2); }

    [[nodiscard]] fs::path images() const { return folder_ / "images.png"; }
    [[nodiscard]] fs::path labels() const { return folder_ / "labels.json"; }
    [[nodiscard]] sei::study::dataset read(sei::shape dims = {3, 1, 2}) const {
        return examples::read_png_rows(images(), labels(), dims, {.mean = 0.5F, .deviation = 0.25F});
    }

private:
    fs::path folder_;
};

} // namespace

TEST_CASE("Each row of a PNG becomes an image, channel by channel and normalised, with its label") {
    const png_pair pair;
    const sei::study::dataset data = pair.read();
    CHECK(data.dims == sei::shape{3, 1, 2});
    CHECK(data.labels == std::vector<sei::study::class_index>{7, 9});
    const auto normalised = [](int pixel) { return (static_cast<float>(pixel) / 255 - 0.5F) / 0.25F; };
    std::vector<float> expected;
    for (const int pixel : {0, 153, 51, 204, 102, 255, 1, 4, 2, 5, 3, 6})
        expected.push_back(normalised(pixel));
    CHECK(data.pixels == expected);
}

TEST_CASE("Pictures that are missing, cut short or something else are refused by name") {
    const png_pair pair;
    CHECK_THROWS_WITH_AS((void)examples::png_file("/nonexistent/images.png"),
                         doctest::Contains("/nonexistent/images.png: "), sei::error);
    CHECK_THROWS_WITH_AS((void)examples::png_file(pair.labels()),
                         doctest::Contains((pair.labels().string() + ": ").c_str()), sei::error);
    CHECK_THROWS_WITH_AS((void)pair.read({3, 2, 2}),
                         (pair.images().string() + ": rows of 2 pixels, expected 4").c_str(), sei::error);
    pair.cut_images_short();
    CHECK_THROWS_WITH_AS((void)pair.read(), doctest::Contains((pair.images().string() + ": ").c_str()),
                         sei::error);
}

TEST_CASE("Labels that are missing, too few or no class numbers are refused by name") {
    const png_pair pair;
    CHECK_THROWS_WITH_AS(
        (void)examples::read_json_labels("/nonexistent/labels.json"),
        "/nonexistent/labels.json: can't be read (No such file or directory), expected a JSON "
        "array of class numbers",
        sei::error);
    pair.write_labels("[7]");
    CHECK_THROWS_WITH_AS((void)pair.read(), (pair.labels().string() + ": 1 labels for 2 images").c_str(),
                         sei::error);
    for (const std::string text :
         {"", "[7, 9", "{}", "7", "[7, -9]", "[7, 0.5]", "[7, \"9\"]", "[7, 4294967296]"}) {
        CAPTURE(text);
        pair.write_labels(text);
        CHECK_THROWS_WITH_AS((void)pair.read(),
                             (pair.labels().string() + ": is no JSON array of class numbers").c_str(),
                             sei::error);
    }
}
