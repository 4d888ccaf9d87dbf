// SPDX-License-Identifier: MIT
#pragma once
/// Sends a tensor as one frame (sei/wire/frame.hpp), encoded piece by piece: an encoded copy of the tensor
/// never stands in memory as a whole.

#include "board.hpp"

#include <sei/sei.hpp>

/// Calls `visit` with the encoded tensor, 256 bytes at a time.
template <sei::wire::tensor_codec Codec, class Visit>
void for_each_piece(const Codec& codec, std::span<const float> tensor, Visit visit) {
    std::array<std::byte, 256> piece;
    const std::size_t total = sei::wire::encoded_bytes(codec, tensor.size());
    for (std::size_t offset = 0; offset < total; offset += piece.size()) {
        const std::size_t rest = total - offset;
        const auto bytes = std::span(piece).first(rest < piece.size() ? rest : piece.size());
        if (sei::wire::encode_range(codec, tensor, offset, bytes)) visit(bytes);
    }
}

struct sent_tensor {
    std::uint32_t payload_bytes;
    std::uint32_t payload_checksum;
};

/// Encodes twice, first for the checksum in the frame's header: cheap beside a convolution.
template <sei::wire::tensor_codec Codec>
sent_tensor send_tensor(const Codec& codec, sei::shape shape, std::span<const float> tensor) {
    const auto payload_bytes = static_cast<std::uint32_t>(sei::wire::encoded_bytes(codec, tensor.size()));
    const sei::wire::frame_header frame{.type = codec.type(), .shape = shape, .payload_bytes = payload_bytes};
    std::array<std::byte, sei::wire::frame_header_bytes> header;
    sei::wire::crc32c frame_checksum = sei::wire::begin_frame_header(frame, header);
    sei::wire::crc32c payload_checksum;
    for_each_piece(codec, tensor, [&](std::span<const std::byte> bytes) {
        frame_checksum.update(bytes);
        payload_checksum.update(bytes);
    });
    sei::wire::finish_frame_header(frame_checksum, header);

    board::send(header);
    for_each_piece(codec, tensor, board::send);
    return {payload_bytes, payload_checksum.value()};
}
