// SPDX-License-Identifier: MIT
#include <sei/link/predict/line_bound.hpp>
#include <sei/link/predict/packet_recursion.hpp>

#include "../support.hpp"

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

namespace {

/// Links at the ends of what `require_usable` takes, and in between: rates from a bit to 10^15 a second, no
/// delay and hours, no queue, round trips equal to the SYN's time-out.
exchange_request extreme_exchange(std::mt19937_64& random, std::uint64_t seed) {
    const auto among = [&random](std::initializer_list<std::int64_t> values) {
        return *(values.begin() +
                 std::uniform_int_distribution<std::ptrdiff_t>(0, std::ssize(values) - 1)(random));
    };
    transfer_request request;
    request.transport = among({0, 1}) == 0 ? protocol::udp : protocol::tcp;
    request.tcp.profile = among({0, 1, 2}) == 0 ? tcp_profiles::linux_kernel
                          : among({0, 1}) == 0  ? tcp_profiles::ns3
                                                : tcp_profiles::linuxlike;
    request.tcp.timestamps = among({0, 1}) == 0;
    request.bytes = static_cast<std::uint64_t>(among({1, 100, 1448, 20'000}));
    const std::int64_t timeout = request.tcp.profile.syn_timeout.count();
    const auto line = [&] {
        channel_options made{
            .rate_bits_per_second =
                among({100, 1'000, 100'000, 10'000'000, 1'000'000'000'000, 1'000'000'000'000'000}),
            .delay = std::chrono::nanoseconds(among({0, 1, 1'000'000, timeout / 2, timeout})),
            .queue_packets = static_cast<std::size_t>(among({0, 1, 2, 6, 100})),
            .l2_bytes = static_cast<std::uint32_t>(among({0, 2, 65535}))};
        if (among({0, 1, 2}) == 0) made.loss = bernoulli_loss{0.1};
        if (among({0, 1, 2, 3}) == 0) made.jitter = uniform_jitter{1ms};
        if (among({0, 1, 2, 3}) == 0) made.duty_cycle = 0.5;
        return made;
    };
    request.link = {.forward = line(), .backward = line(), .seed = seed};
    if (among({0, 1, 2, 3}) == 0) {
        request.link.duplex = duplex_mode::half;
        request.link.turnaround = std::chrono::nanoseconds(among({0, 1, 1'000'000}));
    }
    // Often: the answer to the SYN is back at the very instant at which the SYN is repeated.
    const std::uint32_t syn = tcp_header_bytes(true, request.tcp.timestamps, 0);
    const auto times = [&] {
        return detail::line_time(syn + request.link.forward.l2_bytes,
                                 request.link.forward.rate_bits_per_second) +
               detail::line_time(syn + request.link.backward.l2_bytes,
                                 request.link.backward.rate_bits_per_second) +
               request.link.backward.delay;
    };
    if (among({0, 1}) == 0 && times().count() < timeout)
        request.link.forward.delay = std::chrono::nanoseconds(timeout) - times();
    return {.request = request, .answer_bytes = static_cast<std::uint64_t>(among({1, 4000}))};
}

} // namespace

TEST_CASE("No exchange is faster at the extremes either: empty queues, SYNs repeated as their answer comes") {
    std::mt19937_64 random(11);
    int answered = 0;
    int syn_repeated_without_queue = 0;
    for (std::uint64_t i = 0; i < 6000; ++i) {
        const exchange_request each = extreme_exchange(random, i);
        const auto found = simulate(each, std::chrono::hours(2)).answered;
        if (!found) continue;
        ++answered;
        const transfer_request& request = each.request;
        syn_repeated_without_queue += request.transport == protocol::tcp &&
                                      request.link.forward.queue_packets == 0 &&
                                      *found > request.tcp.profile.syn_timeout;
        INFO("exchange " << i);
        CHECK(line_bound(each) <= *found);
    }
    CHECK(answered > 2000);
    CHECK(syn_repeated_without_queue > 50);
}

TEST_CASE("An ACK that a repeated SYN keeps out of the queue does not count") {
    transfer_request request{.bytes = 100, .link = symmetric_link({.rate_bits_per_second = 8'000'000})};
    request.link.forward.queue_packets = 0;
    request.tcp.profile = tcp_profiles::linuxlike;
    const std::uint32_t syn = tcp_header_bytes(true, request.tcp.timestamps, 0) + 2;
    request.link.forward.delay = 1s - 2 * std::chrono::microseconds(syn); // 1 us a byte
    const exchange_request exchange{.request = request, .answer_bytes = 1};
    CHECK(line_bound(exchange) <= simulate(exchange).answered.value());
}
