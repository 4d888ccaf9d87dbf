// SPDX-License-Identifier: MIT
#include "support/network_images.hpp"

#include <sei/zoo/fashion_cnn.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <unistd.h>

TEST_CASE("Fashion-MNIST is read as pixel / 255") {
    const std::string data = SEI_EXAMPLE_DATA_DIR;
    const sei::study::dataset images = examples::read_images<sei::zoo::fashion_cnn>(
        data + "/fashion_test_images.idx3-ubyte", data + "/fashion_test_labels.idx1-ubyte");
    CHECK(images.size() == 2000);
    CHECK(images.normalisation.mean == 0);
    CHECK(*std::max_element(images.pixels.begin(), images.pixels.end()) == 1);
}

TEST_CASE("CIFAR-10 is read from rows of a PNG as (pixel / 255 - 0.5) / 0.25") {
    const auto folder = std::filesystem::temp_directory_path() / ("sei_cifar_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const std::vector<std::uint8_t> pixels(1024 * 3, 255);
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = 1024;
    image.height = 1;
    image.format = PNG_FORMAT_RGB;
    REQUIRE(png_image_write_to_file(&image, (folder / "a.png").c_str(), 0, pixels.data(), 0, nullptr) != 0);
    std::ofstream(folder / "a.json") << "[3]";
    const auto images = examples::read_images<sei::zoo::vgg16_cifar10>(folder / "a.png", folder / "a.json");
    std::filesystem::remove_all(folder);
    CHECK(images.dims == sei::shape{3, 32, 32});
    CHECK(images.pixels == std::vector<float>(3072, 2.0F));
    CHECK(images.normalisation.pixel(2.0F) == 255);
}
