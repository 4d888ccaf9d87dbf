// SPDX-License-Identifier: MIT
#include <sei/link/medium/channel.hpp>

#include <sei/link/time/world.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

struct parcel {
    std::uint32_t ip_bytes = 1500;
    int id = 0;
};

struct arrival {
    int id;
    virtual_time time;
    friend bool operator==(const arrival&, const arrival&) = default;
};

/// A channel with its log.
struct observed_channel {
    explicit observed_channel(const channel_options& options, std::uint64_t seed = 1)
        : line(world.get_executor(), options, seed, side::a,
               {.arrived =
                    [this](const parcel& each) {
                        arrived.push_back({each.id, world.now()});
                    },
                .lost =
                    [this](const parcel& each) {
                        lost.push_back({each.id, world.now()});
                    },
                .departed = [this] { departed.push_back(world.now()); }}) {}

    sei::link::world world;
    std::vector<arrival> arrived;
    std::vector<arrival> lost;
    std::vector<virtual_time> departed;
    channel<parcel> line;
};

} // namespace

TEST_CASE("A packet takes its wire bytes at the rate, then the delay") {
    observed_channel channel({.rate_bits_per_second = 10'000'000, .delay = 10ms});
    CHECK(channel.line.send({.ip_bytes = 1500, .id = 1}));
    CHECK(channel.line.busy());
    CHECK(channel.line.send({.ip_bytes = 52, .id = 2}));
    CHECK(channel.line.queued() == 1);
    channel.world.run();
    // 1502 bytes take 1,201,600 ns at 10 Mbit/s, 54 bytes 43,200 ns
    CHECK(channel.arrived ==
          std::vector<arrival>{{1, virtual_time(11'201'600ns)}, {2, virtual_time(11'244'800ns)}});
    CHECK(channel.departed == std::vector{virtual_time(1'201'600ns), virtual_time(1'244'800ns)});
    CHECK(channel.line.counters().wire_bytes == 1556);
    CHECK(!channel.line.busy());
}

TEST_CASE("The queue holds its number of packets besides the one on the line and drops the rest") {
    observed_channel channel({.queue_packets = 100});
    for (int i = 0; i < 150; ++i) CHECK(channel.line.send({.id = i}) == (i < 101));
    channel.world.run();
    REQUIRE(channel.arrived.size() == 101);
    CHECK(channel.arrived.back().id == 100);
    const channel_counters& counters = channel.line.counters();
    CHECK(counters.offered == 150);
    CHECK(counters.queue_drops == 49);
    CHECK(counters.delivered == 101);
}

TEST_CASE("A lost packet has used the line, and only packets that reach the end are counted for losses") {
    observed_channel channel(
        {.rate_bits_per_second = 8'000'000, .queue_packets = 1, .l2_bytes = 0, .loss = listed_loss{{1}}});
    for (int i = 0; i < 3; ++i) channel.line.send({.ip_bytes = 1000, .id = i}); // 2 is dropped by the queue
    channel.world.run();
    channel.line.send({.ip_bytes = 1000, .id = 3});
    channel.world.run();
    CHECK(channel.arrived == std::vector<arrival>{{0, virtual_time(1ms)}, {3, virtual_time(3ms)}});
    CHECK(channel.lost == std::vector<arrival>{{1, virtual_time(2ms)}});
    CHECK(channel.line.counters().lost == 1);
}

