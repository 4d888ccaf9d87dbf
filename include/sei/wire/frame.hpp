// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/frame.hpp: the frame by which tensors travel on byte streams: TCP, a serial line, a pipe.
///
///     byte  0      4  5  6  7  8        12     16    20       24       28      32    36
///           |"SEIF"|v |k |t |r |channels|height|width|sequence|deadline|payload|crc32c| payload ...
///
/// All little-endian and fixed. v version, k kind, t element type, r rank. Redundant on purpose: rank, shape,
/// element type and payload size must agree, so that a damaged length is refused at once instead of awaited.
/// The CRC-32C covers bytes 0 to 31 and the payload.

#include <sei/model/shape.hpp>
#include <sei/wire/crc32c.hpp>
#include <sei/wire/detail/little_endian.hpp>
#include <sei/wire/element_type.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

inline constexpr std::size_t frame_header_bytes = 36;
inline constexpr std::uint32_t frame_magic = 0x46494553; ///< "SEIF"
inline constexpr std::uint8_t frame_version = 1;

enum class frame_kind : std::uint8_t {
    hello = 1,  ///< opaque bytes: what the ends must agree on before the first tensor
    tensor = 2, ///< an activation, from head to tail
    answer = 3, ///< the tail's output, with the sequence number of its tensor
    goodbye = 4 ///< opaque bytes: why the sender closes
};

/// A tensor's frame has a type, a shape and a payload of exactly that many bytes; an opaque frame has none
/// and no shape.
struct frame_header {
    frame_kind kind = frame_kind::tensor;
    element_type type = element_type::none;
    sei::shape shape{};
    std::uint32_t sequence = 0;
    std::uint32_t deadline_microseconds = 0; ///< from capture to the answer's arrival; 0: none
    std::uint32_t payload_bytes = 0;

    friend constexpr bool operator==(const frame_header&, const frame_header&) = default;
};

enum class frame_status : std::uint8_t {
    complete,         ///< a whole, valid frame
    needs_more_bytes, ///< valid so far
    bad_magic,        ///< not the beginning of a frame
    bad_version,      ///< a version that this library does not speak
    bad_kind,         ///< an unknown kind
    bad_type,         ///< an element type unknown, missing, or in an opaque frame
    bad_shape,        ///< rank and dimensions that disagree
    too_large,        ///< a payload above the receiver's limit
    length_mismatch,  ///< a payload that is not the shape's size
    bad_checksum      ///< damaged
};

/// A sentence for logs and for the goodbye frame.
[[nodiscard]] constexpr const char* describe(frame_status status) noexcept {
    switch (status) {
    case frame_status::complete:
        return "valid";
    case frame_status::needs_more_bytes:
        return "not yet complete";
    case frame_status::bad_magic:
        return "does not begin with the frame magic";
    case frame_status::bad_version:
        return "has another protocol version";
    case frame_status::bad_kind:
        return "is of an unknown kind";
    case frame_status::bad_type:
        return "has an element type that does not go with its kind";
    case frame_status::bad_shape:
        return "has a shape that does not go with its rank";
    case frame_status::too_large:
        return "announces a payload above this receiver's limit";
    case frame_status::length_mismatch:
        return "announces a payload that is not its shape's size";
    case frame_status::bad_checksum:
        return "fails its checksum";
    }
    return "unknown status";
}

/// Begins a frame whose payload is produced piece by piece: writes all of the header but the checksum and
/// returns the running checksum, which the caller updates with the payload and gives to
/// `finish_frame_header`.
[[nodiscard]] constexpr crc32c begin_frame_header(const frame_header& header,
                                                  std::span<std::byte, frame_header_bytes> out) noexcept {
    detail::store_little_endian(frame_magic, out.data());
    out[4] = std::byte{frame_version};
    out[5] = static_cast<std::byte>(header.kind);
    out[6] = static_cast<std::byte>(header.type);
    out[7] = static_cast<std::byte>(header.shape.rank());
    const std::uint32_t words[] = {header.shape.channels, header.shape.height,          header.shape.width,
                                   header.sequence,       header.deadline_microseconds, header.payload_bytes};
    std::byte* at = out.data() + 8;
    for (const std::uint32_t word_at : words) {
        detail::store_little_endian(word_at, at);
        at += sizeof(word_at);
    }
    crc32c checksum;
    checksum.update(out.first<frame_header_bytes - 4>());
    return checksum;
}

constexpr void finish_frame_header(const crc32c& checksum,
                                   std::span<std::byte, frame_header_bytes> out) noexcept {
    detail::store_little_endian(checksum.value(), out.data() + frame_header_bytes - 4);
}

/// Writes the header of a frame whose payload is at hand; `header.payload_bytes` is payload.size().
constexpr void write_frame_header(const frame_header& header, std::span<const std::byte> payload,
                                  std::span<std::byte, frame_header_bytes> out) noexcept {
    crc32c checksum = begin_frame_header(header, out);
    checksum.update(payload);
    finish_frame_header(checksum, out);
}

/// What a receiver takes. The default holds every activation of VGG-16 at 224 x 224 in float32.
struct frame_limits {
    std::uint32_t max_payload_bytes = std::uint32_t{1} << 24U;
};

