// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/feature_map.hpp: a map in blocked layout: channels in groups of one vector, with a zero
/// halo.
///
/// NCHW{16|8|4}c: block, row, column, lane. `lanes` is the width of the kernel set that reads the map; maps
/// of one lane are plain padded planes, which suits the few channels of a picture. The halo is as wide as the
/// padding of the layer that reads the map, so that no kernel has border code. Lanes beyond the last channel
/// are zero.
/// `at` takes rows and columns from `-halo` to `size + halo - 1`. `pack` writes all pixels and leaves the
/// halo alone.

#include <sei/config.hpp>
#include <sei/model/extent.hpp>
#include <sei/model/shape.hpp>

#include <cstddef>
#include <cstring>

namespace sei::kernels::inline SEI_TARGET {

[[nodiscard]] constexpr std::size_t rounded_up(std::size_t value, std::size_t unit) {
    return (value + unit - 1) / unit * unit;
}

/// Groups of `lanes` channels that hold this many channels.
[[nodiscard]] constexpr std::size_t blocks_for(std::size_t channels, std::size_t lanes) {
    return (channels + lanes - 1) / lanes;
}

/// Does not own its memory; `origin` is lane 0 of pixel (0, 0) of block 0, behind the halo.
struct feature_map {
    float* origin = nullptr;
    sei::shape dims{};
    extent halo = 0;
    std::size_t lanes = 1;

    [[nodiscard]] static constexpr std::size_t floats_needed(sei::shape dims, extent halo,
                                                             std::size_t lanes) {
        return blocks_for(dims.channels, lanes) * (dims.height + 2 * std::size_t{halo.height}) *
               (dims.width + 2 * std::size_t{halo.width}) * lanes;
    }

    /// A view of memory that holds `floats_needed` floats.
    [[nodiscard]] static feature_map over(float* memory, sei::shape dims, extent halo, std::size_t lanes) {
        feature_map map{memory, dims, halo, lanes};
        map.origin += halo.height * map.row_stride() + halo.width * lanes;
        return map;
    }

    [[nodiscard]] bool empty() const { return origin == nullptr; }
    [[nodiscard]] std::size_t blocks() const { return blocks_for(dims.channels, lanes); }
    [[nodiscard]] std::size_t row_stride() const {
        return (dims.width + 2 * std::size_t{halo.width}) * lanes;
    }
    [[nodiscard]] std::size_t block_stride() const {
        return (dims.height + 2 * std::size_t{halo.height}) * row_stride();
    }

    /// Lane 0 of a pixel; rows and columns in the halo are negative or beyond the map.
    [[nodiscard]] float* at(std::size_t block, std::ptrdiff_t row, std::ptrdiff_t column) const {
        return origin + static_cast<std::ptrdiff_t>(block * block_stride()) +
               row * static_cast<std::ptrdiff_t>(row_stride()) + column * static_cast<std::ptrdiff_t>(lanes);
    }
};

/// Writes zeros around every block; memory that other maps used before holds other numbers there.
inline void clear_halo(const feature_map& map) {
    if (map.halo == extent{0}) return;
    const auto height = static_cast<std::ptrdiff_t>(map.dims.height);
    const auto width = static_cast<std::ptrdiff_t>(map.dims.width);
    const auto above = static_cast<std::ptrdiff_t>(map.halo.height);
    const auto beside = static_cast<std::ptrdiff_t>(map.halo.width);
    const std::size_t side_bytes = map.halo.width * map.lanes * sizeof(float);
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

namespace detail {

using four_floats = float __attribute__((vector_size(16)));

/// Transposes a square of four rows and columns; rows are `from_row` floats apart, and become columns.
[[gnu::always_inline]] inline void transpose_four(const float* from, std::size_t from_row, float* to,
                                                  std::size_t to_row) {
    four_floats row[4];
#pragma GCC unroll 4
    for (std::size_t i = 0; i < 4; ++i) std::memcpy(&row[i], from + i * from_row, sizeof row[i]);
    const four_floats low[2] = {__builtin_shufflevector(row[0], row[1], 0, 4, 1, 5),
                                __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5)};
    const four_floats high[2] = {__builtin_shufflevector(row[0], row[1], 2, 6, 3, 7),
                                 __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7)};
    const four_floats column[4] = {__builtin_shufflevector(low[0], low[1], 0, 1, 4, 5),
                                   __builtin_shufflevector(low[0], low[1], 2, 3, 6, 7),
                                   __builtin_shufflevector(high[0], high[1], 0, 1, 4, 5),
                                   __builtin_shufflevector(high[0], high[1], 2, 3, 6, 7)};
#pragma GCC unroll 4
    for (std::size_t i = 0; i < 4; ++i) std::memcpy(to + i * to_row, &column[i], sizeof column[i]);
}

/// Rows, `from_row` floats apart, become columns of rows that are `to_row` floats apart.
inline void transpose(std::size_t rows, std::size_t columns, const float* from, std::size_t from_row,
                      float* to, std::size_t to_row) {
    const std::size_t whole_rows = rows / 4 * 4;
    const std::size_t whole_columns = columns / 4 * 4;
    for (std::size_t column = 0; column < whole_columns; column += 4)
        for (std::size_t row = 0; row < whole_rows; row += 4)
            transpose_four(from + row * from_row + column, from_row, to + column * to_row + row, to_row);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = row < whole_rows ? whole_columns : 0; column < columns; ++column)
            to[column * to_row + row] = from[row * from_row + column];
}

} // namespace detail

/// C, H, W row-major into blocks; lanes without a channel become zero.
inline void pack(const float* plain, const feature_map& map) {
    const std::size_t positions = map.dims.positions();
    for (std::size_t block = 0; block < map.blocks(); ++block) {
        const std::size_t first = block * map.lanes;
        const std::size_t left = map.dims.channels - first;
        const std::size_t real = left < map.lanes ? left : map.lanes;
        for (std::uint32_t row = 0; row < map.dims.height; ++row) {
            float* target = map.at(block, row, 0);
            const float* source = plain + first * positions + row * std::size_t{map.dims.width};
            if (map.lanes == 1) {
                std::memcpy(target, source, map.dims.width * sizeof(float));
                continue;
            }
            detail::transpose(real, map.dims.width, source, positions, target, map.lanes);
            for (std::uint32_t column = 0; column < map.dims.width; ++column, target += map.lanes)
                for (std::size_t lane = real; lane < map.lanes; ++lane) target[lane] = 0.0F;
        }
    }
}

/// Blocks back into C, H, W row-major.
inline void unpack(const feature_map& map, float* plain) {
    const std::size_t positions = map.dims.positions();
    for (std::size_t block = 0; block < map.blocks(); ++block) {
        const std::size_t first = block * map.lanes;
        const std::size_t left = map.dims.channels - first;
        const std::size_t real = left < map.lanes ? left : map.lanes;
        for (std::uint32_t row = 0; row < map.dims.height; ++row) {
            const float* source = map.at(block, row, 0);
            float* target = plain + first * positions + row * std::size_t{map.dims.width};
            detail::transpose(map.dims.width, real, source, map.lanes, target, positions);
        }
    }
}

} // namespace sei::kernels::inline SEI_TARGET
