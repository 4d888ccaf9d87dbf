// SPDX-License-Identifier: MIT
#include <sei/link/tcp/ns3/sender.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

using namespace sei::link;

namespace {

constexpr std::uint32_t mss = 1448;

/// A sender whose wire is a log: "n3" is segment 3 for the first time, "r3" repeated, "T" and "-" the timer.
struct bench final : private tcp_sending_half::output {
    bench() : sender(tcp_options{}, *this) {}

    void write_segments(std::uint64_t count) {
        sender.write(count * mss);
        sender.send();
    }
    void acknowledge(std::uint64_t segments, std::initializer_list<std::uint64_t> sacked = {}) {
        tcp_segment segment{.acknowledgement = 1 + segments * mss, .ack = true};
        for (const std::uint64_t each : sacked)
            segment.sacks[segment.sack_count++] = {1 + each * mss, 1 + (each + 1) * mss};
        sender.acknowledged(segment);
        sender.send();
    }
    std::string take_log() { return std::exchange(log, {}); }

    void transmit(std::uint64_t sequence, std::uint32_t, bool repeated) override {
        log += (log.empty() ? "" : " ") + std::string(repeated ? "r" : "n") +
               std::to_string((sequence - 1) / mss);
    }
    void start_timer(std::chrono::nanoseconds) override { log += "T"; }
    void stop_timer() override { log += "-"; }
    [[nodiscard]] bool timer_running() const override { return true; } // so that only restarts are logged
    [[nodiscard]] std::chrono::nanoseconds now() const override { return {}; }

    ns3_sender sender;
    std::string log;
};

} // namespace

TEST_CASE("Ten segments leave at once, then two for one acknowledgement in slow start") {
    bench bench;
    bench.write_segments(20);
    CHECK(bench.take_log() == "n0 n1 n2 n3 n4 n5 n6 n7 n8 n9");
    bench.acknowledge(1);
    CHECK(bench.take_log() == "T n10 n11");
    CHECK(bench.sender.window().size() == 11 * mss);
    CHECK(bench.sender.state() == tcp_state::open);
}

TEST_CASE("A short last segment is sent, and the timer stops when all is acknowledged") {
    bench bench;
    bench.sender.write(mss + 10);
    bench.sender.send();
    CHECK(bench.take_log() == "n0 n1");
    CHECK(bench.sender.next() == 1 + mss + 10);
    tcp_segment last{.acknowledgement = 1 + mss + 10, .ack = true};
    bench.sender.acknowledged(last);
    CHECK(bench.take_log() == "T-");
    CHECK(bench.sender.all_acknowledged());
}

TEST_CASE("Sacked bytes let new data out before recovery, the third duplicate repeats the hole") {
    bench bench;
    bench.write_segments(30);
    bench.take_log();
    bench.acknowledge(0, {1});
    CHECK(bench.take_log() == "n10"); // limited transmit
    CHECK(bench.sender.state() == tcp_state::disorder);
    bench.acknowledge(0, {2, 1});
    CHECK(bench.take_log() == "n11");
    bench.acknowledge(0, {3, 2, 1});
    CHECK(bench.sender.state() == tcp_state::recovery);
    CHECK(bench.take_log() == "r0");
    CHECK(bench.sender.fast_recoveries() == 1);
    CHECK(bench.sender.window().threshold() == 8 * mss / 2); // of 12 outstanding, 3 sacked and 1 lost
}

TEST_CASE("Recovery ends at its point with half the window, and the acknowledgement counts for growth") {
    bench bench;
    bench.write_segments(12);
    bench.take_log();
    bench.acknowledge(0, {1});
    bench.acknowledge(0, {2, 1});
    bench.acknowledge(0, {3, 2, 1});
    CHECK(bench.take_log() == "n10 n11 r0");
    bench.acknowledge(12);
    CHECK(bench.sender.state() == tcp_state::open);
    CHECK(bench.sender.window().threshold() == 4 * mss);
    CHECK(bench.sender.window().size() == 4 * mss + mss / 4);
    CHECK(bench.take_log() == "T-");
}

TEST_CASE("A timeout repeats from the first hole, one segment at a time, and keeps what was sacked") {
    bench bench;
    bench.write_segments(4);
    bench.take_log();
    bench.acknowledge(0, {1});
    bench.sender.timer_fired();
    bench.sender.send();
    CHECK(bench.sender.state() == tcp_state::loss);
    CHECK(bench.sender.window().size() == mss);
    CHECK(bench.take_log() == "r0");
    bench.acknowledge(2); // the window grows by one in slow start
    CHECK(bench.take_log() == "T r2 r3");
    bench.acknowledge(4);
    CHECK(bench.sender.state() == tcp_state::open);
}

TEST_CASE("An advance without new SACK information ends disorder") {
    bench bench;
    bench.write_segments(10);
    bench.acknowledge(0, {1});
    bench.acknowledge(2);
    CHECK(bench.sender.state() == tcp_state::open);
    bench.acknowledge(2, {4});
    bench.acknowledge(2, {5, 4});
    CHECK(bench.sender.state() == tcp_state::disorder); // the earlier duplicate does not count any more
}

TEST_CASE("An acknowledgement of what was never sent, or long ago, is ignored") {
    bench bench;
    bench.write_segments(5);
    bench.acknowledge(3);
    bench.take_log();
    bench.acknowledge(2);
    bench.acknowledge(9);
    CHECK(bench.take_log().empty());
    CHECK(bench.sender.first_outstanding() == 1 + 3 * mss);
}
