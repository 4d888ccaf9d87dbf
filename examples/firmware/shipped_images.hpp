// SPDX-License-Identifier: MIT
#pragma once
/// The images that ship with the examples, for the host programs of this folder.

#include "../support/idx.hpp"

#include <cstddef>
#include <span>

class shipped_images {
public:
    /// Throws sei::error unless the idx3-ubyte file holds one-channel images of this shape.
    shipped_images(const std::filesystem::path& path, sei::shape shape)
        : pixels_per_image_(shape.elements()) {
        examples::idx_file file(path, 0x803, 3);
        if (shape.channels != 1 || file.sizes()[1] != shape.height || file.sizes()[2] != shape.width)
            throw sei::error(path.string() + ": its images don't have the shape of the network's input");
        count_ = file.sizes()[0];
        pixels_ = file.read(count_ * pixels_per_image_);
    }

    [[nodiscard]] std::size_t size() const { return count_; }

    /// Bytes in C, H, W order. Throws sei::error beyond the last image.
    [[nodiscard]] std::span<const std::byte> operator[](std::size_t index) const {
        if (index >= count_)
            throw sei::error("found " + std::to_string(count_) + " images, no image number " +
                             std::to_string(index));
        return std::as_bytes(std::span(pixels_).subspan(index * pixels_per_image_, pixels_per_image_));
    }

private:
    std::size_t pixels_per_image_;
    std::size_t count_ = 0;
    std::vector<std::uint8_t> pixels_;
};
