// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/channels_last.hpp: for kernels that keep a map as H,W,C: transposes while encoding and decoding.
///
/// The wire is always C,H,W. The transposition goes through 256 bytes of stack and needs no second tensor.

#include <sei/model/shape.hpp>
#include <sei/wire/codec.hpp>
#include <sei/wire/element_type.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

namespace detail {

inline constexpr std::size_t transpose_block = 64;

/// Calls `visit(wire, memory)` with the index of each element of `range` in C,H,W and in H,W,C order.
template <typename Visit>
constexpr void for_each_transposed(const shape& map, element_range range, Visit visit) {
    std::size_t channel = range.first / map.positions();
    std::size_t position = range.first % map.positions();
    for (std::size_t wire = range.first; wire != range.first + range.count; ++wire) {
        visit(wire, position * map.channels + channel);
        if (++position == map.positions()) {
            position = 0;
            ++channel;
        }
    }
}

/// Calls `visit(block)` for consecutive pieces of `range` of at most `transpose_block` elements.
template <typename Visit>
constexpr void for_each_block(element_range range, Visit visit) {
    while (range.count != 0) {
        const std::size_t count = range.count < transpose_block ? range.count : transpose_block;
        visit(element_range{range.first, count});
        range = {range.first + count, range.count - count};
    }
}

} // namespace detail

/// `encode_range` for a tensor of shape `map` in H,W,C order: writes bytes `[offset, offset + out.size())` of
/// the wire form. False, and nothing written, unless these are whole elements of it and the tensor has that
/// shape's size.
template <tensor_codec Codec>
[[nodiscard]] constexpr bool encode_channels_last(const Codec& codec, const shape& map,
                                                  std::span<const float> tensor, std::size_t offset,
                                                  std::span<std::byte> out) noexcept {
    const element_range range = elements_at(codec, tensor.size(), offset, out.size());
    if (tensor.size() != map.elements() || (range.count == 0 && !out.empty())) return false;
    const std::size_t size = element_bytes(codec.type());
    detail::for_each_block(range, [&](element_range block) {
        std::array<float, detail::transpose_block> values{};
        detail::for_each_transposed(map, block, [&](std::size_t wire, std::size_t memory) {
            values[wire - block.first] = tensor[memory];
        });
        codec.encode(block.first, std::span{values}.first(block.count),
                     out.subspan((block.first - range.first) * size, block.count * size));
    });
    return true;
}

/// `decode_range` into a tensor of shape `map` in H,W,C order, under the same conditions.
template <tensor_codec Codec>
[[nodiscard]] constexpr bool decode_channels_last(const Codec& codec, const shape& map, std::size_t offset,
                                                  std::span<const std::byte> bytes,
                                                  std::span<float> tensor) noexcept {
    const element_range range = elements_at(codec, tensor.size(), offset, bytes.size());
    if (tensor.size() != map.elements() || (range.count == 0 && !bytes.empty())) return false;
    const std::size_t size = element_bytes(codec.type());
    detail::for_each_block(range, [&](element_range block) {
        std::array<float, detail::transpose_block> values{};
        codec.decode(block.first, bytes.subspan((block.first - range.first) * size, block.count * size),
                     std::span{values}.first(block.count));
        detail::for_each_transposed(map, block, [&](std::size_t wire, std::size_t memory) {
            tensor[memory] = values[wire - block.first];
        });
    });
    return true;
}

} // namespace sei::wire::inline SEI_RELEASE
