// SPDX-License-Identifier: MIT
#include <sei/link/tcp/linux_kernel/sender.hpp>

#include <sei/link/tcp/connection.hpp>
#include <sei/link/time/world.hpp>

#include "../../support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;
using link_test::read_table;
using link_test::row;

namespace {

constexpr std::uint32_t mss = 1448;

/// A sender whose wire is a log: "n3" is segment 3 for the first time, "r3" repeated. Its round trip is 20
/// ms.
struct bench final : private tcp_sending_half::output {
    explicit bench(congestion_control control = congestion_control::linux_reno)
        : sender({.profile = tcp_profiles::linux_kernel, .congestion = control}, *this) {
        sender.syn_sent();
        time = 20ms;
        sender.measure({.acknowledgement = 1, .ack = true});
    }

    void write_segments(std::uint64_t count) {
        sender.write(count * mss);
        sender.send();
    }
    void acknowledge(std::uint64_t segments, std::initializer_list<std::uint64_t> sacked = {}) {
        tcp_segment segment{.acknowledgement = 1 + segments * mss, .ack = true};
        for (const std::uint64_t each : sacked)
            segment.sacks[segment.sack_count++] = {1 + each * mss, 1 + (each + 1) * mss};
        sender.measure(segment);
        sender.acknowledged(segment);
        sender.send();
    }
    /// Lets time pass to the timer and fires it.
    void wait_for_timer() {
        REQUIRE(deadline);
        time = *std::exchange(deadline, std::nullopt);
        sender.timer_fired();
        sender.send();
    }
    std::string take_log() { return std::exchange(log, {}); }

    void transmit(std::uint64_t sequence, std::uint32_t, bool repeated) override {
        log += (log.empty() ? "" : " ") + std::string(repeated ? "r" : "n") +
               std::to_string((sequence - 1) / mss);
    }
    void start_timer(std::chrono::nanoseconds span) override { deadline = time + span; }
    void stop_timer() override { deadline.reset(); }
    [[nodiscard]] bool timer_running() const override { return deadline.has_value(); }
    [[nodiscard]] std::chrono::nanoseconds now() const override { return time; }

    std::chrono::nanoseconds time{0};
    std::optional<std::chrono::nanoseconds> deadline;
    linux_sender sender;
    std::string log;
};

} // namespace

TEST_CASE("Ten segments leave at once, then two for each acknowledged in slow start") {
    bench bench;
    bench.write_segments(20);
    CHECK(bench.take_log() == "n0 n1 n2 n3 n4 n5 n6 n7 n8 n9");
    bench.time += 20ms;
    bench.acknowledge(1);
    CHECK(bench.take_log() == "n10 n11");
    CHECK(bench.sender.window().size() == 11);
}

TEST_CASE("Three sacked segments prove a loss at once: half the window, one repetition") {
    bench bench;
    bench.write_segments(20);
    bench.take_log();
    bench.time += 20ms;
    bench.acknowledge(0, {1});
    bench.acknowledge(0, {2});
    CHECK(bench.take_log() == "n10 n11"); // limited transmit
    bench.acknowledge(0, {3});
    CHECK(bench.take_log() == "r0");
    CHECK(bench.sender.fast_recoveries() == 1);
    CHECK(bench.sender.window().threshold() == 5);
}

TEST_CASE("One sacked segment is proof a quarter of a round trip later") {
    bench bench;
    bench.write_segments(2);
    bench.take_log();
    bench.time += 20ms;
    bench.acknowledge(0, {1});
    CHECK(bench.take_log().empty());
    CHECK_FALSE(bench.sender.timer_means_timeout());
    bench.wait_for_timer();
    CHECK(bench.take_log() == "r0");
    CHECK(bench.time >= 45ms);
    CHECK(bench.time <= 56ms); // 5 ms, 2 more, and ticks of 4
}

TEST_CASE("A lost tail is probed after two round trips; the probe's answer shows the rest") {
    bench bench;
    bench.write_segments(5);
    bench.take_log();
    CHECK_FALSE(bench.sender.timer_means_timeout());
    bench.wait_for_timer();
    CHECK(bench.time >= 20ms + 40ms);
    CHECK(bench.time <= 20ms + 52ms);
    CHECK(bench.take_log() == "r4");
    bench.time += 20ms;
    bench.acknowledge(0, {4});
    CHECK(bench.take_log() == "r0");
}

TEST_CASE("A probe sends new data when there is any") {
    bench bench;
    bench.write_segments(11);
    bench.take_log();
    bench.wait_for_timer();
    CHECK(bench.take_log() == "n10");
}

TEST_CASE("A timeout repeats the first segment only, and doubles") {
    bench bench;
    bench.write_segments(1);
    bench.take_log();
    bench.wait_for_timer(); // the probe of a single segment waits longer
    CHECK(bench.take_log() == "r0");
    const auto probed = bench.time;
    CHECK(bench.sender.timer_means_timeout());
    bench.wait_for_timer();
    CHECK(bench.take_log() == "r0");
    CHECK(bench.time - probed >= 220ms);
    CHECK(bench.time - probed <= 228ms);
    const auto first = bench.time;
    bench.wait_for_timer();
    CHECK(bench.time - first >= 440ms);
    CHECK(bench.sender.window().size() == 1);
}