TEST_CASE("At an odd rate every packet is on time to the nanosecond, however many there are") {
    constexpr std::int64_t rate = 7'777'777;
    observed_channel channel({.rate_bits_per_second = rate, .queue_packets = 10'000});
    for (int i = 0; i < 5000; ++i) channel.line.send({.id = i});
    channel.world.run();
    for (const arrival& each : channel.arrived) {
        const long double exact = (each.id + 1) * 1502.0L * 8 * 1e9L / rate;
        const auto time = static_cast<long double>(each.time.time_since_epoch().count());
        CHECK(std::abs(time - exact) <= 0.5001L); // half a nanosecond, the rounding of one packet
    }
}

TEST_CASE("The end of a transmission comes before an arrival of the same instant that started with it") {
    sei::link::world world;
    std::string order;
    channel<parcel> line(
        world.get_executor(), {.delay = 0ns}, 1, side::a,
        {.arrived = [&](const parcel&) { order += 'a'; }, .departed = [&] { order += 'd'; }});
    line.send({});
    world.run();
    CHECK(order == "da");
}

TEST_CASE("A handler may send, and packets in the air when the world ends are harmless") {
    observed_channel channel({.delay = 1s});
    bool again = true;
    sei::link::channel<parcel> line(channel.world.get_executor(), {.delay = 1ms}, 1, side::b,
                                    {.arrived = [&](const parcel& each) {
                                        if (std::exchange(again, false)) line.send({.id = each.id + 1});
                                        channel.line.send(each);
                                    }});
    line.send({.id = 1});
    channel.world.run_until(virtual_time(500ms));
    CHECK(line.counters().delivered == 2);
    CHECK(channel.line.counters().offered == 2);
    CHECK(channel.arrived.empty());
}

TEST_CASE("Random losses depend on seed and direction only") {
    const auto losses = [](std::uint64_t seed, side sender, bool spread) {
        sei::link::world world;
        std::vector<int> lost;
        channel<parcel> line(world.get_executor(), {.queue_packets = 1000, .loss = bernoulli_loss{0.2}}, seed,
                             sender, {.lost = [&](const parcel& each) { lost.push_back(each.id); }});
        for (int i = 0; i < 500; ++i)
            world.call_at(virtual_time(spread ? i * 7ms : 0ms), [&line, i] { line.send({.id = i}); });
        world.run();
        return lost;
    };
    const auto reference = losses(1, side::a, false);
    CHECK(reference.size() > 50);
    CHECK(losses(1, side::a, true) == reference);
    CHECK(losses(2, side::a, false) != reference);
    CHECK(losses(1, side::b, false) != reference);
}

TEST_CASE("A duty cycle silences the device after each packet, and its queue waits") {
    observed_channel channel({.rate_bits_per_second = 8'000'000, .l2_bytes = 0, .duty_cycle = 0.25});
    for (int i = 0; i < 3; ++i)
        channel.line.send({.ip_bytes = 1000, .id = i}); // 1 ms each, then 3 ms of rest
    CHECK(channel.line.queued() == 2);
    channel.world.run_until(virtual_time(2ms));
    CHECK(channel.line.busy());
    CHECK(channel.line.queued() == 1); // besides the one that is next
    channel.world.run();
    CHECK(channel.arrived ==
          std::vector<arrival>{{0, virtual_time(1ms)}, {1, virtual_time(5ms)}, {2, virtual_time(9ms)}});
    CHECK(!channel.line.busy());
    CHECK(channel.world.now() == virtual_time(12ms));
    channel.line.send({.ip_bytes = 1000, .id = 3});
    channel.world.run();
    CHECK(channel.arrived.back() == arrival{3, virtual_time(13ms)});
}

TEST_CASE("Without a queue a silent or waiting device still takes the packet that is next") {
    observed_channel channel(
        {.rate_bits_per_second = 8'000'000, .queue_packets = 0, .l2_bytes = 0, .duty_cycle = 0.5});
    CHECK(channel.line.send({.ip_bytes = 1000, .id = 0}));
    CHECK(!channel.line.has_room());
    channel.world.run_until(virtual_time(1500us)); // silent until 2 ms
    CHECK(channel.line.has_room());
    CHECK(channel.line.send({.ip_bytes = 1000, .id = 1}));
    CHECK(!channel.line.send({.ip_bytes = 1000, .id = 2}));
    channel.world.run();
    CHECK(channel.arrived == std::vector<arrival>{{0, virtual_time(1ms)}, {1, virtual_time(3ms)}});
}

TEST_CASE("Packets and times beyond all bounds are refused") {
    observed_channel channel({.rate_bits_per_second = 1, .l2_bytes = 0});
    CHECK_THROWS_WITH_AS(channel.line.send({.ip_bytes = 1'000'000'001}),
                         "a packet has 1000000001 bytes, expected at most 10^9", sei::error);
    CHECK(channel.line.send({.ip_bytes = 1'000'000'000}));
    CHECK(channel.line.send({.ip_bytes = 1'000'000'000}));
    CHECK_THROWS_WITH_AS(channel.world.run(), doctest::Contains("292 years"), sei::error);
}
