// SPDX-License-Identifier: MIT
#include <sei/link/medium/shared_link.hpp>

#include "../support.hpp"

#include <sei/link/tcp/connection.hpp>
#include <sei/link/time/world.hpp>
#include <sei/link/udp/flow.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

constexpr channel_options line{.rate_bits_per_second = 10'000'000, .delay = 10ms};
constexpr auto full_datagram = 1502 * 800ns;

} // namespace

TEST_CASE("A flow that is alone on a shared link has the times of one with a link of its own") {
    for (const std::uint64_t bytes : {1ULL, 14'480ULL, 602'112ULL}) {
        channel_options lossy = line;
        lossy.loss = bernoulli_loss{0.02};
        const link_options both = symmetric_link(lossy, 3);
        std::vector<virtual_time> own;
        std::vector<virtual_time> shared;
        const auto log = [](std::vector<virtual_time>& times) {
            return [&times](const message_record& record) { times.push_back(record.last_arrival()); };
        };
        {
            world world;
            udp_flow flow(world.get_executor(), {}, lossy, 3);
            tcp_connection connection(world.get_executor(), {}, both);
            flow.send(bytes, log(own));
            connection.connect();
            connection.send(side::a, bytes, [&](virtual_time time) { own.push_back(time); });
            world.run();
        }
        world world;
        shared_link udp_link(world.get_executor(), both);
        shared_link tcp_link(world.get_executor(), both);
        udp_flow flow(udp_link, {});
        tcp_connection connection(tcp_link, {});
        flow.send(bytes, log(shared));
        connection.connect();
        connection.send(side::a, bytes, [&](virtual_time time) { shared.push_back(time); });
        world.run();
        CHECK(own.size() == 2);
        CHECK(shared == own);
    }
}

TEST_CASE("Paced flows that share a line take turns, datagram by datagram") {
    world world;
    shared_link link(world.get_executor(), symmetric_link(line));
    std::string order;
    std::vector<std::unique_ptr<udp_flow>> flows;
    for (const char name : {'a', 'b', 'c'}) {
        auto& flow = flows.emplace_back(std::make_unique<udp_flow>(link, udp_options{}));
        flow->on_datagram([&order, &world, name](const message_record&, const datagram_record& datagram) {
            order += name;
            CHECK(datagram.time == world.now());
            CHECK(datagram.time.time_since_epoch() ==
                  static_cast<std::int64_t>(order.size()) * full_datagram + 10ms);
        });
    }
    flows[0]->send(4 * 1472);
    flows[1]->send(2 * 1472);
    flows[2]->send(3 * 1472);
    world.run();
    CHECK(order == "abcabcaca");
    CHECK(link.counters(side::a).delivered == 9);
    CHECK(link.counters(side::b).offered == 0);
}

TEST_CASE("Paced flows wait for room in a queue that others fill, and get it in the order of asking") {
    world world;
    channel_options narrow = line;
    narrow.queue_packets = 1;
    shared_link link(world.get_executor(), symmetric_link(narrow));
    udp_flow burst(link, {.pacing = udp_pacing::burst});
    burst.send(4 * 1472); // one on the line, one in the queue, two dropped
    std::string order;
    std::vector<std::unique_ptr<udp_flow>> flows;
    for (const char name : {'x', 'y', 'z'}) {
        auto& flow = flows.emplace_back(std::make_unique<udp_flow>(link, udp_options{}));
        flow->send(2 * 1472, [](const message_record& record) { CHECK(record.complete()); });
        flow->on_datagram([&order, name](const message_record&, const datagram_record&) { order += name; });
    }
    world.run();
    CHECK(order == "xyzxyz");
    CHECK(link.counters(side::a).queue_drops == 2);
}

