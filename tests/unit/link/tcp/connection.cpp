// SPDX-License-Identifier: MIT
#include <sei/link/tcp/connection.hpp>

#include "../support.hpp"

#include <sei/link/time/world.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;
using link_test::read_table;
using link_test::row;
using link_test::seconds;

namespace {

/// A scenario of the reference: one message from a to b, with these packets lost.
struct scenario {
    explicit scenario(const row& golden)
        : bytes(static_cast<std::uint64_t>(golden.integer("bytes"))),
          connection(world.get_executor(), link_test::reference_tcp(golden["congestion"], golden["profile"]),
                     {.forward = line(golden, "drop_ab"), .backward = line(golden, "drop_ba")}) {
        connection.on_acknowledged(side::a, [this](std::uint64_t acknowledged, virtual_time time) {
            if (acknowledged == bytes) sender_done = time.time_since_epoch().count();
        });
        for (const side from : {side::a, side::b})
            connection.on_segment(from, [this, from](const tcp_segment& segment, bool queued) {
                log[static_cast<std::size_t>(from)].push_back(describe(segment, queued));
            });
        connection.send(side::a, bytes,
                        [this](virtual_time time) { completion = time.time_since_epoch().count(); });
        connection.connect();
        world.run();
    }

    static channel_options line(const row& golden, const char* drops) {
        return {.rate_bits_per_second = golden.integer("rate_bps"),
                .delay = std::chrono::nanoseconds(golden.integer("delay_ns")),
                .loss = listed_loss{link_test::indices(golden[drops])}};
    }

    /// A line of the reference's packet log, from the time on.
    [[nodiscard]] std::string describe(const tcp_segment& segment, bool queued) const {
        std::string sacks;
        for (const sack_block& block : segment.sack_blocks())
            sacks +=
                (sacks.empty() ? "" : "|") + std::to_string(block.left) + "-" + std::to_string(block.right);
        std::string text = std::to_string(world.now().time_since_epoch().count());
        text += segment.syn ? (segment.ack ? ",SA" : ",S") : ",A";
        for (const std::uint64_t number :
             {segment.sequence, segment.acknowledgement, std::uint64_t{segment.payload_bytes},
              std::uint64_t{segment.ip_bytes + 2}, static_cast<std::uint64_t>(segment.timestamp_ms),
              static_cast<std::uint64_t>(segment.echo_ms), std::uint64_t{segment.repeated}})
            text += "," + std::to_string(number);
        return text + "," + sacks + (queued ? ",-" : ",Q");
    }

    /// FNV-1a of all lines, those of a first.
    [[nodiscard]] std::string log_hash() const {
        std::uint64_t hash = 0xcbf29ce484222325;
        for (const auto& lines : log)
            for (const std::string& line : lines)
                for (const char letter : line + "\n")
                    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
        std::string text;
        for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[hash >> shift & 15];
        return text;
    }

    sei::link::world world;
    std::uint64_t bytes;
    tcp_connection connection;
    std::int64_t completion = -1;
    std::int64_t sender_done = -1;
    std::array<std::vector<std::string>, 2> log;
};

} // namespace

TEST_CASE("All 80 scenarios of ns-3 with listed losses agree to the nanosecond and packet by packet") {
    const auto table = read_table("scenarios.csv");
    CHECK(table.size() == 80);
    for (const row& golden : table) {
        CAPTURE(golden["id"]);
        const scenario run(golden);
        CHECK(run.completion == golden.integer("completion_ns"));
        CHECK(run.sender_done == golden.integer("sender_done_ns"));
        const tcp_counters a = run.connection.counters(side::a);
        const tcp_counters b = run.connection.counters(side::b);
        const channel_counters& forward = run.connection.link_counters(side::a);
        const channel_counters& backward = run.connection.link_counters(side::b);
        const auto expect = [&](const char* name, std::uint64_t value) {
            CAPTURE(name);
            CHECK(value == static_cast<std::uint64_t>(golden.integer(name)));
        };
        expect("data_packets", a.data_packets);
        expect("retransmissions", a.retransmissions);
        expect("timeouts", a.timeouts);
        expect("fast_recoveries", a.fast_recoveries);
        expect("syn_packets", a.syn_packets);
        expect("synack_packets", b.syn_packets);
        expect("ack_packets", b.ack_packets);
        expect("queue_drops_ab", forward.queue_drops);
        expect("queue_drops_ba", backward.queue_drops);
        expect("arrived_ab", forward.delivered + forward.lost);
        expect("arrived_ba", backward.delivered + backward.lost);
        CHECK(run.log_hash() == golden["packet_log_fnv1a"]);
    }
}

