// SPDX-License-Identifier: MIT
#include <sei/link/medium/ip_fragments.hpp>

#include <doctest/doctest.h>

#include <numeric>

using namespace sei::link;

TEST_CASE("A packet that fits the MTU stays whole") {
    CHECK(fragment_sizes(1500, 1500) == std::vector<std::uint32_t>{1500});
    CHECK(fragment_sizes(21, 1500) == std::vector<std::uint32_t>{21});
}

TEST_CASE("A larger one is cut at multiples of eight bytes, each part with an IP header") {
    CHECK(fragment_sizes(1512, 1500) == std::vector<std::uint32_t>{1500, 32});
    CHECK(fragment_sizes(1501, 1500) == std::vector<std::uint32_t>{1500, 21});
    CHECK(fragment_sizes(100, 51) == std::vector<std::uint32_t>{44, 44, 44, 28}); // 24 bytes of content each
    for (std::uint32_t mtu = 28; mtu < 200; mtu += 5)
        for (std::uint32_t bytes = 21; bytes < 2000; bytes += 37) {
            const auto sizes = fragment_sizes(bytes, mtu);
            const std::uint32_t sum = std::accumulate(sizes.begin(), sizes.end(), 0U);
            CHECK(sum == bytes + 20 * (sizes.size() - 1));
            for (std::size_t i = 0; i < sizes.size(); ++i) {
                CHECK(sizes[i] <= mtu);
                if (i + 1 < sizes.size()) CHECK((sizes[i] - 20) % 8 == 0);
            }
        }
}

TEST_CASE("A packet is complete with its last missing fragment, in any order, beside others") {
    ip_reassembly reassembly;
    CHECK(reassembly.completes({.packet = 1, .fragments = 1}));
    CHECK_FALSE(reassembly.completes({.packet = 2, .fragments = 2}));
    CHECK_FALSE(reassembly.completes({.packet = 3, .fragments = 3}));
    CHECK_FALSE(reassembly.completes({.packet = 3, .fragments = 3}));
    CHECK(reassembly.completes({.packet = 2, .fragments = 2}));
    CHECK(reassembly.completes({.packet = 3, .fragments = 3}));
}

TEST_CASE("An incomplete packet is forgotten after 64 others") {
    ip_reassembly reassembly;
    CHECK_FALSE(reassembly.completes({.packet = 0, .fragments = 2}));
    for (std::uint32_t packet = 1; packet <= 64; ++packet)
        CHECK_FALSE(reassembly.completes({.packet = packet, .fragments = 2}));
    CHECK_FALSE(reassembly.completes({.packet = 0, .fragments = 2}));
    CHECK(reassembly.completes({.packet = 64, .fragments = 2}));
}
