// SPDX-License-Identifier: MIT
#pragma once
/// Reads the images of an idx3-ubyte file (http://yann.lecun.com/exdb/mnist, "THE IDX FILE FORMAT"): host
/// tools only.

#include <sei/error.hpp>
#include <sei/model/shape.hpp>
#include <sei/weights/mapped_file.hpp>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

class idx_images {
public:
    /// Throws sei::error unless the file holds whole one-channel images of this shape.
    idx_images(const std::filesystem::path& path, sei::shape shape)
        : file_(path), pixels_(shape.elements()), source_(path.string()) {
        const bool has_header = file_.bytes().size() >= header_bytes && word(0) == 0x0803;
        if (!has_header) throw sei::error(source_ + ": not an idx3-ubyte file");
        if (shape.channels != 1 || word(2) != shape.height || word(3) != shape.width)
            throw sei::error(source_ + ": its images are " + std::to_string(word(2)) + "x" +
                             std::to_string(word(3)) + ", the network's input differs");
        if ((file_.bytes().size() - header_bytes) / pixels_ < word(1))
            throw sei::error(source_ + ": ends before its " + std::to_string(word(1)) + " images do");
    }

    [[nodiscard]] std::size_t size() const { return word(1); }

    /// Pixels in C, H, W order, 0 to 255. Throws sei::error beyond the last image.
    [[nodiscard]] std::span<const std::byte> operator[](std::size_t index) const {
        if (index >= size())
            throw sei::error(source_ + ": has " + std::to_string(size()) + " images, no number " +
                             std::to_string(index));
        return file_.bytes().subspan(header_bytes + index * pixels_, pixels_);
    }

private:
    static constexpr std::size_t header_bytes = 16;

    sei::weights::mapped_file file_;
    std::size_t pixels_;
    std::string source_;

    [[nodiscard]] std::uint32_t word(std::size_t index) const {
        std::uint32_t value = 0;
        for (const std::byte byte : file_.bytes().subspan(4 * index, 4))
            value = value << 8U | std::to_integer<std::uint32_t>(byte);
        return value;
    }
};
