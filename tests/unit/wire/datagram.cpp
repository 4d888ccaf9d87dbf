// SPDX-License-Identifier: MIT
#include <sei/wire/datagram.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

using namespace sei::wire;

namespace {

constexpr std::uint32_t limit = 1U << 20U;

/// Frame 0x01020304, bytes 8 to 11 of 16 float32: written by hand.
test::bytes golden() {
    return test::bytes_of({'S',  'E',  0x01, 0x01, 0x04, 0x03, 0x02, 0x01, //
                           0x08, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, //
                           0xAA, 0xBB, 0xCC, 0xDD});
}

datagram_status status_with(std::size_t at, unsigned byte) {
    test::bytes bytes = golden();
    bytes[at] = static_cast<std::byte>(byte);
    return parse_datagram(bytes, limit).status;
}

} // namespace

TEST_CASE("the header is 16 bytes, little-endian, in the documented order") {
    constexpr datagram_header header{element_type::float32, 0x01020304U, 8, 16};
    std::array<std::byte, 16> written{};
    write_datagram_header(header, written);
    const test::bytes expected = golden();
    CHECK(std::equal(written.begin(), written.end(), expected.begin()));

    const datagram parsed = parse_datagram(expected, limit);
    CHECK(parsed.status == datagram_status::ok);
    CHECK(parsed.header == header);
    CHECK(parsed.payload.data() == expected.data() + 16);
    CHECK(parsed.payload.size() == 4);
}

TEST_CASE("each fault of a datagram is named") {
    const test::bytes whole = golden();
    for (std::size_t size = 0; size != 16; ++size) {
        CHECK(parse_datagram(std::span{whole}.first(size), limit).status == datagram_status::too_short);
    }
    CHECK(parse_datagram(std::span{whole}.first(16), limit).status == datagram_status::no_payload);
    CHECK(parse_datagram(std::span{whole}.first(19), limit).status == datagram_status::misaligned);
    CHECK(parse_datagram(whole, 15).status == datagram_status::total_too_large);
    CHECK(parse_datagram(whole, 16).status == datagram_status::ok);
    CHECK(status_with(0, 'X') == datagram_status::bad_magic);
    CHECK(status_with(1, 'X') == datagram_status::bad_magic);
    CHECK(status_with(2, 2) == datagram_status::bad_version);
    CHECK(status_with(3, 0) == datagram_status::bad_type);
    CHECK(status_with(3, 99) == datagram_status::bad_type);
    CHECK(status_with(8, 9) == datagram_status::misaligned);
    CHECK(status_with(8, 16) == datagram_status::offset_beyond_total);
    CHECK(status_with(11, 0xFF) == datagram_status::offset_beyond_total); // no overflow of offset + payload
    CHECK(status_with(12, 17) == datagram_status::bad_total);
    CHECK(status_with(12, 0) == datagram_status::bad_total);
    CHECK(status_with(15, 0x80) == datagram_status::total_too_large);
    test::bytes longer = whole;
    longer.resize(16 + 12);
    CHECK(parse_datagram(longer, limit).status == datagram_status::payload_beyond_total);
}

TEST_CASE("a payload may reach the end of the total and not one byte further") {
    constexpr datagram_header header{.type = element_type::int8, .offset = 5, .total = 10};
    CHECK(require_usable(header, 5, limit) == datagram_status::ok);
    CHECK(require_usable(header, 6, limit) == datagram_status::payload_beyond_total);
    CHECK(require_usable(header, ~std::size_t{0}, limit) == datagram_status::payload_beyond_total);
}

TEST_CASE("every status has its own sentence") {
    for (unsigned i = 0; i <= static_cast<unsigned>(datagram_status::payload_beyond_total); ++i) {
        const char* sentence = describe(static_cast<datagram_status>(i));
        CHECK(std::strcmp(sentence, "unknown status") != 0);
        for (unsigned j = 0; j != i; ++j)
            CHECK(std::strcmp(sentence, describe(static_cast<datagram_status>(j))) != 0);
    }
    CHECK(std::strcmp(describe(static_cast<datagram_status>(200)), "unknown status") == 0);
}

TEST_CASE("random bytes never parse to a datagram that breaks its promises") {
    std::mt19937 random{12};
    int valid = 0;
    for (int round = 0; round != 200'000; ++round) {
        test::bytes bytes = test::random_bytes(random() % 64, random);
        const test::bytes good = golden();
        const std::size_t kept = random() % 17; // a good beginning, so that deeper checks are reached
        std::copy_n(good.begin(), (std::min)(kept, bytes.size()), bytes.begin());
        const datagram parsed = parse_datagram(bytes, limit);
        if (parsed.status != datagram_status::ok) continue;
        ++valid;
        const std::size_t element = element_bytes(parsed.header.type);
        REQUIRE(element != 0);
        REQUIRE(parsed.payload.size() == bytes.size() - 16);
        REQUIRE(std::uint64_t{parsed.header.offset} + parsed.payload.size() <= parsed.header.total);
        REQUIRE(parsed.header.total <= limit);
        REQUIRE(parsed.header.offset % element == 0);
        REQUIRE(parsed.payload.size() % element == 0);
    }
    CHECK(valid > 100);
}

TEST_CASE("frame numbers are compared across the wrap-around") {
    static_assert(is_newer(1, 0));
    static_assert(!is_newer(0, 1));
    static_assert(!is_newer(5, 5));
    static_assert(is_newer(0, 0xFFFFFFFFU));
    static_assert(is_newer(100, 0xFFFFFF00U));
    static_assert(!is_newer(0xFFFFFF00U, 100));
}