TEST_CASE("The packets of one scenario, in full") {
    const auto table = read_table("scenarios.csv");
    const auto found =
        std::find_if(table.begin(), table.end(), [](const row& golden) { return golden["id"] == "t072"; });
    REQUIRE(found != table.end());
    const scenario run(*found);
    std::array<std::vector<std::string>, 2> expected;
    for (const row& packet : read_table("packets_t072.csv")) {
        std::string text = packet["time_ns"];
        for (const char* name :
             {"flags", "seq", "ack", "len", "wire", "tsval", "tsecr", "retx", "sack", "drop"})
            text += "," + packet[name];
        expected[packet["direction"] == "AB" ? 0 : 1].push_back(text);
    }
    CHECK(run.log[0] == expected[0]);
    CHECK(run.log[1] == expected[1]);
}

namespace {

/// The reference's rounds: a message to b, 5 ms of work, 4000 bytes back, a second of rest; then the same
/// again.
struct rounds {
    rounds(const tcp_options& tcp, const link_options& link, std::uint64_t bytes)
        : connection(world.get_executor(), tcp, link) {
        connection.connect();
        for (std::size_t round = 0; round < 2; ++round) {
            const virtual_time start = world.now();
            connection.send(side::a, bytes, [&, round, start](virtual_time arrived) {
                there[round] = arrived - start;
                world.call_after(5ms, [&, round, start] {
                    connection.send(side::b, 4000, [&, round, start](virtual_time answered) {
                        back[round] = answered - start;
                        world.call_after(1s, [&] { world.stop(); });
                    });
                });
            });
            world.run();
            window[round] = connection.endpoint(side::a).sender().window_bytes();
        }
    }

    sei::link::world world;
    tcp_connection connection;
    std::array<std::chrono::nanoseconds, 2> there{};
    std::array<std::chrono::nanoseconds, 2> back{};
    std::array<std::uint64_t, 2> window{};
};

/// The tables have nine significant digits.
bool agrees(std::chrono::nanoseconds time, const std::string& printed) {
    const double expected = std::stod(printed);
    const double tolerance = std::max(0.5e-9, 0.51 * std::pow(10.0, std::floor(std::log10(expected)) - 8));
    return std::abs(static_cast<double>(time.count()) * 1e-9 - expected) <= tolerance;
}

} // namespace

