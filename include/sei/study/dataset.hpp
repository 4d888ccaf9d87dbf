// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/dataset.hpp: labelled images as a study takes them.

#include <sei/error.hpp>
#include <sei/model/shape.hpp>
#include <sei/wire/uint8.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sei::study::inline SEI_TARGET {

using class_index = std::uint32_t;

/// Images as the network takes them, one after another, C, H, W row-major; a label is a class index.
/// `normalisation` says how a pixel byte became a number: a server does the same with the bytes that a device
/// sends for remote computing.
struct dataset {
    sei::shape dims{};
    std::vector<float> pixels;
    std::vector<class_index> labels;
    wire::normalisation normalisation{};

    [[nodiscard]] std::size_t size() const { return labels.size(); }

    [[nodiscard]] std::span<const float> image(std::size_t index) const {
        return std::span<const float>(pixels).subspan(index * dims.elements(), dims.elements());
    }
};

namespace detail {

[[nodiscard]] inline std::string dimensions(sei::shape of) {
    const std::string channels = std::to_string(of.channels);
    if (of.rank() != 3) return channels;
    return channels + "x" + std::to_string(of.height) + "x" + std::to_string(of.width);
}

} // namespace detail

/// Throws sei::error unless there is at least one image, every image has the network's shape and a label
/// below `classes`.
inline void require_usable(const dataset& images, sei::shape input, std::size_t classes) {
    if (images.size() == 0) throw error("the dataset has no images; at least one is needed");
    if (images.dims != input)
        throw error("the dataset has images of " + detail::dimensions(images.dims) + ", the network takes " +
                    detail::dimensions(input));
    if (images.pixels.size() != images.size() * input.elements())
        throw error("the dataset has " + std::to_string(images.pixels.size()) + " numbers for " +
                    std::to_string(images.size()) + " images of " + std::to_string(input.elements()) +
                    " numbers each");
    for (std::size_t i = 0; i < images.size(); ++i)
        if (images.labels[i] >= classes)
            throw error("image " + std::to_string(i) + " has label " + std::to_string(images.labels[i]) +
                        ", the network has " + std::to_string(classes) + " classes");
}

/// Images [first, first + count) of a dataset. Throws sei::error if it has fewer.
[[nodiscard]] inline dataset part_of(const dataset& images, std::size_t first, std::size_t count) {
    if (first > images.size() || count > images.size() - first)
        throw error("images " + std::to_string(first) + " to " + std::to_string(first + count) + " of " +
                    std::to_string(images.size()) + " were asked for");
    const std::span<const float> pixels =
        std::span(images.pixels).subspan(first * images.dims.elements(), count * images.dims.elements());
    const std::span<const class_index> labels = std::span(images.labels).subspan(first, count);
    return {.dims = images.dims,
            .pixels = {pixels.begin(), pixels.end()},
            .labels = {labels.begin(), labels.end()},
            .normalisation = images.normalisation};
}

/// The images of one set, then those of the other. Throws sei::error if their shapes or their normalisation
/// differ: the result could say only one of each.
[[nodiscard]] inline dataset joined(dataset first, const dataset& second) {
    if (first.dims != second.dims)
        throw error("image sets of " + detail::dimensions(first.dims) + " and " +
                    detail::dimensions(second.dims) + " can't be joined, expected one shape");
    if (first.normalisation.mean != second.normalisation.mean ||
        first.normalisation.deviation != second.normalisation.deviation)
        throw error("image sets with normalisations of mean " + std::to_string(first.normalisation.mean) +
                    ", deviation " + std::to_string(first.normalisation.deviation) + " and mean " +
                    std::to_string(second.normalisation.mean) + ", deviation " +
                    std::to_string(second.normalisation.deviation) + " can't be joined, expected one");
    first.pixels.insert(first.pixels.end(), second.pixels.begin(), second.pixels.end());
    first.labels.insert(first.labels.end(), second.labels.begin(), second.labels.end());
    return first;
}

} // namespace sei::study::inline SEI_TARGET
