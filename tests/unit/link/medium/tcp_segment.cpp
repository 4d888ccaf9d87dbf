// SPDX-License-Identifier: MIT
#include <sei/link/medium/tcp_segment.hpp>

#include <doctest/doctest.h>

using namespace sei::link;

// Wire bytes of ns-3.37 without the 2 bytes of PPP: with timestamps 58 for SYN and SYN-ACK, 54 for data and
// ACK, 8 more per SACK block; without timestamps 50 and 42.
static_assert(tcp_header_bytes(true, true, 0) + 2 == 58);
static_assert(tcp_header_bytes(false, true, 0) + 2 == 54);
static_assert(tcp_header_bytes(false, true, 1) + 2 == 62);
static_assert(tcp_header_bytes(false, true, 3) + 2 == 78);
static_assert(tcp_header_bytes(true, false, 0) + 2 == 50);
static_assert(tcp_header_bytes(false, false, 0) + 2 == 42);
static_assert(tcp_header_bytes(false, false, 1) + 2 == 54);

TEST_CASE("No header is longer than TCP allows, with as many SACK blocks as fit") {
    for (const bool timestamps : {false, true}) {
        const auto blocks = static_cast<std::uint32_t>(max_sack_blocks(timestamps));
        CHECK(tcp_header_bytes(false, timestamps, blocks) <= 20 + 60);
        CHECK(tcp_header_bytes(false, timestamps, blocks + 1) > 20 + 60);
    }
}

TEST_CASE("A segment ends after its payload and shows the blocks it carries") {
    tcp_segment segment{.sequence = 100, .payload_bytes = 50};
    CHECK(segment.end() == 150);
    CHECK(segment.sack_blocks().empty());
    segment.sack_count = 1;
    segment.sacks[0] = {200, 300};
    REQUIRE(segment.sack_blocks().size() == 1);
    CHECK(segment.sack_blocks()[0] == sack_block{200, 300});
}