TEST_CASE(
    "Fresh and warm rounds in both directions agree with ns-3 to its printed digits, overflows included") {
    const auto table = read_table("fresh_and_warm.csv");
    CHECK(table.size() == 408); // the whole grid without random loss
    for (const row& golden : table) {
        tcp_options tcp = link_test::reference_tcp(golden["congestion"], golden["profile"]);
        tcp.timestamps = golden["timestamps"] == "1";
        tcp.segment_bytes =
            static_cast<std::uint32_t>(golden.integer("segment")); // 1460 with timestamps: IP fragments
        const channel_options line{.rate_bits_per_second = golden.integer("rate_bps"),
                                   .delay = seconds(golden["delay_s"])};
        const rounds run(tcp, symmetric_link(line), static_cast<std::uint64_t>(golden.integer("bytes")));
        CAPTURE(golden["congestion"] + " " + golden["segment"] + " " + golden["bytes"] + " " +
                golden["rate_bps"] + " " + golden["delay_s"]);
        CHECK(agrees(run.there[0], golden["fresh_s"]));
        CHECK(agrees(run.back[0], golden["fresh_round_s"]));
        CHECK(agrees(run.there[1], golden["warm_s"]));
        CHECK(agrees(run.back[1], golden["warm_round_s"]));
        CHECK(run.window[0] == static_cast<std::uint64_t>(golden.integer("fresh_window")));
        CHECK(run.window[1] == static_cast<std::uint64_t>(golden.integer("warm_window")));
        CHECK(run.connection.link_counters(side::a).queue_drops ==
              static_cast<std::uint64_t>(golden.integer("queue_drops")));
        CHECK(run.connection.counters(side::a).timeouts ==
              static_cast<std::uint64_t>(golden.integer("timeouts")));
        CHECK(run.connection.counters(side::a).fast_recoveries ==
              static_cast<std::uint64_t>(golden.integer("fast_recoveries")));
    }
}

TEST_CASE("Lossless transfers without overflow agree with ns-3 to the nanosecond") {
    int rows = 0;
    for (const row& golden : read_table("closed_form_check.csv")) {
        if (golden["protocol"] != "tcp" || golden["note"].find("no-overflow") == std::string::npos) continue;
        ++rows;
        world world;
        const channel_options line{.rate_bits_per_second = golden.integer("bandwidth_bps"),
                                   .delay = seconds(golden["delay_s"])};
        tcp_options tcp = link_test::reference_tcp(golden["cc"], "ns3");
        tcp.timestamps = golden["mss"] == "1448";
        tcp_connection connection(world.get_executor(), tcp, symmetric_link(line));
        std::optional<virtual_time> done;
        connection.connect();
        connection.send(side::a, static_cast<std::uint64_t>(golden.integer("bytes")),
                        [&](virtual_time time) { done = time; });
        world.run();
        REQUIRE(done);
        CHECK(done->time_since_epoch() == seconds(golden["ns3_s"]));
    }
    CHECK(rows == 96);
}

namespace {

double kolmogorov_smirnov(std::vector<double> a, std::vector<double> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    const auto below = [](const std::vector<double>& sorted, double value) {
        const auto end = std::upper_bound(sorted.begin(), sorted.end(), value);
        return static_cast<double>(end - sorted.begin()) / static_cast<double>(sorted.size());
    };
    double distance = 0;
    for (const auto* each : {&a, &b})
        for (const double value : *each)
            distance = std::max(distance, std::abs(below(a, value) - below(b, value)));
    return distance;
}

double rounded(double seconds) { return std::round(seconds * 1e6) * 1e-6; }

} // namespace

TEST_CASE("Under random loss both ways, latencies are distributed as in ns-3") {
    const auto table = read_table("lossy_samples.csv");
    for (const std::string congestion : {"NewReno", "LinuxReno"}) {
        std::vector<double> fresh;
        std::vector<double> warm_round;
        const row* golden = nullptr;
        for (const row& each : table) {
            if (each["congestion"] != congestion) continue;
            golden = &each;
            fresh.push_back(rounded(each.number("fresh_s")));
            warm_round.push_back(rounded(each.number("warm_round_s")));
        }
        REQUIRE(golden != nullptr);
        REQUIRE(fresh.size() == 100);
        const channel_options line{.rate_bits_per_second = golden->integer("rate_bps"),
                                   .delay = seconds((*golden)["delay_s"]),
                                   .loss = bernoulli_loss{golden->number("loss")}};
        std::vector<double> our_fresh;
        std::vector<double> our_warm_round;
        for (std::uint64_t seed = 1; seed <= 400; ++seed) {
            const rounds run(link_test::reference_tcp(congestion, (*golden)["profile"]),
                             symmetric_link(line, seed),
                             static_cast<std::uint64_t>(golden->integer("bytes")));
            our_fresh.push_back(rounded(std::chrono::duration<double>(run.there[0]).count()));
            our_warm_round.push_back(rounded(std::chrono::duration<double>(run.back[1]).count()));
        }
        // Two-sample Kolmogorov-Smirnov at 1 %: 1.63 sqrt((100 + 400) / (100 * 400))
        CHECK(kolmogorov_smirnov(fresh, our_fresh) < 0.182);
        CHECK(kolmogorov_smirnov(warm_round, our_warm_round) < 0.182);
        CHECK(kolmogorov_smirnov(fresh, our_warm_round) > 0.182); // the test can tell them apart
    }
}

