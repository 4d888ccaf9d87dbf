// SPDX-License-Identifier: MIT
#include <sei/link/tcp/linux_kernel/round_trip.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace sei::link;

TEST_CASE("The timeout is the round trip and at least the minimum on top") {
    linux_round_trip estimate(tcp_profiles::linux_kernel);
    CHECK(estimate.timeout() == 1s); // of the first SYN
    estimate.measured(28ms, 1, 1);
    CHECK(estimate.smoothed() == 28ms);
    CHECK(estimate.timeout() == 228ms); // what TCP_INFO shows for such a connection
}

TEST_CASE("A variation above the minimum counts, and fades once a round trip") {
    linux_round_trip estimate(tcp_profiles::linux_kernel);
    estimate.measured(1s, 1, 10);
    CHECK(estimate.timeout() == 3s); // four times half of the first sample
    const auto first = estimate.timeout();
    estimate.measured(1s, 5, 20); // the same round
    CHECK(estimate.timeout() == first);
    estimate.measured(1s, 11, 20); // the first round had that variation itself
    CHECK(estimate.timeout() == first);
    estimate.measured(1s, 21, 20);
    CHECK(estimate.timeout() < first);
    for (std::uint64_t edge = 22; edge < 100; ++edge) estimate.measured(1s, edge, edge);
    CHECK(estimate.timeout() < 1s + 210ms);
    CHECK(estimate.timeout() >= 1s + 200ms);
}

TEST_CASE("A timeout doubles it up to the maximum, the next sample forgets that") {
    linux_round_trip estimate(tcp_profiles::linux_kernel);
    estimate.measured(20ms, 1, 1);
    estimate.back_off();
    CHECK(estimate.timeout() == 440ms);
    for (int i = 0; i < 20; ++i) estimate.back_off();
    CHECK(estimate.timeout() == 120s);
    estimate.measured(20ms, 2, 2);
    CHECK(estimate.timeout() < 300ms);
}

TEST_CASE("A sudden fall of the round trip hardly raises the variation") {
    linux_round_trip falls(tcp_profiles::linux_kernel);
    linux_round_trip rises(tcp_profiles::linux_kernel);
    for (std::uint64_t edge = 1; edge < 40; ++edge) {
        falls.measured(2s, edge, edge);
        rises.measured(1s, edge, edge);
    }
    falls.measured(1s, 41, 41);
    rises.measured(2s, 41, 41);
    CHECK(falls.timeout() - falls.smoothed() < 400ms);
    CHECK(rises.timeout() - rises.smoothed() > 900ms);
}
