// SPDX-License-Identifier: MIT
#include <sei/link/tcp/endpoint.hpp>

#include <sei/link/time/world.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;
using endpoint = basic_tcp_endpoint<virtual_timer>;

namespace {

/// An endpoint without a link: what it sends is kept.
struct lone_endpoint {
    struct sent_segment {
        virtual_time time;
        tcp_segment segment;
    };

    explicit lone_endpoint(const tcp_options& options = {})
        : end(world.get_executor(), options,
              {.transmit =
                   [this](const tcp_segment& segment) {
                       sent.push_back({world.now(), segment});
                   },
               .delivered = [this](std::uint64_t bytes) { delivered = bytes; },
               .acknowledged = [this](std::uint64_t bytes) { acknowledged = bytes; },
               .established = [this] { established = true; },
               .aborted = [this] { aborted = world.now(); }}) {}

    sei::link::world world;
    std::vector<sent_segment> sent;
    std::uint64_t delivered = 0;
    std::uint64_t acknowledged = 0;
    bool established = false;
    std::optional<virtual_time> aborted;
    endpoint end;
};

constexpr tcp_segment syn{.sequence = 0, .syn = true};
constexpr tcp_segment syn_ack{.sequence = 0, .acknowledgement = 1, .syn = true, .ack = true};
constexpr tcp_segment pure_ack{.sequence = 1, .acknowledgement = 1, .ack = true};

} // namespace

TEST_CASE("SYNs are repeated after 3, 9, 21 ... seconds until the attempts are used up") {
    tcp_options options;
    options.profile.syn_attempts = 4;
    lone_endpoint lone(options);
    lone.end.connect();
    lone.end.connect(); // once is enough
    lone.world.run();
    REQUIRE(lone.sent.size() == 4);
    for (const auto& [index, time] : {std::pair{0U, 0s}, {1U, 3s}, {2U, 9s}, {3U, 21s}}) {
        CHECK(lone.sent[index].time == virtual_time(time));
        CHECK(lone.sent[index].segment.syn);
        CHECK(!lone.sent[index].segment.ack);
        CHECK(lone.sent[index].segment.ip_bytes == 56);
    }
    CHECK(lone.aborted == virtual_time(45s));
    CHECK(lone.end.connection_state() == endpoint::state::aborted);
}

TEST_CASE("The active end acknowledges the answer at once and sends data a nanosecond later") {
    lone_endpoint lone;
    lone.end.connect();
    lone.end.write(100);
    lone.world.run_until(virtual_time(20ms));
    lone.end.receive(syn_ack);
    CHECK(lone.established);
    lone.world.run_until(virtual_time(21ms));
    REQUIRE(lone.sent.size() == 3);
    CHECK(lone.sent[1].segment.payload_bytes == 0);
    CHECK(lone.sent[1].segment.acknowledgement == 1);
    CHECK(lone.sent[1].time == virtual_time(20ms));
    CHECK(lone.sent[2].segment.payload_bytes == 100);
    CHECK(lone.sent[2].segment.timestamp_ms == 20);
    CHECK(lone.sent[2].time == virtual_time(20'000'001ns));
    CHECK(lone.end.counters().syn_packets == 1);
    CHECK(lone.end.counters().data_packets == 1);
}

TEST_CASE("The passive end answers every SYN, and repeats its answer by its own timer") {
    lone_endpoint lone;
    lone.end.receive(syn);
    lone.world.run_until(virtual_time(1s));
    lone.end.receive(syn);
    lone.world.run_until(virtual_time(4s));
    REQUIRE(lone.sent.size() == 3);
    CHECK(lone.sent[1].time == virtual_time(1s));
    CHECK(lone.sent[2].time == virtual_time(3s));
    for (const auto& each : lone.sent) CHECK((each.segment.syn && each.segment.ack));
    lone.end.receive(pure_ack);
    CHECK(lone.established);
    lone.world.run();
    CHECK(lone.sent.size() == 3);
}

TEST_CASE("Data establishes the passive end too, and is delivered and acknowledged") {
    lone_endpoint lone;
    lone.end.receive(syn);
    lone.end.receive({.sequence = 1, .acknowledgement = 1, .payload_bytes = 10, .ack = true});
    CHECK(lone.established);
    CHECK(lone.delivered == 10);
    REQUIRE(lone.sent.size() == 2);
    CHECK(lone.sent[1].segment.acknowledgement == 11);
    lone.end.receive({.sequence = 11, .acknowledgement = 1, .payload_bytes = 10, .ack = true});
    CHECK(lone.sent.size() == 2); // delayed
    lone.world.run();
    REQUIRE(lone.sent.size() == 3);
    CHECK(lone.sent[2].time == virtual_time(200ms));
    CHECK(lone.sent[2].segment.acknowledgement == 21);
}

TEST_CASE("An acknowledgement that waits travels on data when there is some") {
    lone_endpoint lone;
    lone.end.receive(syn);
    lone.end.receive(pure_ack);
    lone.end.receive({.sequence = 1, .acknowledgement = 1, .payload_bytes = 10, .ack = true});
    lone.end.receive({.sequence = 11, .acknowledgement = 1, .payload_bytes = 10, .ack = true});
    lone.end.write(50);
    lone.world.run_until(virtual_time(500ms));
    REQUIRE(lone.sent.size() == 3); // SYN-ACK, the first acknowledgement, the data
    CHECK(lone.sent[2].segment.payload_bytes == 50);
    CHECK(lone.sent[2].segment.acknowledgement == 21);
    CHECK(lone.end.counters().ack_packets == 1);
}

TEST_CASE("Unanswered data is repeated after 1, 3, 7 ... seconds, and after 21 timeouts given up") {
    lone_endpoint lone;
    lone.end.connect();
    lone.end.receive(syn_ack);
    lone.end.write(100);
    lone.world.run();
    const tcp_counters counters = lone.end.counters();
    CHECK(counters.timeouts == 20);
    CHECK(counters.retransmissions == 20);
    CHECK(lone.sent[3].time == virtual_time(1s + 1ns));
    CHECK(lone.sent[4].time == virtual_time(3s + 1ns));
    // 1 + 2 + 4 + 8 + 16 + 32 s, then 60 s each for the remaining 15 of 21 timeouts
    CHECK(lone.aborted == virtual_time(63s + 15 * 60s + 1ns));
    lone.end.receive(pure_ack);
    CHECK(lone.acknowledged == 0);
}
