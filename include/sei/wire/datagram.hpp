// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/datagram.hpp: the 16-byte header by which every datagram of a tensor describes itself.
///
///     byte  0  2  3  4      8       12     16
///           |"SE"|v |t | frame | offset | total | payload ...        all little-endian
///
/// Any one datagram is enough to know the frame, where its payload goes and how much there is in all, so
/// order, duplicates and losses need no state to understand. The words are 32 bits wide because activations
/// exceed 64 KB, and aligned so that a Cortex-M reads each in one access. There is no length (UDP has one)
/// and no checksum (UDP has one).

#include <sei/wire/detail/little_endian.hpp>
#include <sei/wire/element_type.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

inline constexpr std::size_t datagram_header_bytes = 16;
inline constexpr std::uint16_t datagram_magic = 0x4553; ///< "SE"
inline constexpr std::uint8_t datagram_version = 1;

struct datagram_header {
    element_type type = element_type::none;
    std::uint32_t frame = 0;  ///< counts up and wraps around
    std::uint32_t offset = 0; ///< of the payload's first byte in the encoded tensor
    std::uint32_t total = 0;  ///< bytes of the encoded tensor

    friend constexpr bool operator==(const datagram_header&, const datagram_header&) = default;
};

constexpr void write_datagram_header(const datagram_header& header,
                                     std::span<std::byte, datagram_header_bytes> out) noexcept {
    detail::store_little_endian(datagram_magic, out.data());
    out[2] = std::byte{datagram_version};
    out[3] = static_cast<std::byte>(header.type);
    detail::store_little_endian(header.frame, out.data() + 4);
    detail::store_little_endian(header.offset, out.data() + 8);
    detail::store_little_endian(header.total, out.data() + 12);
}

enum class datagram_status : std::uint8_t {
    ok,
    too_short,           ///< smaller than a header
    bad_magic,           ///< not ours
    bad_version,         ///< a version that this library does not speak
    bad_type,            ///< an unknown element type, or none
    bad_total,           ///< a total of 0 or not of whole elements
    total_too_large,     ///< a total above the receiver's limit
    no_payload,          ///< nothing after the header
    misaligned,          ///< an offset or a payload not of whole elements
    offset_beyond_total, ///< a payload that begins at or after the end
    payload_beyond_total ///< a payload that ends after the end
};

/// A sentence for logs.
[[nodiscard]] constexpr const char* describe(datagram_status status) noexcept {
    switch (status) {
    case datagram_status::ok:
        return "valid";
    case datagram_status::too_short:
        return "shorter than the datagram header";
    case datagram_status::bad_magic:
        return "does not begin with the datagram magic";
    case datagram_status::bad_version:
        return "has another protocol version";
    case datagram_status::bad_type:
        return "names no known element type";
    case datagram_status::bad_total:
        return "announces a total that is not a positive number of elements";
    case datagram_status::total_too_large:
        return "announces a total above this receiver's limit";
    case datagram_status::no_payload:
        return "has no payload";
    case datagram_status::misaligned:
        return "holds broken elements";
    case datagram_status::offset_beyond_total:
        return "begins beyond the total it announces";
    case datagram_status::payload_beyond_total:
        return "ends beyond the total it announces";
    }
    return "unknown status";
}

/// A parsed datagram. Header and payload are meaningful only if the status is `ok`; the payload views the
/// bytes given.
struct datagram {
    datagram_status status = datagram_status::too_short;
    datagram_header header{};
    std::span<const std::byte> payload{};
};

/// Checks a header that came with `payload` bytes of payload.
[[nodiscard]] constexpr datagram_status require_usable(const datagram_header& header, std::size_t payload,
                                                       std::uint32_t max_total) noexcept {
    const std::size_t element = element_bytes(header.type);
    if (element == 0) return datagram_status::bad_type;
    if (header.total == 0 || header.total % element != 0) return datagram_status::bad_total;
    if (header.total > max_total) return datagram_status::total_too_large;
    if (payload == 0) return datagram_status::no_payload;
    if (header.offset % element != 0 || payload % element != 0) return datagram_status::misaligned;
    if (header.offset >= header.total) return datagram_status::offset_beyond_total;
    if (payload > header.total - header.offset) return datagram_status::payload_beyond_total;
    return datagram_status::ok;
}

/// Parses untrusted bytes: one datagram as UDP delivered it. `max_total` is the largest tensor the receiver
/// takes, in bytes.
[[nodiscard]] constexpr datagram parse_datagram(std::span<const std::byte> bytes,
                                                std::uint32_t max_total) noexcept {
    if (bytes.size() < datagram_header_bytes) return {.status = datagram_status::too_short};
    if (detail::load_little_endian<std::uint16_t>(bytes.data()) != datagram_magic) {
        return {.status = datagram_status::bad_magic};
    }
    if (bytes[2] != std::byte{datagram_version}) return {.status = datagram_status::bad_version};
    const datagram_header header{.type = static_cast<element_type>(bytes[3]),
                                 .frame = detail::load_little_endian<std::uint32_t>(bytes.data() + 4),
                                 .offset = detail::load_little_endian<std::uint32_t>(bytes.data() + 8),
                                 .total = detail::load_little_endian<std::uint32_t>(bytes.data() + 12)};
    const std::span payload = bytes.subspan(datagram_header_bytes);
    return {
        .status = require_usable(header, payload.size(), max_total), .header = header, .payload = payload};
}

/// Whether frame number `frame` comes after `reference`, across the wrap-around (RFC 1982, serial number
/// arithmetic).
[[nodiscard]] constexpr bool is_newer(std::uint32_t frame, std::uint32_t reference) noexcept {
    return frame != reference && frame - reference < 0x80000000U;
}

} // namespace sei::wire::inline SEI_RELEASE
