// SPDX-License-Identifier: MIT
#include <sei/link/medium/line.hpp>

#include "../support.hpp"

#include <sei/link/medium/channel.hpp>
#include <sei/link/medium/random.hpp>
#include <sei/link/tcp/connection.hpp>
#include <sei/link/time/world.hpp>
#include <sei/link/udp/flow.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;
using std::chrono::nanoseconds;

namespace {

/// When packets of these sizes have left a line that they all wait for from `start` on.
std::vector<nanoseconds> departures(const line_model& model, std::int64_t rate, nanoseconds start,
                                    const std::vector<std::uint32_t>& sizes) {
    line_process line(model, rate, 0ns);
    line.rest_until(start);
    std::vector<nanoseconds> result;
    for (const std::uint32_t bytes : sizes) result.push_back(line.occupy(bytes));
    return result;
}

constexpr std::int64_t rate = 10'000'000; // a byte takes 800 ns
constexpr token_bucket bucket{.burst_bytes = 4000};

} // namespace

TEST_CASE("A single packet's time is rounded to the nearest nanosecond") {
    line_clock line(3'000'000'000);
    CHECK(line.occupy(1) == 3ns); // 2.667
    CHECK(line.occupy(1) == 2ns); // 5.333 in all
    CHECK(line.occupy(1) == 3ns); // 8
    line.idle();
    CHECK(line.occupy(1) == 3ns);
}

TEST_CASE("Times below a nanosecond add up without drift") {
    line_process line(constant_rate{}, 1'000'000'000'000'000, 0ns); // a packet of 54 bytes takes 0.000432 ns
    line.rest_until(0ns);
    for (int i = 0; i < 1'000'000; ++i) static_cast<void>(line.occupy(54));
    CHECK(line.free_at() == 432ns);
}

TEST_CASE("A bucket lets its bytes pass at once and the rest at its rate") {
    CHECK(departures(bucket, rate, 5ms, {1500, 2500, 1000, 1000}) ==
          std::vector<nanoseconds>{5ms, 5ms, 5ms + 1000 * 800ns, 5ms + 2000 * 800ns});
    CHECK(departures(bucket, rate, 0ms, {1500, 1500, 1500}) ==
          std::vector<nanoseconds>{0ms, 0ms, 500 * 800ns});
}

TEST_CASE("A bucket fills while the line rests, but not above its burst") {
    line_process line(bucket, rate, 0ns);
    line.rest_until(0ns);
    CHECK(line.occupy(4000) == 0ns);
    line.rest_until(1000 * 800ns);
    CHECK(line.occupy(1500) == 1500 * 800ns);
    line.rest_until(1s);
    CHECK(line.occupy(4000) == 1s);
    CHECK(line.occupy(1) == 1s + 800ns);
}

TEST_CASE("A packet that no bucket holds is refused, not awaited for ever") {
    line_process line(token_bucket{.burst_bytes = 1000}, rate, 0ns);
    CHECK_THROWS_WITH_AS(line.occupy(1001),
                         "a packet has 1001 bytes on the line, expected at most the 1000 of the burst",
                         sei::error);
}

TEST_CASE("The closed form of Linux' tbf holds for UDP, and Linux was measured to be within 0.2 % of it") {
    // Datagrams of 1448 bytes with 66 bytes of headers, as full TCP segments over Ethernet have.
    const udp_options segments{.mtu = 1448 + udp_header_bytes};
    const channel_options shaped{
        .rate_bits_per_second = rate, .l2_bytes = 66 - udp_header_bytes, .line = bucket};
    for (const auto& row : link_test::read_table("linux_tbf.csv")) {
        const std::int64_t bytes = row.integer("bytes");
        world world;
        udp_flow flow(world.get_executor(), segments, shaped);
        std::optional<virtual_time> done;
        flow.send(static_cast<std::uint64_t>(bytes),
                  [&](const message_record& record) { done = record.last_arrival(); });
        world.run();
        REQUIRE(done);
        const auto taken = done->time_since_epoch();
        CHECK(taken == (bytes + 66 * ((bytes + 1447) / 1448) - 4000) * 800ns);
        const double measured = row.number("warm_median_s");
        CHECK(std::abs(static_cast<double>(taken.count()) * 1e-9 - measured) < 0.002 * measured);
    }
}

TEST_CASE("A fresh TCP connection through the bucket takes as long as in Linux, to 0.3 %") {
    int rows = 0;
    for (const auto& row : link_test::read_table("linux_tbf.csv")) {
        if (row["congestion"] == "bbr") continue;
        ++rows;
        const link_options shaped{
            .forward = {.rate_bits_per_second = rate,
                        .delay = 15us,
                        .queue_packets = 330, // 400 ms, as the shaper had
                        .l2_bytes = 14,
                        .line = bucket},
            .backward = {.rate_bits_per_second = 10'000'000'000, .delay = 15us, .l2_bytes = 14}};
        const tcp_options tcp{.profile = tcp_profiles::linuxlike,
                              .congestion = row["congestion"] == "cubic" ? congestion_control::cubic
                                                                         : congestion_control::linux_reno};
        world world;
        tcp_connection connection(world.get_executor(), tcp, shaped);
        std::optional<virtual_time> done;
        connection.connect();
        connection.send(side::a, static_cast<std::uint64_t>(row.integer("bytes")),
                        [&](virtual_time time) { done = time; });
        world.run();
        REQUIRE(done);
        CAPTURE(row["congestion"]);
        CAPTURE(row["bytes"]);
        const double measured = row.number("fresh_median_s");
        const double taken = static_cast<double>(done->time_since_epoch().count()) * 1e-9;
        CAPTURE(taken);
        CHECK(std::abs(taken - measured) < 0.003 * measured);
    }
    CHECK(rows == 6);
}

TEST_CASE("A burst needs no place in the queue") {
    world world;
    struct parcel {
        std::uint32_t ip_bytes = 0;
    };
    std::vector<virtual_time> arrived;
    channel<parcel> line(world.get_executor(),
                         {.rate_bits_per_second = rate, .queue_packets = 1, .l2_bytes = 0, .line = bucket}, 1,
                         side::a, {.arrived = [&](const parcel&) { arrived.push_back(world.now()); }});
    for (int i = 0; i < 4; ++i) CHECK(line.send({1000}));
    CHECK(!line.busy());
    CHECK(line.send({1000}));
    CHECK(line.send({1000}));
    CHECK(!line.send({1000}));
    world.run();
    CHECK(arrived == std::vector<virtual_time>{virtual_time(0us), virtual_time(0us), virtual_time(0us),
                                               virtual_time(0us), virtual_time(800us), virtual_time(1600us)});
}

TEST_CASE("A traced line sends 1504 bytes at each opportunity") {
    const bandwidth_trace trace{{2, 2, 5, 10}};
    CHECK(departures(trace, 1, 0ms, {1504, 1504, 1504, 1504, 1504}) ==
          std::vector<nanoseconds>{2ms, 2ms, 5ms, 10ms, 12ms}); // round two starts at 10 ms
}

TEST_CASE("Packets share an opportunity, and one packet may need several") {
    const bandwidth_trace trace{{1, 2, 3, 4}};
    CHECK(departures(trace, 1, 0ms, {500, 1004, 1000, 1000, 3008}) ==
          std::vector<nanoseconds>{1ms, 1ms, 2ms, 3ms, 5ms});
}

TEST_CASE("What nobody uses of a trace is lost, also what is left of an opportunity") {
    const bandwidth_trace trace{{1, 2, 3, 4}};
    line_process line(trace, 1, 0ns);
    line.rest_until(1500us);
    CHECK(line.occupy(100) == 2ms);
    CHECK(line.occupy(1404) == 2ms); // waited: may use what is left
    CHECK(line.occupy(10) == 3ms);
    line.rest_until(3500us); // the other 1494 bytes of 3 ms
    CHECK(line.occupy(1504) == 4ms);
    line.rest_until(1'000'000ms); // exactly at an opportunity: too late for it
    CHECK(line.occupy(1) == 1'000'001ms);
}

TEST_CASE("A trace is counted from the moment at which its line was made") {
    line_process line(bandwidth_trace{{0, 3}}, 1, 7us);
    line.rest_until(7us);
    CHECK(line.occupy(1504) == 3ms + 7us);
    CHECK(line.occupy(1504) == 3ms + 7us); // the opportunity at 0 of the next round
    CHECK(line.occupy(1504) == 6ms + 7us);
}

TEST_CASE("A traced line agrees with mahimahi's own loop over its opportunities") {
    // Written after the description in mahimahi's LinkQueue: every opportunity serves the head of the queue.
    const std::vector<std::uint32_t> times{0, 1, 1, 1, 4, 9, 9, 20};
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        std::vector<std::int64_t> arrival_us;
        std::vector<std::int64_t> size;
        for (std::uint32_t i = 0; i < 60; ++i) {
            const auto gap = static_cast<std::int64_t>(random_uniform(seed, 0, i) * 5000);
            arrival_us.push_back((i == 0 ? 0 : arrival_us.back()) + gap);
            size.push_back(1 + static_cast<std::int64_t>(random_uniform(seed, 1, i) * 3000));
        }
        std::vector<std::int64_t> left_ms;
        std::int64_t remaining = size[0];
        for (std::int64_t opportunity = 0; left_ms.size() < size.size(); ++opportunity) {
            const auto count = static_cast<std::int64_t>(times.size());
            const std::int64_t ms =
                opportunity / count * times.back() + times[static_cast<std::size_t>(opportunity % count)];
            for (std::int64_t bytes = bytes_per_opportunity; bytes > 0 && left_ms.size() < size.size();) {
                if (arrival_us[left_ms.size()] >= ms * 1000) break; // not in the queue yet
                const std::int64_t used = std::min(bytes, remaining);
                bytes -= used;
                remaining -= used;
                if (remaining > 0) break;
                left_ms.push_back(ms);
                if (left_ms.size() < size.size()) remaining = size[left_ms.size()];
            }
        }
        line_process line(bandwidth_trace{times}, 1, 0ns);
        for (std::size_t i = 0; i < size.size(); ++i) {
            line.rest_until(std::chrono::microseconds(arrival_us[i]));
            CHECK(line.occupy(static_cast<std::uint32_t>(size[i])) == std::chrono::milliseconds(left_ms[i]));
        }
    }
}

TEST_CASE("A LoRa line takes the time on air of each packet") {
    const lora_modulation lora{.spreading_factor = 9};
    const nanoseconds airtime = lora_airtime(lora, 13);
    CHECK(departures(lora, 1, 1s, {13, 13}) == std::vector<nanoseconds>{1s + airtime, 1s + 2 * airtime});
    CHECK_THROWS_WITH_AS(departures(lora, 1, 1s, {256}),
                         "a packet has 256 bytes on the air, expected at most 255 for LoRa", sei::error);
}

TEST_CASE("While others use the line, rounding owes nothing") {
    line_process line(constant_rate{}, 3'000'000'000, 0ns);
    line.rest_until(0ns);
    CHECK(line.occupy(1) == 3ns);
    line.wait_until(100ns);
    CHECK(line.occupy(1) == 102ns); // 5.333 of its own in all
    line.rest_until(200ns);
    CHECK(line.occupy(1) == 203ns);
}

TEST_CASE("Impossible lines are refused") {
    CHECK_THROWS_WITH_AS(require_usable(line_model(token_bucket{0})), "burst_bytes is 0, expected 1 to 10^9",
                         sei::error);
    CHECK_THROWS_WITH_AS(require_usable(line_model(bandwidth_trace{})),
                         "a bandwidth trace has no opportunities, expected at least one", sei::error);
    CHECK_THROWS_WITH_AS(require_usable(line_model(bandwidth_trace{{0, 0}})),
                         "a bandwidth trace ends at 0 ms, expected a later end", sei::error);
    CHECK_THROWS_WITH_AS(
        require_usable(line_model(bandwidth_trace{{1, 5, 4}})),
        "a bandwidth trace goes back from 5 to 4 ms at opportunity 2, expected ascending times", sei::error);
    CHECK_THROWS_AS(require_usable(line_model(lora_modulation{.spreading_factor = 13})), sei::error);
    CHECK_NOTHROW(require_usable(line_model(constant_rate{})));
}

TEST_CASE("Times that leave 64 bits are refused") {
    line_process slow(constant_rate{}, 1, 0ns);
    slow.rest_until(0ns);
    static_cast<void>(slow.occupy(1'000'000'000)); // 253 years
    CHECK_THROWS_WITH_AS(slow.occupy(1'000'000'000),
                         doctest::Contains("leaves the time that 64 bits of nanoseconds hold (292 years)"),
                         sei::error);
    line_process traced(bandwidth_trace{{4'000'000'000}}, 1, 0ns);
    traced.rest_until(0ns);
    CHECK_THROWS_AS(traced.occupy(4'000'000'000), sei::error);
}
