// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/packetiser.hpp: how an encoded tensor is cut into datagrams. No memory, all in constant
/// expressions.
///
/// What carries the datagrams, and how many bytes its own headers take, is not known here: the caller says
/// how much it carries at a time. On a host that is `link::udp_options::payload_bytes()`: 1472 of an MTU of
/// 1500 for UDP over IPv4 (20 bytes of IP, 8 of UDP), 1452 over IPv6, and 51 of 51 for LoRaWAN without IP.

#include <sei/wire/datagram.hpp>
#include <sei/wire/element_type.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace sei::wire::inline SEI_RELEASE {

/// The payload of a full datagram where `carried_bytes` are carried at a time: what the datagram header
/// leaves of them, down to a multiple of the element size, so that no element straddles two datagrams. 0 if
/// not one element fits.
[[nodiscard]] constexpr std::size_t datagram_payload(std::size_t carried_bytes, element_type type) noexcept {
    const std::size_t element = element_bytes(type);
    if (carried_bytes <= datagram_header_bytes || element == 0) return 0;
    return (carried_bytes - datagram_header_bytes) / element * element;
}

/// One datagram's piece of the encoded tensor.
struct packet {
    std::size_t offset = 0;
    std::size_t payload = 0;

    /// With the datagram header: what UDP is given to send.
    [[nodiscard]] constexpr std::size_t datagram_bytes() const noexcept {
        return datagram_header_bytes + payload;
    }

    friend constexpr bool operator==(const packet&, const packet&) = default;
};

/// `total` bytes in datagrams of `payload` bytes each, the last one with what remains.
struct packetiser {
    std::size_t total = 0;   ///< bytes of the encoded tensor
    std::size_t payload = 0; ///< bytes of every payload but the last; a multiple of the element size

    /// Whether there is a way: a payload that holds something, and a total that the header's 32 bits can say.
    [[nodiscard]] constexpr bool possible() const noexcept {
        return payload != 0 && total != 0 && total <= (std::numeric_limits<std::uint32_t>::max)();
    }

    /// Number of datagrams; 0 if not `possible()`.
    [[nodiscard]] constexpr std::size_t count() const noexcept {
        return possible() ? (total - 1) / payload + 1 : 0;
    }

    /// Datagram `index`, which is less than `count()`.
    [[nodiscard]] constexpr packet operator[](std::size_t index) const noexcept {
        const std::size_t offset = index * payload;
        const std::size_t rest = total - offset;
        return {offset, rest < payload ? rest : payload};
    }

    /// The header of datagram `index` of frame `frame`.
    [[nodiscard]] constexpr datagram_header header(element_type type, std::uint32_t frame,
                                                   std::size_t index) const noexcept {
        return {.type = type,
                .frame = frame,
                .offset = static_cast<std::uint32_t>((*this)[index].offset),
                .total = static_cast<std::uint32_t>(total)};
    }

    /// All payloads and datagram headers: the bytes that UDP is given for one frame.
    [[nodiscard]] constexpr std::size_t datagram_bytes() const noexcept {
        return total + count() * datagram_header_bytes;
    }
};

/// The packetiser for `elements` elements of `type` where `carried_bytes` are carried at a time.
[[nodiscard]] constexpr packetiser packetise(std::size_t elements, element_type type,
                                             std::size_t carried_bytes) noexcept {
    return {.total = elements * element_bytes(type), .payload = datagram_payload(carried_bytes, type)};
}

} // namespace sei::wire::inline SEI_RELEASE
