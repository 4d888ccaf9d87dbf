// SPDX-License-Identifier: MIT
#include <sei/link/channel_options.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace sei::link;

TEST_CASE("Impossible lines are refused with what was found and what was expected") {
    CHECK_THROWS_WITH_AS(validate(channel_options{.rate_bits_per_second = 0}),
                         "rate is 0 bit/s, expected between 1 and 10^15", sei::error);
    CHECK_THROWS_WITH_AS(validate(channel_options{.delay = -1ns}),
                         "delay is -1 ns, expected between 0 and one day", sei::error);
    CHECK_THROWS_AS(validate(channel_options{.rate_bits_per_second = -5}), sei::error);
    CHECK_THROWS_AS(validate(channel_options{.delay = 25h}), sei::error);
    CHECK_THROWS_AS(validate(channel_options{.l2_bytes = 70'000}), sei::error);
    CHECK_THROWS_AS(validate(channel_options{.loss = bernoulli_loss{2}}), sei::error);
    CHECK_NOTHROW(validate(channel_options{}));
}

TEST_CASE("A link checks both directions, and its turnaround") {
    CHECK_NOTHROW(validate(symmetric_link({})));
    CHECK_NOTHROW(validate(half_duplex_link({}, 16us)));
    CHECK_THROWS_AS(validate(link_options{.forward = {.rate_bits_per_second = 0}}), sei::error);
    CHECK_THROWS_AS(validate(link_options{.backward = {.delay = -1ns}}), sei::error);
    CHECK_THROWS_WITH_AS(validate(half_duplex_link({}, -3ns)),
                         "turnaround is -3 ns, expected between 0 and one day", sei::error);
    CHECK_THROWS_AS(validate(link_options{.turnaround = 1ns}), sei::error);
}

TEST_CASE("The other side of a side") {
    static_assert(other(side::a) == side::b);
    static_assert(other(side::b) == side::a);
    CHECK(half_duplex_link({}, 1us, 7).seed == 7);
    CHECK(symmetric_link({}).duplex == duplex_mode::full);
}