TEST_CASE("Beside TCP a paced flow gets as many places in the queue as it may take") {
    const auto udp_time = [](std::uint32_t datagrams) {
        world world;
        shared_link link(world.get_executor(), symmetric_link(line));
        udp_flow flow(link, {.paced_datagrams = datagrams});
        tcp_connection connection(link, {});
        std::optional<virtual_time> udp_done;
        std::optional<virtual_time> tcp_done;
        connection.connect();
        connection.send(side::a, 602'112, [&](virtual_time time) { tcp_done = time; });
        flow.send(100 * 1472, [&](const message_record& record) {
            CHECK(record.complete());
            udp_done = world.now();
        });
        world.run();
        REQUIRE(udp_done);
        REQUIRE(tcp_done);
        const auto line_time = std::chrono::nanoseconds(link.counters(side::a).wire_bytes * 800);
        CHECK(std::max(*udp_done, *tcp_done).time_since_epoch() < line_time + 60ms); // hardly ever idle
        return udp_done->time_since_epoch();
    };
    const auto alone = 100 * full_datagram + 10ms;
    const auto many = udp_time(50);
    const auto one = udp_time(1);
    CHECK(many > alone);
    CHECK(many < 2 * alone);
    CHECK(one > 2 * many); // behind a queue full of TCP each time
}

TEST_CASE("Several devices share the link to one server, and the line carries them all") {
    world world;
    shared_link link(world.get_executor(), symmetric_link(line));
    constexpr std::size_t devices = 5;
    std::vector<std::unique_ptr<tcp_connection>> connections;
    std::vector<virtual_time> uploaded;
    std::vector<virtual_time> answered;
    for (std::size_t device = 0; device < devices; ++device) {
        auto& connection = connections.emplace_back(std::make_unique<tcp_connection>(link, tcp_options{}));
        connection->connect();
        connection->send(side::a, 200'000, [&, device](virtual_time time) {
            uploaded.push_back(time);
            connections[device]->send(side::b, 4000, [&](virtual_time done) { answered.push_back(done); });
        });
    }
    world.run();
    CHECK(uploaded.size() == devices);
    CHECK(answered.size() == devices);
    CHECK(uploaded.back().time_since_epoch() > 5 * 200'000 * 800ns + 10ms);
    CHECK(uploaded.front().time_since_epoch() > 3 * 200'000 * 800ns); // shared, not one after the other
    std::uint64_t packets = 0;
    for (const auto& connection : connections) {
        const tcp_counters sent = connection->counters(side::a);
        packets += sent.data_packets + sent.syn_packets + sent.ack_packets;
    }
    CHECK(link.counters(side::a).offered == packets);
}

TEST_CASE("Half duplex: two busy sides alternate, with the turnaround in between") {
    for (const auto turnaround : {0us, 50us}) {
        world world;
        shared_link link(world.get_executor(), half_duplex_link(line, turnaround));
        udp_flow up(link, {}, side::a);
        udp_flow down(link, {}, side::b);
        std::vector<std::chrono::nanoseconds> times;
        std::string order;
        const auto log = [&](char name) {
            return [&, name](const message_record&, const datagram_record& datagram) {
                order += name;
                times.push_back(datagram.time.time_since_epoch() - 10ms);
            };
        };
        up.on_datagram(log('a'));
        down.on_datagram(log('b'));
        up.send(4 * 1472);
        down.send(2 * 1472);
        world.run();
        CHECK(order == "ababaa");
        const auto turns = [&](int count) { return count * std::chrono::nanoseconds(turnaround); };
        CHECK(times == std::vector<std::chrono::nanoseconds>{
                           full_datagram, 2 * full_datagram + turns(1), 3 * full_datagram + turns(2),
                           4 * full_datagram + turns(3), 5 * full_datagram + turns(4),
                           6 * full_datagram + turns(4)});
    }
}

TEST_CASE("Half duplex: times below a nanosecond add up without drift while the sides alternate") {
    world world;
    channel_options fast = line;
    fast.rate_bits_per_second = 1'000'000'000'000; // 12.016 ns a datagram
    fast.delay = 0ns;
    shared_link link(world.get_executor(), half_duplex_link(fast, 0ns));
    udp_flow up(link, {}, side::a);
    udp_flow down(link, {}, side::b);
    constexpr std::uint64_t datagrams = 5000;
    up.send(datagrams * 1472);
    down.send(datagrams * 1472);
    world.run();
    CHECK(link.counters(side::a).delivered == datagrams);
    CHECK(link.counters(side::b).delivered == datagrams);
    CHECK(std::abs(static_cast<double>(world.now().time_since_epoch().count()) - 2 * datagrams * 12.016) <=
          1.001);
}

TEST_CASE("Half duplex TCP of one segment takes its packets' times and two turnarounds") {
    for (const std::uint64_t bytes : {1U, 500U, 1448U}) {
        world world;
        channel_options close = line;
        close.delay = 0ns;
        tcp_connection connection(world.get_executor(), {}, half_duplex_link(close, 20us));
        std::optional<virtual_time> done;
        connection.connect();
        connection.send(side::a, bytes, [&](virtual_time time) { done = time; });
        world.run();
        REQUIRE(done); // SYN, SYN-ACK, ACK, data
        CHECK(done->time_since_epoch() ==
              (58 + 58 + 54 + 54 + static_cast<std::int64_t>(bytes)) * 800ns + 2 * 20us);
    }
}

TEST_CASE("On a half-duplex line acknowledgements take line time from the data") {
    const auto complete = [](const link_options& options) {
        world world;
        tcp_connection connection(world.get_executor(), {}, options);
        std::optional<virtual_time> done;
        connection.connect();
        connection.send(side::a, 602'112, [&](virtual_time time) { done = time; });
        world.run();
        CHECK(done);
        return std::pair(done.value_or(virtual_time{}).time_since_epoch(),
                         connection.link_counters(side::b).wire_bytes);
    };
    const auto [full, full_bytes] = complete(symmetric_link(line));
    const auto [half, acknowledgements] = complete(half_duplex_link(line, 0ns));
    const auto [turning, turning_bytes] = complete(half_duplex_link(line, 100us));
    CHECK(half > full);
    CHECK(half < full + acknowledgements * 800ns + 40ms);
    CHECK(turning > half);
}

TEST_CASE("Packets of a flow that is gone use the line, and nobody hears of them") {
    world world;
    shared_link link(world.get_executor(), symmetric_link(line));
    auto gone = std::make_unique<udp_flow>(link, udp_options{.pacing = udp_pacing::burst});
    gone->send(10 * 1472, [](const message_record&) { FAIL("the flow is gone"); });
    world.run_until(virtual_time(full_datagram * 3));
    gone.reset();
    udp_flow flow(link, {});
    std::optional<virtual_time> done;
    flow.send(1472, [&](const message_record& record) { done = record.last_arrival(); });
    world.run();
    REQUIRE(done);
    CHECK(done->time_since_epoch() == 11 * full_datagram + 10ms);
    CHECK(link.counters(side::a).delivered == 11);
}

TEST_CASE("A link that can't be is refused") {
    world world;
    link_options turning = symmetric_link(line);
    turning.turnaround = 1us;
    CHECK_THROWS_WITH_AS(shared_link(world.get_executor(), turning),
                         "turnaround is 1000 ns on a full-duplex link, expected 0: nothing turns there",
                         sei::error);
    CHECK_THROWS_AS(shared_link(world.get_executor(), half_duplex_link(line, -1ns)), sei::error);
    CHECK_THROWS_AS(shared_link(world.get_executor(), symmetric_link({.rate_bits_per_second = 0})),
                    sei::error);
}