namespace detail {

/// Elements of a shape, or more than `limit` if there are more than that, without overflow.
[[nodiscard]] constexpr std::uint64_t elements_up_to(const shape& tensor, std::uint32_t limit) noexcept {
    std::uint64_t elements = tensor.channels;
    if (tensor.rank() == 3 && elements <= limit) elements *= tensor.height;
    if (tensor.rank() == 3 && elements <= limit) elements *= tensor.width;
    return elements;
}

[[nodiscard]] constexpr bool agrees(const shape& tensor, std::uint8_t rank) noexcept {
    const bool none = tensor.channels == 0 && tensor.height == 0 && tensor.width == 0;
    const bool vector = tensor.channels != 0 && tensor.height == 0 && tensor.width == 0;
    const bool map = tensor.channels != 0 && tensor.height != 0 && tensor.width != 0;
    return (rank == 0 && none) || (rank == 1 && vector) || (rank == 3 && map);
}

} // namespace detail

/// Checks a header's fields against each other and against the limits.
[[nodiscard]] constexpr frame_status require_usable(const frame_header& header, std::uint8_t rank,
                                                    const frame_limits& limits) noexcept {
    const bool tensor = header.kind == frame_kind::tensor || header.kind == frame_kind::answer;
    const bool opaque = header.kind == frame_kind::hello || header.kind == frame_kind::goodbye;
    const std::size_t element = element_bytes(header.type);
    if (!tensor && !opaque) return frame_status::bad_kind;
    if (tensor ? element == 0 : header.type != element_type::none) return frame_status::bad_type;
    if (!detail::agrees(header.shape, rank) || opaque != (rank == 0)) return frame_status::bad_shape;
    constexpr std::uint32_t largest =
        0xFFFFFFFFU - frame_header_bytes; // the frame's size fits a 32-bit size_t
    if (header.payload_bytes > limits.max_payload_bytes || header.payload_bytes > largest) {
        return frame_status::too_large;
    }
    if (opaque) return frame_status::complete;
    const std::uint64_t elements = detail::elements_up_to(header.shape, limits.max_payload_bytes);
    const bool agree = elements <= limits.max_payload_bytes && elements * element == header.payload_bytes;
    return agree ? frame_status::complete : frame_status::length_mismatch;
}

/// The outcome of parsing a stream's next bytes.
struct frame_result {
    frame_status status = frame_status::needs_more_bytes;
    frame_header header{};                ///< meaningful if complete
    std::span<const std::byte> payload{}; ///< views the bytes given; meaningful if complete
    /// If complete, the bytes to drop from the buffer's front; if more are needed, how many the buffer must
    /// come to hold (at least: the header's size, until the header is there).
    std::size_t frame_bytes = frame_header_bytes;
};

/// Parses the header alone, for receivers that put the payload elsewhere: status `complete` means a valid
/// header whose payload of `header.payload_bytes` is to come and whose checksum is yet to be verified by
/// `verifies`.
[[nodiscard]] constexpr frame_result parse_frame_header(std::span<const std::byte> bytes,
                                                        const frame_limits& limits = {}) noexcept {
    for (std::size_t i = 0; i != 4 && i != bytes.size();
         ++i) { // a stranger is told before 36 bytes have come
        if (bytes[i] != static_cast<std::byte>(frame_magic >> (8 * i)))
            return {.status = frame_status::bad_magic};
    }
    if (bytes.size() > 4 && bytes[4] != std::byte{frame_version})
        return {.status = frame_status::bad_version};
    if (bytes.size() < frame_header_bytes) return {};
    const auto word_at = [bytes](std::size_t at) {
        return detail::load_little_endian<std::uint32_t>(bytes.data() + at);
    };
    const frame_header header{.kind = static_cast<frame_kind>(bytes[5]),
                              .type = static_cast<element_type>(bytes[6]),
                              .shape = {.channels = word_at(8), .height = word_at(12), .width = word_at(16)},
                              .sequence = word_at(20),
                              .deadline_microseconds = word_at(24),
                              .payload_bytes = word_at(28)};
    const frame_status status = require_usable(header, std::to_integer<std::uint8_t>(bytes[7]), limits);
    return {.status = status, .header = header};
}

/// Whether `payload` is what the sender of this header sent, header included.
[[nodiscard]] constexpr bool verifies(std::span<const std::byte, frame_header_bytes> header,
                                      std::span<const std::byte> payload) noexcept {
    crc32c checksum;
    checksum.update(header.first<frame_header_bytes - 4>());
    checksum.update(payload);
    return checksum.value() ==
           detail::load_little_endian<std::uint32_t>(header.data() + frame_header_bytes - 4);
}

/// Parses the untrusted bytes at a stream's front; call it again with a longer buffer while it needs more.
/// Complexity: constant until the frame is whole, then linear, once.
[[nodiscard]] constexpr frame_result parse_frame(std::span<const std::byte> bytes,
                                                 const frame_limits& limits = {}) noexcept {
    frame_result result = parse_frame_header(bytes, limits);
    if (result.status != frame_status::complete) return result;
    result.frame_bytes = frame_header_bytes + result.header.payload_bytes;
    if (bytes.size() < result.frame_bytes) {
        result.status = frame_status::needs_more_bytes;
        return result;
    }
    result.payload = bytes.subspan(frame_header_bytes, result.header.payload_bytes);
    if (!verifies(bytes.first<frame_header_bytes>(), result.payload))
        result.status = frame_status::bad_checksum;
    return result;
}

/// For lines that lose bytes: how many bytes (at least 1) to drop from the front so that the next frame may
/// begin there.
[[nodiscard]] constexpr std::size_t bytes_to_next_frame(std::span<const std::byte> bytes) noexcept {
    for (std::size_t drop = 1; drop < bytes.size(); ++drop) {
        if (parse_frame_header(bytes.subspan(drop)).status != frame_status::bad_magic) return drop;
    }
    return bytes.empty() ? 0 : bytes.size();
}

} // namespace sei::wire::inline SEI_RELEASE
