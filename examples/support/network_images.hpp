// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/network_images.hpp: labelled images from files, as a network was trained to see them.

#include "idx.hpp"
#include "png.hpp"

#include <sei/zoo/vgg16_cifar.hpp>

namespace examples {

/// All images: from idx files as pixel / 255.
template <class Net>
[[nodiscard]] sei::study::dataset read_images(const std::filesystem::path& images,
                                              const std::filesystem::path& labels) {
    return read_idx(images, labels, Net::input, 0);
}

/// From a PNG with an image in each row, and a JSON array, as (pixel / 255 - 0.5) / 0.25.
template <>
[[nodiscard]] inline sei::study::dataset
read_images<sei::zoo::vgg16_cifar10>(const std::filesystem::path& images,
                                     const std::filesystem::path& labels) {
    return read_png_rows(images, labels, sei::zoo::vgg16_cifar10::input, {.mean = 0.5F, .deviation = 0.25F});
}

} // namespace examples
