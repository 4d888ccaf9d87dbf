// SPDX-License-Identifier: MIT
#include <sei/link/udp/flow.hpp>

#include "../support.hpp"

#include <sei/link/time/world.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

message_record send_one(std::uint64_t bytes, const channel_options& line, const udp_options& udp = {},
                        std::uint64_t seed = 1) {
    world world;
    udp_flow flow(world.get_executor(), udp, line, seed);
    std::optional<message_record> result;
    flow.send(bytes, [&](const message_record& record) {
        CHECK(!result);
        result = record;
    });
    world.run();
    REQUIRE(result);
    return *result;
}

constexpr channel_options line{.rate_bits_per_second = 10'000'000, .delay = 10ms};

} // namespace

TEST_CASE("Lossless UDP takes as long as in ns-3, to the nanosecond") {
    int rows = 0;
    for (const auto& row : link_test::read_table("closed_form_check.csv")) {
        if (row["protocol"] != "udp") continue;
        ++rows;
        const auto bytes = static_cast<std::uint64_t>(row.integer("bytes"));
        const channel_options options{.rate_bits_per_second = row.integer("bandwidth_bps"),
                                      .delay = link_test::seconds(row["delay_s"])};
        const message_record record = send_one(bytes, options);
        CHECK(record.complete());
        CHECK(record.last_arrival().time_since_epoch() == link_test::seconds(row["ns3_s"]));
    }
    CHECK(rows == 48);
}

TEST_CASE("A message is cut into full datagrams and a rest") {
    const message_record record = send_one(3000, line);
    REQUIRE(record.datagrams.size() == 3);
    CHECK(record.datagrams[0].bytes == 1472);
    CHECK(record.datagrams[1].offset == 1472);
    CHECK(record.datagrams[2].offset == 2944);
    CHECK(record.datagrams[2].bytes == 56);
    CHECK(record.bytes() == 3000);
    CHECK(send_one(1472, line).datagrams.size() == 1);
    CHECK(send_one(0, line).datagrams.size() == 1);
    CHECK(send_one(100, line, {.mtu = 29}).datagrams.size() == 100);
}

