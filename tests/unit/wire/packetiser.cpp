// SPDX-License-Identifier: MIT
#include <sei/wire/packetiser.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace sei::wire;

TEST_CASE("the payload of a datagram is what its header leaves, in whole elements") {
    static_assert(datagram_payload(1472, element_type::float32) == 1456);
    static_assert(datagram_payload(1472, element_type::int8) == 1456);
    static_assert(datagram_payload(548, element_type::float32) == 532);
    static_assert(datagram_payload(547, element_type::float32) == 528); // 531 bytes are left: 3 too many
    static_assert(datagram_payload(547, element_type::float16) == 530);
    static_assert(datagram_payload(20, element_type::float32) == 4);
    static_assert(datagram_payload(19, element_type::float32) == 0);
    static_assert(datagram_payload(0, element_type::int8) == 0);
    static_assert(datagram_payload(1472, element_type::none) == 0);
}

TEST_CASE("nothing is left for headers that a link without IP doesn't send") {
    static_assert(packetise(1568, element_type::float32, 51).count() == 196); // LoRaWAN: 35 bytes, 8 floats
    static_assert(packetise(1568, element_type::int8, 51).count() == 45);
    static_assert(packetise(1568, element_type::float32, 244).count() == 28); // BLE: 228 bytes, 57 floats
}

TEST_CASE("a tensor is cut into full datagrams and a rest") {
    constexpr packetiser packets = packetise(16 * 14 * 14, element_type::float32, 1472);
    static_assert(packets.total == 12'544);
    static_assert(packets.count() == 9);
    static_assert(packets[0] == packet{0, 1456});
    static_assert(packets[8] == packet{11'648, 896});
    static_assert(packets[8].datagram_bytes() == 912);
    static_assert(packets.datagram_bytes() == 12'544 + 9 * 16);
    constexpr datagram_header last = packets.header(element_type::float32, 7, 8);
    static_assert(last == datagram_header{element_type::float32, 7, 11'648, 12'544});
}

TEST_CASE("a total that is a multiple of the payload has no empty datagram") {
    constexpr packetiser packets{.total = 3000, .payload = 1000};
    static_assert(packets.count() == 3);
    static_assert(packets[2] == packet{2000, 1000});
    static_assert(packetiser{.total = 1, .payload = 1000}.count() == 1);
}

TEST_CASE("what cannot be sent has no datagrams") {
    static_assert(packetise(100, element_type::float32, 19).count() == 0);
    static_assert(packetise(0, element_type::float32, 1472).count() == 0);
    static_assert(!packetiser{.total = 100, .payload = 0}.possible());
    if constexpr (sizeof(std::size_t) > 4) {
        CHECK(packetiser{.total = 0xFFFFFFFFU, .payload = 1456}.possible());
        CHECK_FALSE(packetiser{.total = std::size_t{0xFFFFFFFFU} + 1, .payload = 1456}.possible());
    }
}

TEST_CASE(
    "for random tensors and links the payloads cover the tensor without gap, overlap or broken element") {
    std::mt19937 random{11};
    constexpr element_type types[] = {element_type::float32, element_type::float16, element_type::int8,
                                      element_type::uint8};
    for (int round = 0; round != 2000; ++round) {
        const element_type type = types[random() % 4];
        const std::size_t elements = 1 + random() % 20'000;
        const std::size_t carried = 20 + random() % 1500;
        const packetiser packets = packetise(elements, type, carried);
        std::size_t covered = 0;
        for (std::size_t i = 0; i != packets.count(); ++i) {
            const packet piece = packets[i];
            REQUIRE(piece.offset == covered);
            REQUIRE(piece.payload > 0);
            REQUIRE(piece.payload % element_bytes(type) == 0);
            REQUIRE(piece.datagram_bytes() <= carried);
            REQUIRE(require_usable(packets.header(type, 1, i), piece.payload, 0xFFFFFFFFU) ==
                    datagram_status::ok);
            covered += piece.payload;
        }
        REQUIRE(covered == elements * element_bytes(type));
        REQUIRE(packets.datagram_bytes() == covered + 16 * packets.count());
    }
}
