// SPDX-License-Identifier: MIT
#include <sei/link/tcp/ns3/round_trip.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using sei::link::ns3_round_trip;
namespace tcp_profiles = sei::link::tcp_profiles;

TEST_CASE("The estimate follows ns-3's integers: samples of 100, 113 and 137 ms") {
    // Scenario t001 of the reference: SYN at 0, SYN-ACK at 100.928 ms, then data; srtt and rto from its state
    // log.
    ns3_round_trip estimate(tcp_profiles::linuxlike);
    estimate.sent(0, 0, 0ns);
    estimate.acknowledged(1, 100'928'000ns, 0);
    CHECK(estimate.smoothed() == 100ms);
    CHECK(estimate.timeout() == 300ms);
    estimate.sent(1, 1448, 100'928'001ns);
    estimate.sent(1449, 1448, 100'928'001ns);
    estimate.sent(2897, 1448, 100'928'001ns);
    estimate.acknowledged(1449, 213'808'000ns, 100);
    CHECK(estimate.smoothed() == 101'625'000ns);
    CHECK(estimate.timeout() == 264'625'000ns);
    estimate.acknowledged(4345, 237'840'000ns, 100);
    CHECK(estimate.smoothed() == 106'046'875ns);
    CHECK(estimate.timeout() == 263'671'875ns);
}

TEST_CASE("The timeout has a minimum, doubles up to a maximum and forgets the doubling") {
    ns3_round_trip estimate(tcp_profiles::ns3);
    estimate.sent(0, 0, 0ns);
    estimate.acknowledged(1, 20ms, 0);
    CHECK(estimate.timeout() == 1s);
    for (const auto expected : {2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        estimate.timed_out();
        CHECK(estimate.timeout() == expected);
    }
    estimate.recompute_timeout();
    CHECK(estimate.timeout() == 1s);
}

TEST_CASE("A repeated first transmission gives no sample, even if later ones were clean") {
    ns3_round_trip estimate(tcp_profiles::linuxlike);
    estimate.sent(0, 0, 0ns);
    estimate.acknowledged(1, 100ms, 0);
    estimate.sent(1, 10, 100ms);
    estimate.sent(11, 10, 100ms);
    estimate.repeated(1);
    estimate.acknowledged(21, 900ms, 100);
    CHECK(estimate.smoothed() == 100ms);
    estimate.sent(21, 10, 900ms); // the list is empty again: this one counts
    estimate.acknowledged(31, 1100ms, 900);
    CHECK(estimate.smoothed() == 112'500'000ns);
}

TEST_CASE("After a timeout earlier transmissions give no sample") {
    ns3_round_trip estimate(tcp_profiles::linuxlike);
    estimate.sent(1, 10, 0ns);
    estimate.timed_out();
    estimate.acknowledged(11, 100ms, 0);
    CHECK(estimate.smoothed() == 1s); // still the assumption before any sample
}

TEST_CASE("Without timestamps samples are exact, with them an echo of this millisecond counts 1 us") {
    ns3_round_trip exact(tcp_profiles::linuxlike);
    exact.sent(0, 0, 0ns);
    exact.acknowledged(1, 1'234'567ns, std::nullopt);
    CHECK(exact.smoothed() == 1'234'567ns);
    ns3_round_trip rounded(tcp_profiles::linuxlike);
    rounded.sent(0, 0, 0ns);
    rounded.acknowledged(1, 999'999ns, 0);
    CHECK(rounded.smoothed() == 1us);
}