TEST_CASE("Paced datagrams never overflow, a burst keeps 101 packets as in ns-3") {
    const message_record paced = send_one(602'112, line);
    CHECK(paced.complete());
    const message_record burst = send_one(602'112, line, {.pacing = udp_pacing::burst});
    CHECK(burst.count(datagram_fate::delivered) == 101);
    CHECK(burst.count(datagram_fate::dropped) == burst.datagrams.size() - 101);
    CHECK(burst.bytes_lost() == 453'440); // measured with ns-3.37
    CHECK(burst.last_arrival().time_since_epoch() == 101 * 1502 * 800ns + 10ms);
}

TEST_CASE(
    "A list loses exactly these datagrams, and the message is settled when the last one would have come") {
    channel_options lossy = line;
    lossy.loss = listed_loss{{1, 4}};
    const message_record record = send_one(5 * 1472, lossy);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(record.datagrams[i].fate ==
              (i == 1 || i == 4 ? datagram_fate::lost : datagram_fate::delivered));
        const auto number = static_cast<std::int64_t>(i) + 1;
        CHECK(record.datagrams[i].time.time_since_epoch() == number * 1502 * 800ns + 10ms);
    }
    CHECK(record.bytes_lost() == 2 * 1472);
    CHECK(record.last_arrival() == record.datagrams[3].time);
    CHECK(!record.complete());
}

TEST_CASE("Bytes sent are bytes delivered and bytes lost") {
    channel_options lossy = line;
    lossy.loss = bernoulli_loss{0.2};
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        for (const auto pacing : {udp_pacing::paced, udp_pacing::burst}) {
            const message_record record = send_one(300'001, lossy, {.pacing = pacing}, seed);
            CHECK(record.bytes_delivered() + record.bytes_lost() == 300'001);
            CHECK(record.count(datagram_fate::pending) == 0);
            CHECK(record.bytes_lost() > 0);
        }
}

TEST_CASE("Messages of one flow share its line in order, and each is settled once") {
    world world;
    udp_flow flow(world.get_executor(), {}, line);
    std::string order;
    for (const char name : {'a', 'b', 'c'}) {
        const std::uint64_t id = flow.send(1472, [&order, name](const message_record& record) {
            order += name;
            CHECK(record.id == order.size() - 1);
            CHECK(record.last_arrival().time_since_epoch() ==
                  static_cast<std::int64_t>(order.size()) * 1502 * 800ns + 10ms);
        });
        CHECK(id == static_cast<std::uint64_t>(name - 'a'));
    }
    CHECK(flow.backlog() == 2);
    world.run();
    CHECK(order == "abc");
}

TEST_CASE("The owner may cut a message itself, and sees each datagram's fate before the message's") {
    world world;
    udp_flow flow(world.get_executor(), {}, line);
    std::vector<std::uint64_t> offsets;
    bool settled = false;
    flow.on_datagram([&](const message_record& message, const datagram_record& datagram) {
        CHECK(!settled);
        CHECK(message.datagrams.size() == 3);
        CHECK(datagram.time == world.now());
        offsets.push_back(datagram.offset);
    });
    flow.send(std::vector<std::uint32_t>{10, 0, 700}, [&](const message_record&) { settled = true; });
    world.run();
    CHECK(settled);
    CHECK(offsets == std::vector<std::uint64_t>{0, 10, 10});
}

TEST_CASE("A handler may send the next message, also when a burst is dropped while it is sent") {
    world world;
    channel_options narrow = line;
    narrow.queue_packets = 1;
    udp_flow flow(world.get_executor(), {.pacing = udp_pacing::burst}, narrow);
    int settled = 0;
    std::function<void(const message_record&)> again = [&](const message_record&) {
        if (++settled < 10) flow.send(4 * 1472, again);
    };
    flow.send(4 * 1472, again);
    flow.send(4 * 1472, again); // the queue is full: dropped at once
    world.run();
    CHECK(settled == 11);
    CHECK(flow.counters().offered == 44);
    CHECK(flow.counters().queue_drops + flow.counters().delivered == 44);
}

TEST_CASE("A handler of datagrams may send, too, and every message is still settled once") {
    for (const auto pacing : {udp_pacing::paced, udp_pacing::burst}) {
        world world;
        channel_options narrow = line;
        narrow.queue_packets = 0;
        udp_flow flow(world.get_executor(), {.pacing = pacing}, narrow);
        std::vector<int> settled(60);
        int sent = 0;
        const std::function<void()> send = [&] {
            if (sent == static_cast<int>(settled.size())) return;
            const auto id = static_cast<std::size_t>(sent++);
            flow.send(2 * 1472, [&settled, id](const message_record& record) {
                CHECK(record.id == id);
                ++settled[id];
            });
        };
        flow.on_datagram([&](const message_record&, const datagram_record&) { send(); });
        send();
        world.run();
        CHECK(std::count(settled.begin(), settled.end(), 1) == 60);
        CHECK(flow.backlog() == 0);
    }
}

TEST_CASE("A flow that only counts says the same of a message, and keeps no list") {
    channel_options lossy = line;
    lossy.loss = bernoulli_loss{0.1};
    lossy.jitter = uniform_jitter{.maximum = 3ms, .reorders = true};
    for (const auto pacing : {udp_pacing::paced, udp_pacing::burst})
        for (const std::uint64_t bytes : {0U, 1U, 1472U, 1473U, 300'000U}) {
            const message_record listed = send_one(bytes, lossy, {.pacing = pacing});
            const message_record counted =
                send_one(bytes, lossy, {.pacing = pacing, .record_datagrams = false});
            CHECK(counted.datagrams.empty());
            CHECK(listed.datagrams.size() == listed.datagram_count());
            CHECK(counted.datagram_count() == listed.datagram_count());
            std::uint64_t delivered = 0;
            virtual_time last{};
            for (const datagram_record& each : listed.datagrams)
                if (each.fate == datagram_fate::delivered) {
                    delivered += each.bytes;
                    last = std::max(last, each.time);
                }
            for (const message_record& record : {listed, counted}) {
                CHECK(record.bytes() == bytes);
                CHECK(record.bytes_delivered() == delivered);
                CHECK(record.last_arrival() == last);
                for (const auto fate : {datagram_fate::pending, datagram_fate::delivered, datagram_fate::lost,
                                        datagram_fate::dropped})
                    CHECK(record.count(fate) == static_cast<std::uint64_t>(std::count_if(
                                                    listed.datagrams.begin(), listed.datagrams.end(),
                                                    [fate](const auto& each) { return each.fate == fate; })));
            }
        }
}

TEST_CASE("4 GiB are counted exactly, at any rate, without a list of their datagrams") {
    constexpr std::uint64_t bytes = std::uint64_t{4} << 30;
    const udp_options large{.mtu = 65'535, .record_datagrams = false};
    const auto payload = static_cast<std::int64_t>(large.payload_bytes());
    const std::int64_t datagrams = (static_cast<std::int64_t>(bytes) + payload - 1) / payload;
    const std::int64_t wire_bits = 8 * (static_cast<std::int64_t>(bytes) + 30 * datagrams);
    for (const std::int64_t rate : {1'000'000'000'000L, 7'777'777L, 100L}) {
        const message_record record = send_one(bytes, {.rate_bits_per_second = rate}, large);
        CHECK(record.complete());
        const long double exact = static_cast<long double>(wire_bits) * 1e9L / static_cast<long double>(rate);
        const auto taken = static_cast<long double>(record.last_arrival().time_since_epoch().count());
        CHECK(std::abs(taken - exact) <= 0.5001L);
    }
    world world;
    udp_flow slow(world.get_executor(), large, {.rate_bits_per_second = 1});
    slow.send(bytes); // 1088 years
    CHECK_THROWS_WITH_AS(world.run(), doctest::Contains("292 years"), sei::error);
}

TEST_CASE("A flow goes on after a handler has thrown") {
    world world;
    channel_options narrow = line;
    narrow.queue_packets = 0;
    udp_flow flow(world.get_executor(), {.pacing = udp_pacing::burst}, narrow);
    bool thrown = false;
    flow.on_datagram([&](const message_record&, const datagram_record& datagram) {
        if (datagram.fate == datagram_fate::dropped && !std::exchange(thrown, true))
            throw std::runtime_error("a handler's own");
    });
    CHECK_THROWS_WITH(flow.send(3 * 1472), "a handler's own");
    world.run();
    bool settled = false;
    flow.send(1472, [&](const message_record& record) { settled = record.complete(); });
    world.run();
    CHECK(settled);
}

TEST_CASE("Headers may be of another size than UDP's") {
    const message_record bare =
        send_one(100, {.rate_bits_per_second = 8000, .l2_bytes = 0}, {.mtu = 50, .header_bytes = 0});
    CHECK(bare.datagrams.size() == 2);
    CHECK(bare.last_arrival() == virtual_time(100ms));
    world world;
    CHECK_THROWS_WITH_AS(udp_flow(world.get_executor(), {.mtu = 13, .header_bytes = 13}, line),
                         "mtu is 13 bytes, expected 14 to 65535", sei::error);
}

TEST_CASE("Senseless datagrams are refused") {
    world world;
    CHECK_THROWS_WITH_AS(udp_flow(world.get_executor(), {.mtu = 28}, line),
                         "mtu is 28 bytes, expected 29 to 65535", sei::error);
    CHECK_THROWS_AS(udp_flow(world.get_executor(), {.mtu = 70'000}, line), sei::error);
    CHECK_THROWS_AS(udp_flow(world.get_executor(), {.paced_datagrams = 0}, line), sei::error);
    udp_flow flow(world.get_executor(), {}, line);
    CHECK_THROWS_WITH_AS(flow.send(std::vector<std::uint32_t>{1473}),
                         "a datagram has 1473 bytes, expected at most 1472", sei::error);
    CHECK_THROWS_AS(flow.send(std::vector<std::uint32_t>{}), sei::error);
}

TEST_CASE("What has not been handed to the link can be taken back, and is dropped") {
    world world;
    udp_flow flow(world.get_executor(), {}, line);
    std::vector<datagram_fate> fates;
    int drained = 0;
    flow.on_drained([&] { ++drained; });
    const auto id =
        flow.send(std::vector<std::uint32_t>{1000, 1000, 1000}, [&](const message_record& record) {
            for (const datagram_record& each : record.datagrams) fates.push_back(each.fate);
        });
    flow.send(500);
    CHECK(flow.backlog() == 3); // the first datagram is on the line
    CHECK(flow.withdraw(id) == 2);
    CHECK(flow.withdraw(id) == 0);
    CHECK(flow.withdraw(17) == 0);
    CHECK(flow.backlog() == 1);
    CHECK(drained == 0);
    world.run();
    CHECK(fates == std::vector{datagram_fate::delivered, datagram_fate::dropped, datagram_fate::dropped});
    CHECK(drained == 1);
    CHECK(flow.counters().wire_bytes == 1030 + 530);
}

TEST_CASE("A flow is drained when its last datagram has left the device, whatever others still send") {
    world world;
    shared_link link(world.get_executor(), symmetric_link(line));
    udp_flow flow(link, {});
    udp_flow other(link, {});
    std::vector<std::chrono::nanoseconds> drained;
    flow.on_drained([&] { drained.push_back(world.now().time_since_epoch()); });
    flow.send(std::vector<std::uint32_t>{970, 970});
    other.send(std::vector<std::uint32_t>{970, 970, 970});
    world.run();
    // 1000 bytes on the line are 0.8 ms, and the flows take turns: its second datagram leaves third.
    CHECK(drained == std::vector<std::chrono::nanoseconds>{2'400us});
}

TEST_CASE("A burst that nothing of gets through is drained all the same") {
    world world;
    udp_flow flow(world.get_executor(), {.pacing = udp_pacing::burst},
                  {.rate_bits_per_second = 10'000'000, .queue_packets = 0});
    int drained = 0;
    flow.on_drained([&] { ++drained; });
    flow.send(std::vector<std::uint32_t>{970, 970, 970});
    world.run();
    CHECK(drained == 1);
    CHECK(flow.counters().queue_drops == 2);
}
