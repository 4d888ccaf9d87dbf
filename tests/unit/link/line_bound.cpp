// SPDX-License-Identifier: MIT
#include <sei/link/line_bound.hpp>
#include <sei/link/packet_recursion.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace std::chrono_literals;
using namespace sei::link;

TEST_CASE("No exchange is faster, whatever is lost, at any rate") {
    std::mt19937_64 random(5);
    const auto among = [&random](std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random);
    };
    int answered = 0;
    for (int i = 0; i < 1500; ++i) {
        const double decades = std::uniform_real_distribution<double>(4, 12)(random);
        exchange_request each{
            .request = {.transport = among(0, 1) == 0 ? protocol::udp : protocol::tcp,
                        .bytes = static_cast<std::uint64_t>(among(1, 200'000)),
                        .link = symmetric_link(
                            {.rate_bits_per_second = static_cast<std::int64_t>(std::pow(10, decades)),
                             .delay = std::chrono::nanoseconds(among(0, 50'000'000)),
                             .queue_packets = static_cast<std::size_t>(among(5, 100)),
                             .loss = bernoulli_loss{among(0, 2) == 0 ? 0.0 : 0.02}},
                            static_cast<std::uint64_t>(i))},
            .answer_bytes = static_cast<std::uint64_t>(among(1, 20'000)),
            .work = std::chrono::nanoseconds(among(0, 1'000'000))};
        each.request.link.backward.rate_bits_per_second = among(100'000, 1'000'000'000);
        const auto found = simulate(each).answered;
        if (!found) continue; // a datagram was lost
        ++answered;
        CHECK(line_bound(each) <= *found);
    }
    CHECK(answered > 750);
}

TEST_CASE("It is nearly reached where nothing waits for an acknowledgement") {
    for (const protocol transport : {protocol::udp, protocol::tcp}) {
        const exchange_request each{
            .request = {.transport = transport, .bytes = 14'000, .link = symmetric_link({.delay = 10ms})},
            .answer_bytes = 4000,
            .work = 5ms};
        const auto found = simulate(each).answered.value();
        CHECK(found - line_bound(each) < 20ns);
    }
}

TEST_CASE("The bound of an exchange of nothing is refused") {
    CHECK_THROWS_AS((void)line_bound({.request = {.bytes = 0}}), sei::error);
}

TEST_CASE("A line with bursts or a recorded bandwidth has no least time") {
    const channel_options plain{.rate_bits_per_second = 1'000'000};
    CHECK(least_line_time(1000, plain) == 8ms);
    channel_options other = plain;
    other.line = token_bucket{};
    CHECK(least_line_time(1000, other) == 0ns);
    other.line = bandwidth_trace{{1, 2, 3}};
    CHECK(least_line_time(1000, other) == 0ns);
}
