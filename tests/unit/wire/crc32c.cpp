// SPDX-License-Identifier: MIT
#include <sei/wire/crc32c.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

using namespace sei::wire;

namespace {

/// The definition, one bit at a time, without tables.
std::uint32_t bit_by_bit(std::span<const std::byte> message) {
    std::uint32_t remainder = 0xFFFFFFFFU;
    for (const std::byte byte : message) {
        remainder ^= std::to_integer<std::uint32_t>(byte);
        for (int bit = 0; bit != 8; ++bit)
            remainder = (remainder & 1U) ? (remainder >> 1U) ^ 0x82F63B78U : remainder >> 1U;
    }
    return ~remainder;
}

} // namespace

TEST_CASE("CRC-32C gives the check value and the vectors of RFC 3720") {
    CHECK(crc32c_of(test::bytes_of("123456789")) == 0xE3069283U);
    CHECK(crc32c_of({}) == 0U);

    test::bytes ascending;
    for (unsigned i = 0; i != 32; ++i) ascending.push_back(static_cast<std::byte>(i));
    CHECK(crc32c_of(test::bytes(32, std::byte{0x00})) == 0x8A9136AAU);
    CHECK(crc32c_of(test::bytes(32, std::byte{0xFF})) == 0x62A8AB43U);
    CHECK(crc32c_of(ascending) == 0x46DD794EU);
    CHECK(crc32c_of(test::bytes{ascending.rbegin(), ascending.rend()}) == 0x113FDB5CU);
}

TEST_CASE("CRC-32C is a constant expression") {
    static constexpr std::array message{std::byte{'a'}};
    static_assert(crc32c_of(message) == 0xC1D04330U);
}

TEST_CASE("the firmware's table, the host's tables and the definition agree, however the message is cut") {
    std::mt19937 random{3};
    for (std::size_t size = 0; size != 200; ++size) {
        const test::bytes message = test::random_bytes(size, random);
        const std::span<const std::byte> view = message;
        const std::size_t cut = size == 0 ? 0 : random() % size;
        basic_crc32c<1> small;
        basic_crc32c<8> large;
        small.update(view.first(cut));
        small.update(view.subspan(cut));
        large.update(view.first(cut));
        large.update(view.subspan(cut));
        CHECK(small.value() == bit_by_bit(message));
        CHECK(large.value() == bit_by_bit(message));
    }
}

TEST_CASE("CRC-32C notices every single flipped bit of a message") {
    std::mt19937 random{4};
    test::bytes message = test::random_bytes(100, random);
    const std::uint32_t intact = crc32c_of(message);
    for (std::size_t bit = 0; bit != 800; ++bit) {
        message[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
        CHECK(crc32c_of(message) != intact);
        message[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    }
}
