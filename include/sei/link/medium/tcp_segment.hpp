// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/tcp_segment.hpp: what a TCP segment tells, without its payload.
///
/// Sequence numbers are 64 bits wide and don't wrap: the SYN has 0, the first byte of data 1.
/// The last acknowledgement of N bytes is N + 1. Blocks are in the order of the option, the newest first.
/// `repeated` is for logs. Header sizes include IP: 52 for data with timestamps, 56 for a SYN, 8 more a
/// block.

#include <sei/link/medium/ip_fragments.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::link::inline SEI_RELEASE {

/// Bytes that arrived out of order: [left, right).
struct sack_block {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    friend constexpr bool operator==(const sack_block&, const sack_block&) = default;
};

struct tcp_segment {
    std::uint64_t sequence = 0;
    std::uint64_t acknowledgement = 0;
    std::int64_t timestamp_ms = 0; // the sender's clock
    std::int64_t echo_ms = 0;      // the receiver's clock, sent back
    std::uint32_t payload_bytes = 0;
    std::uint32_t ip_bytes = 0;
    ip_fragment fragment{}; // part of a segment larger than the MTU; ip_bytes are its own
    bool syn = false;
    bool ack = false;
    bool repeated = false; // not on the wire: the sender has sent these bytes before
    std::uint8_t sack_count = 0;
    std::array<sack_block, 4> sacks{};

    [[nodiscard]] constexpr std::uint64_t end() const noexcept { return sequence + payload_bytes; }
    [[nodiscard]] constexpr std::span<const sack_block> sack_blocks() const noexcept {
        return {sacks.data(), sack_count};
    }
};

/// How many SACK blocks fit into 40 bytes of options.
[[nodiscard]] constexpr std::size_t max_sack_blocks(bool timestamps) noexcept { return timestamps ? 3 : 4; }

/// IP 20, TCP 20 and the options, padded to words: timestamps 10, on a SYN window scale 3 and SACK-permitted
/// 2, SACK 2 + 8 per block (RFC 7323, RFC 2018).
[[nodiscard]] constexpr std::uint32_t tcp_header_bytes(bool syn, bool timestamps,
                                                       std::uint32_t blocks) noexcept {
    const std::uint32_t options =
        (timestamps ? 10U : 0U) + (syn ? 5U : 0U) + (blocks > 0 ? 2 + 8 * blocks : 0U);
    return 40 + (options + 3) / 4 * 4;
}

} // namespace sei::link::inline SEI_RELEASE
