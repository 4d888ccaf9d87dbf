// SPDX-License-Identifier: MIT
#include <sei/link/predict/packet_recursion.hpp>

#include "../support.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

exchange_request exchange(std::uint64_t bytes, std::int64_t rate, std::chrono::nanoseconds delay,
                          std::size_t queue = 100) {
    return {.request = {.bytes = bytes,
                        .link = symmetric_link(
                            {.rate_bits_per_second = rate, .delay = delay, .queue_packets = queue})},
            .answer_bytes = 4000};
}

exchange_request random_exchange(std::mt19937_64& random) {
    const auto among = [&random](std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random);
    };
    const auto decades = [&random](double least, double most) {
        return static_cast<std::int64_t>(
            std::pow(10, std::uniform_real_distribution<double>(least, most)(random)));
    };
    exchange_request result;
    const auto line = [&](std::int64_t queue) {
        return channel_options{.rate_bits_per_second = decades(3.5, 10),
                               .delay = std::chrono::nanoseconds(decades(0, 8.5)),
                               .queue_packets = static_cast<std::size_t>(queue),
                               .l2_bytes = static_cast<std::uint32_t>(among(0, 40))};
    };
    transfer_request& request = result.request;
    request.bytes = static_cast<std::uint64_t>(decades(0, 6.2));
    request.link = {.forward = line(among(0, 1000)), .backward = line(among(0, 1000))};
    if (among(0, 1) == 0) request.link.backward = request.link.forward;
    request.tcp.mtu = static_cast<std::uint32_t>(among(128, 2000));
    request.tcp.timestamps = among(0, 1) == 0;
    request.tcp.profile = among(0, 1) == 0 ? tcp_profiles::ns3 : tcp_profiles::linuxlike;
    request.tcp.profile.segments_per_ack = static_cast<std::uint32_t>(among(1, 3));
    request.tcp.profile.initial_window_segments = static_cast<std::uint32_t>(among(1, 12));
    request.tcp.congestion = among(0, 1) == 0 ? congestion_control::new_reno : congestion_control::linux_reno;
    result.answer_bytes = static_cast<std::uint64_t>(decades(0, 3.8));
    result.work = std::chrono::nanoseconds(among(0, 1) == 0 ? 0 : decades(0, 8.5));
    return result;
}

} // namespace

TEST_CASE("Where the recursion answers, the simulation says the same to the nanosecond") {
    std::mt19937_64 random(11);
    int transfers = 0;
    int beyond_the_window = 0;
    int exchanges = 0;
    constexpr int requests = 3000;
    for (int i = 0; i < requests; ++i) {
        const exchange_request each = random_exchange(random);
        INFO("request " << i);
        if (const auto expected = packet_recursion(each.request)) {
            ++transfers;
            if (each.request.bytes >
                each.request.tcp.mss() * each.request.tcp.profile.initial_window_segments)
                ++beyond_the_window;
            CHECK(expected->count() == simulate(each.request).completion.value().count());
        }
        if (const auto expected = packet_recursion(each)) {
            ++exchanges;
            const exchange_result simulated = simulate(each);
            CHECK(expected->delivered.value().count() == simulated.delivered.value().count());
            CHECK(expected->answered.value().count() == simulated.answered.value().count());
            CHECK(expected->packets_there <= simulated.packets_there);
            CHECK(expected->packets_back <= simulated.packets_back);
        }
    }
    CHECK(transfers > requests / 3);
    CHECK(transfers < requests); // full queues and timeouts occur, too
    CHECK(beyond_the_window > requests / 6);
    CHECK(exchanges > requests / 4);
}

TEST_CASE(
    "A grid of sizes, rates and delays: equal, and silent only where the queue overflows or a timer fires") {
    int answered = 0;
    for (const std::uint64_t bytes :
         {1UL, 1448UL, 14'480UL, 14'481UL, 50'000UL, 150'000UL, 400'000UL, 1'000'000UL})
        for (const std::int64_t rate : {250'000, 3'000'000, 10'000'000, 100'000'000, 1'000'000'000})
            for (const auto delay : {0ns, 500'000ns, 10'000'000ns, 100'000'000ns}) {
                const exchange_request each = exchange(bytes, rate, delay);
                const auto expected = packet_recursion(each.request);
                const transfer_result simulated = simulate(each.request);
                if (expected) {
                    ++answered;
                    CHECK(expected->count() == simulated.completion.value().count());
                } else {
                    CHECK(simulated.forward.queue_drops + simulated.sender.timeouts > 0);
                }
            }
    CHECK(answered > 120);
}

TEST_CASE("The recursion gives ns-3's completion times wherever ns-3's queue did not overflow") {
    int rows = 0;
    for (const link_test::row& golden : link_test::read_table("closed_form_check.csv")) {
        if (golden["cc"] != "NewReno" || golden["note"].find("no-overflow") == std::string::npos) continue;
        ++rows;
        exchange_request each =
            exchange(static_cast<std::uint64_t>(golden.integer("bytes")), golden.integer("bandwidth_bps"),
                     link_test::seconds(golden["delay_s"]));
        each.request.tcp.timestamps = golden["mss"] == "1448";
        const auto expected = packet_recursion(each.request);
        REQUIRE(expected);
        CHECK(std::abs((*expected - link_test::seconds(golden["ns3_s"])).count()) <= 1);
    }
    CHECK(rows == 48);
}

TEST_CASE("Within the initial window it is the closed form") {
    for (const std::uint64_t bytes : {1UL, 1000UL, 1448UL, 5000UL, 14'480UL}) {
        const exchange_request each = exchange(bytes, 7'000'000, 3ms);
        CHECK(packet_recursion(each.request) == fresh_tcp_closed_form(each.request));
    }
}

TEST_CASE("Silent with losses, other protocols, full queues, and answers beyond the window") {
    exchange_request each = exchange(100'000, 10'000'000, 10ms);
    REQUIRE(packet_recursion(each));
    each.request.transport = protocol::udp;
    CHECK(!packet_recursion(each));
    CHECK(udp_closed_form(each));
    each.request.transport = protocol::tcp;
    CHECK(!udp_closed_form(each));
    each.answer_bytes = 14'481;
    CHECK(!packet_recursion(each));
    CHECK(packet_recursion(each.request));
    each = exchange(100'000, 10'000'000, 10ms, 5);
    CHECK(!packet_recursion(each));
    each = exchange(100'000, 10'000'000, 10ms);
    each.request.link.backward.loss = bernoulli_loss{0.01};
    CHECK(!packet_recursion(each));
    CHECK(!packet_recursion(each.request));
    each.request.bytes = 0;
    CHECK_THROWS_AS((void)packet_recursion(each), sei::error);
}

TEST_CASE("The closed form of a UDP exchange is the simulation") {
    for (const std::uint64_t bytes : {1UL, 1472UL, 1473UL, 100'000UL})
        for (const std::int64_t rate : {9'600, 1'000'000, 999'999'937}) {
            exchange_request each = exchange(bytes, rate, 7ms);
            each.request.transport = protocol::udp;
            each.work = 3ms;
            const auto expected = udp_closed_form(each);
            const exchange_result simulated = simulate(each);
            REQUIRE(expected);
            CHECK(expected->delivered == simulated.delivered);
            CHECK(expected->answered == simulated.answered);
            CHECK(expected->packets_there == simulated.packets_there);
            CHECK(expected->packets_back == simulated.packets_back);
        }
}