TEST_CASE("F-RTO: what was acknowledged after a timeout lets new data go first") {
    bench bench;
    bench.write_segments(10);
    bench.wait_for_timer(); // the probe repeats the last one
    bench.wait_for_timer(); // the timeout
    bench.take_log();
    bench.sender.write(10 * mss);
    bench.time += 20ms;
    bench.acknowledge(2);
    CHECK(bench.take_log().substr(0, 3) == "n10");
}

TEST_CASE("After a pause the window starts again from ten segments, if the system is set so") {
    bench bench;
    bench.write_segments(40);
    for (std::uint64_t segments = 1; segments <= 40; ++segments) {
        bench.time += 2ms;
        bench.acknowledge(segments);
    }
    CHECK(bench.sender.window().size() > 30);
    CHECK(bench.sender.all_acknowledged());
    CHECK_FALSE(bench.timer_running());
    bench.time += 10s;
    bench.take_log();
    bench.write_segments(40);
    CHECK(bench.sender.window().size() == 10);
}

namespace {

struct exchange {
    std::optional<double> seconds;
    tcp_counters counters;
};

exchange exchange_of(const tcp_options& tcp, const link_options& link, std::uint64_t bytes) {
    world world;
    tcp_connection connection(world.get_executor(), tcp, link);
    exchange result;
    connection.send(side::a, bytes, [&](virtual_time time) {
        result.seconds = std::chrono::duration<double>(time.time_since_epoch()).count();
    });
    connection.connect();
    world.run();
    result.counters = connection.counters(side::a);
    return result;
}

tcp_options linux_tcp(const std::string& congestion) {
    return {.profile = tcp_profiles::linux_kernel,
            .congestion = congestion == "cubic" ? congestion_control::cubic : congestion_control::linux_reno};
}

} // namespace

TEST_CASE("A kernel's exchanges with known losses, predicted one by one") {
    double sum = 0;
    const auto table = read_table("linux_listed_losses.csv");
    CHECK(table.size() == 56);
    for (const row& golden : table) {
        channel_options line{.rate_bits_per_second = golden.integer("rate_bps"),
                             .delay = std::chrono::nanoseconds(golden.integer("delay_ns"))};
        if (golden.number("loss") > 0) line.loss = bernoulli_loss{golden.number("loss")};
        link_options link = symmetric_link(line, static_cast<std::uint64_t>(golden.integer("seed")));
        if (!golden["drop_ab"].empty())
            link.forward.loss = listed_loss{link_test::indices(golden["drop_ab"])};
        const exchange run = exchange_of(linux_tcp(golden["congestion"]), link,
                                         static_cast<std::uint64_t>(golden.integer("bytes")));
        REQUIRE(run.seconds);
        CAPTURE(golden["congestion"] + " " + golden["bytes"] + " " + golden["rate_bps"] + " " +
                golden["drop_ab"]);
        const double error = std::abs(*run.seconds / golden.number("seconds") - 1);
        // The kernel's own work and the relay's lateness, some 0.3 ms a round trip, are in the measurement.
        CHECK(error < 0.07);
        sum += error;
    }
    CHECK(sum / static_cast<double>(table.size()) < 0.02);
}

TEST_CASE("Whatever is lost, an exchange ends: all delivered, or given up after fifteen timeouts") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed)
        for (const double loss : {0.05, 0.3, 0.6}) {
            const channel_options line{.rate_bits_per_second = 5'000'000,
                                       .delay = std::chrono::milliseconds(1 + seed % 40),
                                       .queue_packets = 5 + seed % 50,
                                       .loss = bernoulli_loss{loss}};
            const exchange run = exchange_of(linux_tcp(seed % 2 ? "cubic" : "reno"),
                                             symmetric_link(line, seed), 1 + 3000 * seed);
            CAPTURE(seed);
            if (!run.seconds) CHECK((run.counters.timeouts >= 15 || run.counters.syn_packets == 7));
            if (loss < 0.1) CHECK(run.seconds);
        }
}

TEST_CASE("A timeout that was wrong is undone when something never repeated arrives") {
    bench bench;
    bench.write_segments(40);
    bench.wait_for_timer(); // the probe sends new data
    bench.wait_for_timer(); // the timeout, while all are only late
    CHECK(bench.sender.window().size() < 10);
    bench.take_log();
    bench.time += 300ms;
    bench.acknowledge(1); // the first, repeated or not: new data go out to find out
    CHECK(bench.take_log().substr(0, 3) == "n11");
    bench.acknowledge(3);
    CHECK(bench.sender.window().size() >= 10);
    CHECK(bench.take_log().find('r') == std::string::npos);
}

TEST_CASE("A pending wait for reordering is no timeout") {
    bench bench;
    bench.write_segments(3);
    bench.time += 20ms;
    bench.acknowledge(0, {2});
    CHECK_FALSE(bench.sender.timer_means_timeout());
    bench.acknowledge(0, {2}); // nothing new
    CHECK_FALSE(bench.sender.timer_means_timeout());
}
