// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/feature_map.hpp: a map in blocked layout: channels in groups of one vector, with a zero
/// halo.
///
/// NCHW{8|16}c: block, row, column, lane. The halo is as wide as the padding of the convolution that reads
/// the map, so that no kernel has border code. Lanes beyond the last channel are zero.

#include <sei/kernels/vector/simd.hpp>
#include <sei/model/extent.hpp>
#include <sei/model/shape.hpp>

namespace sei::kernels::inline SEI_TARGET {

[[nodiscard]] constexpr std::size_t blocks_for(std::size_t channels) {
    return (channels + vector_width - 1) / vector_width;
}

/// Does not own its memory; `origin` is lane 0 of pixel (0, 0) of block 0, behind the halo.
struct feature_map {
    float* origin = nullptr;
    sei::shape dims{};
    extent halo = 0;

    [[nodiscard]] static constexpr std::size_t floats_needed(sei::shape dims, extent halo) {
        return blocks_for(dims.channels) * (dims.height + 2 * std::size_t{halo.height}) *
               (dims.width + 2 * std::size_t{halo.width}) * vector_width;
    }

    /// A view of memory that holds `floats_needed` floats.
    [[nodiscard]] static feature_map over(float* memory, sei::shape dims, extent halo) {
        feature_map map{memory, dims, halo};
        map.origin += halo.height * map.row_stride() + halo.width * vector_width;
        return map;
    }

    [[nodiscard]] std::size_t blocks() const { return blocks_for(dims.channels); }
    [[nodiscard]] std::size_t row_stride() const {
        return (dims.width + 2 * std::size_t{halo.width}) * vector_width;
    }
    [[nodiscard]] std::size_t block_stride() const {
        return (dims.height + 2 * std::size_t{halo.height}) * row_stride();
    }

    /// Lane 0 of a pixel; rows and columns in the halo are negative or beyond the map.
    [[nodiscard]] float* at(std::size_t block, std::ptrdiff_t row, std::ptrdiff_t column) const {
        return origin + static_cast<std::ptrdiff_t>(block * block_stride()) +
               row * static_cast<std::ptrdiff_t>(row_stride()) +
               column * static_cast<std::ptrdiff_t>(vector_width);
    }
};

/// Writes zeros around every block; memory that other maps used before holds other numbers there.
inline void clear_halo(const feature_map& map) {
    if (map.halo == extent{0}) return;
    const auto height = static_cast<std::ptrdiff_t>(map.dims.height);
    const auto width = static_cast<std::ptrdiff_t>(map.dims.width);
    const auto above = static_cast<std::ptrdiff_t>(map.halo.height);
    const auto beside = static_cast<std::ptrdiff_t>(map.halo.width);
    const std::size_t side_bytes = map.halo.width * vector_width * sizeof(float);
    const std::size_t row_bytes = map.row_stride() * sizeof(float);
    for (std::size_t block = 0; block < map.blocks(); ++block) {
        for (std::ptrdiff_t row = 0; row < above; ++row) {
            std::memset(map.at(block, row - above, -beside), 0, row_bytes);
            std::memset(map.at(block, height + row, -beside), 0, row_bytes);
        }
        for (std::ptrdiff_t row = 0; side_bytes != 0 && row < height; ++row) {
            std::memset(map.at(block, row, -beside), 0, side_bytes);
            std::memset(map.at(block, row, width), 0, side_bytes);
        }
    }
}

/// C, H, W row-major into blocks; lanes without a channel become zero.
inline void pack(const float* plain, const feature_map& map) {
    const std::size_t positions = map.dims.positions();
    for (std::size_t block = 0; block < map.blocks(); ++block) {
        const std::size_t first = block * vector_width;
        const std::size_t lanes =
            map.dims.channels - first < vector_width ? map.dims.channels - first : vector_width;
        for (std::uint32_t row = 0; row < map.dims.height; ++row) {
            float* target = map.at(block, row, 0);
            const float* source = plain + first * positions + row * std::size_t{map.dims.width};
            for (std::uint32_t column = 0; column < map.dims.width; ++column, target += vector_width) {
                for (std::size_t lane = 0; lane < lanes; ++lane)
                    target[lane] = source[lane * positions + column];
                for (std::size_t lane = lanes; lane < vector_width; ++lane) target[lane] = 0.0F;
            }
        }
    }
}

/// Blocks back into C, H, W row-major.
inline void unpack(const feature_map& map, float* plain) {
    const std::size_t positions = map.dims.positions();
    for (std::size_t channel = 0; channel < map.dims.channels; ++channel) {
        for (std::uint32_t row = 0; row < map.dims.height; ++row) {
            const float* source = map.at(channel / vector_width, row, 0) + channel % vector_width;
            float* target = plain + channel * positions + row * std::size_t{map.dims.width};
            for (std::uint32_t column = 0; column < map.dims.width; ++column)
                target[column] = source[column * vector_width];
        }
    }
}

} // namespace sei::kernels::inline SEI_TARGET
