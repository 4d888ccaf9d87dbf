// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/idx.hpp: reads labelled images in the idx format of MNIST and its kin.

#include <sei/input_file.hpp>
#include <sei/study/dataset.hpp>

#include <array>
#include <filesystem>

namespace examples {

/// The bytes of one idx file, which may be a pipe: 32-bit big-endian magic and sizes, then one byte per
/// element.
class idx_file {
public:
    idx_file(const std::filesystem::path& path, std::uint32_t magic, std::size_t rank)
        : file_(path, "an idx file") {
        if (const std::uint32_t found = number(); found != magic)
            throw sei::error(file_.name() + ": magic number " + std::to_string(found) + ", expected " +
                             std::to_string(magic));
        for (std::size_t i = 0; i < rank; ++i) sizes_.push_back(number());
    }

    [[nodiscard]] const std::vector<std::uint32_t>& sizes() const { return sizes_; }

    /// The next `count` bytes; a header that claims more than the file holds costs no memory, and one that
    /// claims more than images of this kind have is refused, for a pipe may be endless.
    [[nodiscard]] std::vector<std::uint8_t> read(std::size_t count) {
        constexpr std::size_t most = std::size_t{1} << 30U;
        if (count > most)
            throw sei::error(file_.name() + ": " + std::to_string(count) +
                             " bytes of data are announced or asked for, expected at most " +
                             std::to_string(most));
        std::vector<std::uint8_t> bytes;
        file_.append_to(bytes, count);
        if (bytes.size() < count)
            throw sei::error(file_.name() + ": ends after " + std::to_string(bytes.size()) +
                             " bytes of data, expected " + std::to_string(count));
        return bytes;
    }

private:
    sei::input_file file_;
    std::vector<std::uint32_t> sizes_;

    [[nodiscard]] std::uint32_t number() {
        std::array<unsigned char, 4> bytes{};
        if (file_.read(bytes.data(), bytes.size()) < bytes.size())
            throw sei::error(file_.name() + ": ends inside its header");
        return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U |
               std::uint32_t{bytes[2]} << 8U | std::uint32_t{bytes[3]};
    }
};

/// The first `limit` images (0: all) with their labels, as numbers pixel / 255. Throws sei::error for files
/// that don't fit together or don't hold images of shape `dims` (one channel).
[[nodiscard]] inline sei::study::dataset read_idx(const std::filesystem::path& images,
                                                  const std::filesystem::path& labels, sei::shape dims,
                                                  std::size_t limit) {
    idx_file pixels(images, 0x803, 3);
    idx_file classes(labels, 0x801, 1);
    const std::size_t count = pixels.sizes()[0];
    if (classes.sizes()[0] != count)
        throw sei::error(labels.string() + ": " + std::to_string(classes.sizes()[0]) + " labels for " +
                         std::to_string(count) + " images");
    if (pixels.sizes()[1] != dims.height || pixels.sizes()[2] != dims.width)
        throw sei::error(images.string() + ": images of " + std::to_string(pixels.sizes()[1]) + "x" +
                         std::to_string(pixels.sizes()[2]) + ", expected " + std::to_string(dims.height) +
                         "x" + std::to_string(dims.width));
    const std::size_t taken = limit == 0 ? count : (std::min)(limit, count);
    sei::study::dataset data;
    data.dims = dims;
    const std::vector<std::uint8_t> labels_read = classes.read(taken);
    data.labels.assign(labels_read.begin(), labels_read.end());
    const std::vector<std::uint8_t> bytes = pixels.read(taken * dims.elements());
    data.pixels.reserve(bytes.size());
    for (const std::uint8_t byte : bytes) data.pixels.push_back(data.normalisation.value(byte));
    return data;
}

} // namespace examples
