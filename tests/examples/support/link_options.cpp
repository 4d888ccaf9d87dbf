// SPDX-License-Identifier: MIT
#include "support/link_options.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace sei::link;

TEST_CASE("Without options: 602,112 bytes over Linux's Cubic, 10 Mbit/s, 10 ms") {
    const transfer_request request = examples::request_of({});
    CHECK(request.transport == protocol::tcp);
    CHECK(request.bytes == 602'112);
    CHECK(request.tcp.profile.stack == tcp_stack::linux_kernel);
    CHECK(request.tcp.congestion == congestion_control::cubic);
    CHECK(request.link.forward.rate_bits_per_second == 10'000'000);
    CHECK(request.link.backward.delay == 10ms);
    CHECK(request.link.forward.queue_packets == 100);
    CHECK_FALSE(request.before);
}

TEST_CASE("Options change a preset, in both directions") {
    examples::transfer_arguments arguments;
    arguments.preset = "lte";
    arguments.delay = "5ms";
    const transfer_request request = examples::request_of(arguments);
    CHECK(request.link.forward.delay == 5ms);
    CHECK(request.link.backward.delay == 5ms);
    CHECK(request.link.forward.rate_bits_per_second == presets::lte().link.forward.rate_bits_per_second);
    CHECK(request.link.backward.rate_bits_per_second == presets::lte().link.backward.rate_bits_per_second);
}

TEST_CASE("Losses apply to the directions that are asked for") {
    examples::transfer_arguments arguments;
    arguments.loss = 0.1;
    CHECK(std::holds_alternative<bernoulli_loss>(examples::request_of(arguments).link.backward.loss));
    arguments.loss_direction = "data";
    CHECK(std::holds_alternative<no_loss>(examples::request_of(arguments).link.backward.loss));
    CHECK(std::holds_alternative<bernoulli_loss>(examples::request_of(arguments).link.forward.loss));
    arguments.loss = 0;
    arguments.drop_ba = "3,7";
    const transfer_request listed = examples::request_of(arguments);
    CHECK(std::holds_alternative<no_loss>(listed.link.forward.loss));
    CHECK(std::get<listed_loss>(listed.link.backward.loss).indices == std::vector<std::uint64_t>{3, 7});
}

TEST_CASE("What can't be is an error") {
    examples::transfer_arguments arguments;
    arguments.drop_ab = "3;7";
    CHECK_THROWS_AS((void)examples::request_of(arguments), sei::error);
    arguments.drop_ab = "3,,7";
    CHECK_THROWS_AS((void)examples::request_of(arguments), sei::error);
    arguments = {};
    arguments.burst = "4000B";
    arguments.bandwidth_trace = "trace";
    CHECK_THROWS_AS((void)examples::request_of(arguments), sei::error);
    arguments = {};
    arguments.reorder = true;
    CHECK_THROWS_AS((void)examples::request_of(arguments), sei::error);
    arguments = {};
    arguments.transport = "udp";
    arguments.warm = true;
    CHECK_THROWS_AS((void)examples::request_of(arguments), sei::error);
}

TEST_CASE("Linux cuts a segment to what fits the MTU, ns-3 sends it in fragments") {
    examples::transfer_arguments arguments;
    arguments.mss = 1460;
    CHECK(examples::request_of(arguments).tcp.mss() == 1448);
    CHECK(examples::note_on(examples::request_of(arguments)).empty());
    arguments.timestamps = "off";
    CHECK(examples::request_of(arguments).tcp.mss() == 1460);
    arguments.mtu = 576;
    CHECK(examples::request_of(arguments).tcp.mss() == 536);
    arguments.mss = 500;
    CHECK(examples::request_of(arguments).tcp.mss() == 500);
    for (const char* profile : {"ns3", "linuxlike"}) {
        arguments = {};
        arguments.mss = 1460;
        arguments.profile = profile;
        CHECK(examples::request_of(arguments).tcp.mss() == 1460);
        CHECK(examples::note_on(examples::request_of(arguments)) ==
              "segments of 1460 bytes travel in IP fragments, as in ns-3; 1448 would fit the MTU of 1500");
    }
    arguments.transport = "udp";
    CHECK(examples::note_on(examples::request_of(arguments)).empty());
}