TEST_CASE("A stream of frames over one connection, answered by a server that takes one frame at a time") {
    world world;
    const channel_options line{
        .rate_bits_per_second = 10'000'000, .delay = 10ms, .loss = bernoulli_loss{0.01}};
    tcp_connection connection(world.get_executor(), {.profile = tcp_profiles::linuxlike},
                              symmetric_link(line, 7));
    constexpr int frames = 60;
    constexpr auto period = 33ms;
    std::vector<virtual_time> tensor_arrived(frames);
    std::vector<std::chrono::nanoseconds> latency(frames);
    virtual_time server_free{};

    connection.connect();
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const virtual_time captured(static_cast<int>(frame) * period);
        world.call_at(captured, [&, frame, captured] {
            connection.send(side::a, 20'000, [&, frame, captured](virtual_time arrived) {
                tensor_arrived[frame] = arrived;
                server_free = std::max(server_free, arrived) + 5ms;
                world.call_at(server_free, [&, frame, captured] {
                    connection.send(side::b, 40, [&, frame, captured](virtual_time answered) {
                        latency[frame] = answered - captured;
                    });
                });
            });
        });
    }
    world.run();

    for (std::size_t frame = 0; frame < frames; ++frame) {
        // Even an undisturbed frame needs 14 segments on the line, twice the delay, the work and the answer.
        CHECK(latency[frame] > (20'000 + 14 * 54 + 40 + 54) * 800ns + 2 * 10ms + 5ms);
        CHECK(tensor_arrived[frame] > virtual_time(static_cast<int>(frame) * period));
        if (frame > 0) CHECK(tensor_arrived[frame] > tensor_arrived[frame - 1]);
    }
    CHECK(connection.link_counters(side::a).lost > 0);
    CHECK(connection.endpoint(side::a).sender().all_acknowledged());
    CHECK(connection.endpoint(side::b).sender().all_acknowledged());
}

TEST_CASE("Both sides can send at once, from inside handlers, with loss, and everything arrives once and in "
          "order") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        world world;
        const channel_options line{.delay = 3ms, .queue_packets = 20, .loss = bernoulli_loss{0.05}};
        tcp_connection connection(world.get_executor(), {.profile = tcp_profiles::linuxlike},
                                  symmetric_link(line, seed));
        std::uint64_t received_by_b = 0;
        std::uint64_t received_by_a = 0;
        int echoes = 0;
        connection.on_delivered(side::b, [&](std::uint64_t total, virtual_time) {
            CHECK(total > received_by_b);
            received_by_b = total;
        });
        connection.on_delivered(side::a, [&](std::uint64_t total, virtual_time) { received_by_a = total; });
        connection.connect();
        for (int message = 0; message < 10; ++message)
            connection.send(side::a, 7001, [&](virtual_time) {
                connection.send(side::b, 5003, [&](virtual_time) { ++echoes; });
            });
        connection.send(side::b, 30'000);
        world.run();
        CHECK(!connection.aborted());
        CHECK(received_by_b == 70'010);
        CHECK(received_by_a == 80'030);
        CHECK(echoes == 10);
    }
}

TEST_CASE("A connection over a dead link gives up, says so and lets the world end") {
    for (const bool dead_answers : {false, true}) {
        world world;
        link_options link;
        (dead_answers ? link.backward : link.forward).loss = bernoulli_loss{1};
        tcp_connection connection(world.get_executor(), {}, link);
        int aborted = 0;
        connection.on_aborted([&](virtual_time) { ++aborted; });
        connection.connect([](virtual_time) { FAIL("must not be established"); });
        connection.send(side::a, 1000, [](virtual_time) { FAIL("must not arrive"); });
        world.run();
        CHECK(connection.aborted());
        CHECK(!connection.established());
        CHECK(aborted == (dead_answers ? 2 : 1)); // the passive end has seen a SYN only in the second case
    }
}

TEST_CASE("A connection may be destroyed in mid-flight, and so may its world") {
    world world;
    std::optional<tcp_connection> connection;
    connection.emplace(world.get_executor(), tcp_options{}, symmetric_link({.delay = 10ms}));
    connection->connect();
    connection->send(side::a, 100'000);
    world.run_until(virtual_time(50ms));
    connection.reset();
    world.run();
    connection.emplace(world.get_executor(), tcp_options{}, symmetric_link({.delay = 10ms}));
    connection->connect();
    world.run_for(5ms);
    CHECK(!connection->established());
}

TEST_CASE("Empty messages and impossible options are refused") {
    world world;
    CHECK_THROWS_AS(tcp_connection(world.get_executor(), {.mtu = 100}, {}), sei::error);
    CHECK_THROWS_AS(tcp_connection(world.get_executor(), {}, {.backward = {.rate_bits_per_second = 0}}),
                    sei::error);
    tcp_connection connection(world.get_executor(), {}, {});
    CHECK_THROWS_WITH_AS(connection.send(side::a, 0),
                         "a message has 0 bytes, expected at least 1: TCP does not deliver nothing",
                         sei::error);
}

TEST_CASE("A segment has departed when the line has carried it, long after it was handed to the device") {
    world world;
    tcp_connection connection(world.get_executor(), {},
                              symmetric_link({.rate_bits_per_second = 1'000'000, .delay = 10ms}));
    std::vector<std::uint64_t> handed, departed;
    std::chrono::nanoseconds last_handed{0}, last_departed{0};
    connection.on_segment(side::a, [&](const tcp_segment& segment, bool queued) {
        if (segment.payload_bytes == 0 || !queued) return;
        handed.push_back(segment.end());
        last_handed = world.now().time_since_epoch();
    });
    connection.on_departed(side::a, [&](const tcp_segment& segment) {
        if (segment.payload_bytes == 0) return;
        departed.push_back(segment.end());
        last_departed = world.now().time_since_epoch();
    });
    connection.connect();
    connection.send(side::a, 10'000);
    world.run();
    CHECK(handed == departed);
    CHECK(handed.back() == 10'001);
    CHECK(last_departed - last_handed > 50ms); // 10 KB take 80 ms on the line
}

TEST_CASE("Departures are told over a token bucket and of fragmented segments, too") {
    for (const bool fragments : {false, true}) {
        world world;
        channel_options line{.rate_bits_per_second = 1'000'000, .delay = 1ms};
        if (!fragments) line.line = token_bucket{4000};
        tcp_options tcp;
        if (fragments) tcp.segment_bytes = 2000;
        tcp_connection connection(world.get_executor(), tcp, symmetric_link(line));
        std::uint64_t departed = 0;
        virtual_time last{};
        connection.on_departed(side::a, [&](const tcp_segment& segment) {
            departed = std::max(departed, segment.end());
            last = world.now();
        });
        std::optional<virtual_time> arrived;
        connection.connect();
        connection.send(side::a, 6000, [&](virtual_time time) { arrived = time; });
        world.run();
        REQUIRE(arrived);
        CHECK(departed == 6001);
    }
}
