// SPDX-License-Identifier: MIT
#include <sei/link/medium/jitter.hpp>

#include <sei/link/tcp/connection.hpp>
#include <sei/link/time/world.hpp>
#include <sei/link/udp/flow.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;
using std::chrono::nanoseconds;

namespace {

std::vector<double> draws(const jitter_model& model, int count, std::uint64_t seed = 1,
                          std::uint32_t stream = 0) {
    jitter_process process(model, seed, stream);
    std::vector<double> result;
    for (int i = 0; i < count; ++i) result.push_back(static_cast<double>(process.next().count()));
    return result;
}

struct moments {
    double mean = 0;
    double deviation = 0;
};

moments moments_of(const std::vector<double>& values) {
    moments result;
    for (const double value : values) result.mean += value;
    result.mean /= static_cast<double>(values.size());
    for (const double value : values) result.deviation += (value - result.mean) * (value - result.mean);
    result.deviation = std::sqrt(result.deviation / static_cast<double>(values.size()));
    return result;
}

/// Arrival times of 1-byte datagrams sent every millisecond, by datagram.
std::vector<virtual_time> arrivals(const jitter_model& jitter, std::vector<std::size_t>* order = nullptr) {
    world world;
    std::vector<virtual_time> times(200);
    udp_flow flow(world.get_executor(), {}, {.delay = 5ms, .jitter = jitter}, 4);
    flow.on_datagram([&](const message_record& message, const datagram_record& datagram) {
        times[static_cast<std::size_t>(message.id)] = datagram.time;
        if (order != nullptr) order->push_back(static_cast<std::size_t>(message.id));
    });
    for (std::size_t i = 0; i < times.size(); ++i)
        world.call_at(virtual_time(static_cast<std::int64_t>(i) * 1ms), [&flow] { flow.send(1); });
    world.run();
    return times;
}

} // namespace

TEST_CASE("Uniform jitter has its mean, its spread and its bounds") {
    const auto values = draws(uniform_jitter{.maximum = 1ms}, 20'000);
    CHECK(*std::min_element(values.begin(), values.end()) >= 0);
    CHECK(*std::max_element(values.begin(), values.end()) <= 1e6);
    const moments found = moments_of(values);
    CHECK(std::abs(found.mean - 5e5) < 5 * 1e6 / std::sqrt(12 * 20'000.0)); // five standard errors
    CHECK(std::abs(found.deviation - 1e6 / std::sqrt(12.0)) < 1e4);
}

TEST_CASE("Normal jitter keeps its mean though it is cut off at 0 and at twice the mean") {
    const auto narrow = draws(normal_jitter{.mean = 1ms, .deviation = 100us}, 20'000);
    CHECK(std::abs(moments_of(narrow).mean - 1e6) < 5 * 1e5 / std::sqrt(20'000.0));
    CHECK(std::abs(moments_of(narrow).deviation - 1e5) < 3e3);
    const auto within_one =
        std::count_if(narrow.begin(), narrow.end(), [](double value) { return std::abs(value - 1e6) < 1e5; });
    CHECK(std::abs(static_cast<double>(within_one) / 20'000 - 0.6827) < 0.02);

    const auto wide = draws(normal_jitter{.mean = 1ms, .deviation = 1ms}, 20'000);
    CHECK(*std::min_element(wide.begin(), wide.end()) >= 0);
    CHECK(*std::max_element(wide.begin(), wide.end()) <= 2e6);
    CHECK(std::abs(moments_of(wide).mean - 1e6) < 5 * 1e6 / std::sqrt(20'000.0));
    CHECK(draws(normal_jitter{.mean = 1ms}, 3) == std::vector<double>{1e6, 1e6, 1e6});
}

TEST_CASE("Draws depend on seed and stream only") {
    const uniform_jitter model{.maximum = 1ms};
    CHECK(draws(model, 50) == draws(model, 50));
    CHECK(draws(model, 50) != draws(model, 50, 2));
    CHECK(draws(model, 50) != draws(model, 50, 1, 1));
}

TEST_CASE("Without reordering a packet waits for those before it, with it it overtakes them") {
    std::vector<std::size_t> order;
    const auto ordered = arrivals(uniform_jitter{.maximum = 20ms}, &order);
    CHECK(std::is_sorted(ordered.begin(), ordered.end()));
    CHECK(std::is_sorted(order.begin(), order.end()));

    order.clear();
    const auto free = arrivals(uniform_jitter{.maximum = 20ms, .reorders = true}, &order);
    CHECK(!std::is_sorted(free.begin(), free.end()));
    CHECK(order.size() == free.size());
    CHECK(std::is_sorted(order.begin(), order.end(),
                         [&](std::size_t left, std::size_t right) { return free[left] < free[right]; }));
    jitter_process process(uniform_jitter{.maximum = 20ms}, 4, 0);
    virtual_time latest{};
    for (std::size_t i = 0; i < free.size(); ++i) {
        const auto sent = static_cast<std::int64_t>(i) * 1ms + 31 * 800ns;
        CHECK(free[i].time_since_epoch() == sent + 5ms + process.next());
        latest = std::max(latest, free[i]);
        CHECK(ordered[i] == latest);
    }
}

TEST_CASE("UDP and TCP get everything through a link that reorders") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
        for (const jitter_model& jitter :
             {jitter_model(uniform_jitter{.maximum = 8ms, .reorders = true}),
              jitter_model(normal_jitter{.mean = 5ms, .deviation = 3ms, .reorders = true})}) {
            const channel_options shaky{.delay = 5ms, .jitter = jitter};
            world world;
            udp_flow flow(world.get_executor(), {}, shaky, seed);
            tcp_connection connection(world.get_executor(), {}, symmetric_link(shaky, seed));
            bool complete = false;
            flow.send(300'000, [&](const message_record& record) { complete = record.complete(); });
            connection.connect();
            std::optional<virtual_time> arrived;
            std::uint64_t delivered = 0;
            connection.on_delivered(side::b, [&](std::uint64_t bytes, virtual_time) {
                CHECK(bytes > delivered);
                delivered = bytes;
            });
            connection.send(side::a, 300'000, [&](virtual_time time) { arrived = time; });
            world.run();
            CHECK(complete);
            CHECK(delivered == 300'000);
            CHECK(arrived);
        }
}

TEST_CASE("Impossible jitter is refused") {
    CHECK_THROWS_WITH_AS(require_usable(jitter_model(uniform_jitter{.maximum = -1ns})),
                         "maximum jitter is -1 ns, expected between 0 and 3600000000000 ns", sei::error);
    CHECK_THROWS_WITH_AS(require_usable(jitter_model(normal_jitter{.mean = 1us, .deviation = 2us})),
                         "deviation of the jitter is 2000 ns, expected between 0 and 1000 ns", sei::error);
    CHECK_THROWS_AS(require_usable(jitter_model(normal_jitter{.mean = 2h})), sei::error);
    CHECK_THROWS_AS(jitter_process(uniform_jitter{.maximum = -1ns}, 1, 0), sei::error);
    CHECK_NOTHROW(require_usable(jitter_model(no_jitter{})));
    CHECK(!reorders(jitter_model(no_jitter{})));
    CHECK(reorders(jitter_model(normal_jitter{.reorders = true})));
}
