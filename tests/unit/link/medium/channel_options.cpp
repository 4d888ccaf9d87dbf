// SPDX-License-Identifier: MIT
#include <sei/link/medium/channel_options.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace std::chrono_literals;
using namespace sei::link;

TEST_CASE("Impossible lines are refused with what was found and what was expected") {
    CHECK_THROWS_WITH_AS(require_usable(channel_options{.rate_bits_per_second = 0}),
                         "rate is 0 bit/s, expected between 1 and 10^15", sei::error);
    CHECK_THROWS_WITH_AS(require_usable(channel_options{.delay = -1ns}),
                         "delay is -1 ns, expected between 0 and one day", sei::error);
    CHECK_THROWS_AS(require_usable(channel_options{.rate_bits_per_second = -5}), sei::error);
    CHECK_THROWS_AS(require_usable(channel_options{.delay = 25h}), sei::error);
    CHECK_THROWS_AS(require_usable(channel_options{.l2_bytes = 70'000}), sei::error);
    CHECK_THROWS_AS(require_usable(channel_options{.loss = bernoulli_loss{2}}), sei::error);
    CHECK_THROWS_AS(require_usable(channel_options{.line = token_bucket{0}}), sei::error);
    CHECK_THROWS_AS(require_usable(channel_options{.jitter = uniform_jitter{-1ns}}), sei::error);
    CHECK_THROWS_WITH_AS(require_usable(channel_options{.duty_cycle = 0}),
                         "duty_cycle is 0, expected between 0.000001 and 1", sei::error);
    CHECK_THROWS_AS(require_usable(channel_options{.duty_cycle = std::nan("")}), sei::error);
    CHECK_THROWS_AS(require_usable(channel_options{.line = token_bucket{}, .duty_cycle = 0.5}), sei::error);
    CHECK_NOTHROW(require_usable(channel_options{}));
}

TEST_CASE("A link checks both directions, and its turnaround") {
    CHECK_NOTHROW(require_usable(symmetric_link({})));
    CHECK_NOTHROW(require_usable(half_duplex_link({}, 16us)));
    CHECK_THROWS_AS(require_usable(link_options{.forward = {.rate_bits_per_second = 0}}), sei::error);
    CHECK_THROWS_AS(require_usable(link_options{.backward = {.delay = -1ns}}), sei::error);
    CHECK_THROWS_WITH_AS(require_usable(half_duplex_link({}, -3ns)),
                         "turnaround is -3 ns, expected between 0 and one day", sei::error);
    CHECK_THROWS_AS(require_usable(link_options{.turnaround = 1ns}), sei::error);
}

TEST_CASE("The other side of a side") {
    static_assert(other(side::a) == side::b);
    static_assert(other(side::b) == side::a);
    CHECK(half_duplex_link({}, 1us, 7).seed == 7);
    CHECK(symmetric_link({}).duplex == duplex_mode::full);
}

TEST_CASE("Delays from seconds, and what is none") {
    CHECK(delay_of_seconds(0) == 0ns);
    CHECK(delay_of_seconds(0.0100000004) == 10ms);
    CHECK(delay_of_seconds(86'400) == 24h);
    CHECK_THROWS_WITH_AS(static_cast<void>(delay_of_seconds(-1)),
                         "delay is -1 s, expected between 0 and 86400", sei::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(delay_of_seconds(std::nan(""))),
                         "delay is nan s, expected between 0 and 86400", sei::error);
    CHECK_THROWS_AS(static_cast<void>(delay_of_seconds(std::numeric_limits<double>::infinity())), sei::error);
}

TEST_CASE("A queue beyond a billion packets is refused") {
    CHECK_NOTHROW(require_usable(channel_options{.queue_packets = 1'000'000'000}));
    CHECK_THROWS_AS(require_usable(channel_options{.queue_packets = std::numeric_limits<std::size_t>::max()}),
                    sei::error);
}
