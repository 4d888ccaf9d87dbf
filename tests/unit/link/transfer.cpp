// SPDX-License-Identifier: MIT
#include <sei/link/transfer.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

std::int64_t completion(const transfer_request& request) {
    const transfer_result result = simulate(request);
    REQUIRE(result.completion);
    return result.completion->count();
}

transfer_request request(protocol transport, std::uint64_t bytes, std::int64_t rate,
                         std::chrono::nanoseconds delay) {
    return {.transport = transport,
            .bytes = bytes,
            .link =
                symmetric_link({.rate_bits_per_second = rate, .delay = delay, .queue_packets = 1'000'000})};
}

} // namespace

TEST_CASE("The closed forms hold: UDP, and fresh TCP of up to ten segments") {
    for (const std::int64_t rate : {250'000, 10'000'000, 1'000'000'000})
        for (const auto delay : {0ns, 500'000ns, 50'000'000ns}) {
            const std::int64_t byte_ns = 8'000'000'000 / rate;
            for (const std::int64_t bytes : {1, 1448, 4096, 14'480}) {
                const auto size = static_cast<std::uint64_t>(bytes);
                const std::int64_t datagrams = (bytes + 1471) / 1472;
                CHECK(completion(request(protocol::udp, size, rate, delay)) ==
                      (bytes + 30 * datagrams) * byte_ns + delay.count());
                const std::int64_t segments = (bytes + 1447) / 1448;
                CHECK(completion(request(protocol::tcp, size, rate, delay)) ==
                      3 * delay.count() + (170 + bytes + 54 * segments) * byte_ns);
            }
        }
}

TEST_CASE("A result accounts for every byte and packet") {
    transfer_request lossy{.bytes = 602'112,
                           .link = symmetric_link({.delay = 10ms, .loss = bernoulli_loss{0.02}}, 3)};
    for (const protocol transport : {protocol::udp, protocol::tcp}) {
        lossy.transport = transport;
        const transfer_result result = simulate(lossy);
        CHECK(result.bytes_delivered + result.bytes_lost == lossy.bytes);
        CHECK(result.forward.offered ==
              result.forward.delivered + result.forward.lost + result.forward.queue_drops);
        CHECK(result.forward.lost > 0);
        if (transport == protocol::udp) {
            CHECK(result.datagrams.size() == 410);
            CHECK(result.bytes_lost > 0);
            CHECK(!result.sender_done);
        } else {
            CHECK(result.bytes_lost == 0);
            CHECK(result.sender.retransmissions > 0);
            CHECK(*result.sender_done > *result.completion);
            CHECK(result.forward.offered ==
                  result.sender.data_packets + result.sender.syn_packets + result.sender.ack_packets);
        }
    }
}

TEST_CASE("Without loss a transfer takes longer with more bytes, more delay and less rate") {
    // Queues that can't overflow: a drop may well make a longer transfer faster.
    for (const protocol transport : {protocol::udp, protocol::tcp}) {
        std::int64_t previous = 0;
        for (std::uint64_t bytes = 1; bytes < 2'000'000; bytes = bytes * 5 / 3 + 1) {
            const std::int64_t time = completion(request(transport, bytes, 10'000'000, 10ms));
            CHECK(time > previous);
            previous = time;
        }
        previous = 0;
        for (auto delay = 0us; delay < 200ms; delay = delay * 2 + 1us) {
            const std::int64_t time = completion(request(transport, 200'000, 10'000'000, delay));
            CHECK(time > previous);
            previous = time;
        }
        for (std::int64_t rate = 100'000; rate < 1'000'000'000; rate = rate * 7 / 4) {
            const std::int64_t time = completion(request(transport, 200'000, rate, 10ms));
            if (rate > 100'000) CHECK(time < previous);
            previous = time;
        }
    }
}

TEST_CASE("The same seed gives the same result on any thread, another seed another one") {
    constexpr std::size_t count = 40;
    const auto run = [](std::size_t seed) {
        return simulate({.bytes = 200'000,
                         .link = symmetric_link({.delay = 5ms, .loss = bernoulli_loss{0.03}}, seed)})
            .completion->count();
    };
    std::vector<std::int64_t> serial(count);
    std::vector<std::int64_t> parallel(count);
    for (std::size_t seed = 0; seed < count; ++seed) serial[seed] = run(seed);
    std::vector<std::thread> threads;
    for (std::size_t first = 0; first < 4; ++first)
        threads.emplace_back([&, first] {
            for (std::size_t seed = first; seed < count; seed += 4) parallel[seed] = run(seed);
        });
    for (std::thread& each : threads) each.join();
    CHECK(serial == parallel);
    CHECK(serial[0] != serial[1]);
}

TEST_CASE("Many transfers give the same results on any number of threads") {
    constexpr std::size_t count = 500;
    struct outcome {
        std::int64_t completion;
        std::uint64_t packets;
        std::uint64_t lost;
        bool operator==(const outcome&) const = default;
    };
    const auto run_on = [&](unsigned thread_count) {
        std::vector<outcome> results(count);
        std::atomic<std::size_t> next{0};
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < thread_count; ++i)
            threads.emplace_back([&] {
                for (std::size_t k = next++; k < count; k = next++) {
                    const transfer_result result =
                        simulate({.bytes = 4096, .link = symmetric_link({.loss = bernoulli_loss{0.05}}, k)});
                    results[k] = {result.completion.value_or(-1ns).count(),
                                  result.forward.offered + result.backward.offered,
                                  result.forward.lost + result.backward.lost};
                }
            });
        for (std::thread& each : threads) each.join();
        return results;
    };
    const std::vector<outcome> on_one = run_on(1);
    for (const unsigned thread_count : {2U, 3U, 8U}) CHECK(run_on(thread_count) == on_one);
    CHECK(std::count_if(on_one.begin(), on_one.end(), [](const outcome& each) { return each.lost > 0; }) >
          100);
}

TEST_CASE("Every transfer ends, whatever is lost") {
    for (const double loss : {0.3, 0.6, 0.9, 1.0})
        for (const protocol transport : {protocol::udp, protocol::tcp}) {
            const transfer_result result =
                simulate({.transport = transport,
                          .bytes = 50'000,
                          .link = symmetric_link({.loss = bernoulli_loss{loss}}, 5)});
            CHECK(result.bytes_delivered + result.bytes_lost == 50'000);
            if (loss == 1.0) {
                CHECK(!result.completion);
                CHECK(result.bytes_delivered == 0);
            }
        }
}

namespace {

void attempt(const transfer_request& request) { static_cast<void>(simulate(request)); }

} // namespace

TEST_CASE("Requests that cannot be simulated are refused") {
    CHECK_THROWS_WITH_AS(attempt({.bytes = 0}), "bytes is 0, expected at least 1", sei::error);
    CHECK_THROWS_AS(attempt({.link = symmetric_link({.rate_bits_per_second = 0})}), sei::error);
    CHECK_THROWS_AS(attempt({.link = symmetric_link({.delay = -1ns})}), sei::error);
    CHECK_THROWS_AS(attempt({.link = symmetric_link({.loss = bernoulli_loss{1.01}})}), sei::error);
    CHECK_THROWS_AS(attempt({.tcp = {.mtu = 60}}), sei::error);
    CHECK_THROWS_AS(attempt({.transport = protocol::udp, .udp = {.mtu = 10}}), sei::error);
    CHECK_NOTHROW(
        require_usable(transfer_request{.transport = protocol::udp, .tcp = {.mtu = 60}})); // unused options
    CHECK_THROWS_WITH_AS(
        attempt({.bytes = 1'000'000'000'000, .link = symmetric_link({.rate_bits_per_second = 1})}),
        doctest::Contains("expected at most 10^9 s"), sei::error);
}

TEST_CASE("A warm transfer counts alone: no handshake, its own packets and times, as ns-3 has them") {
    int rows = 0;
    for (const link_test::row& golden : link_test::read_table("fresh_and_warm.csv")) {
        if (golden.integer("bytes") > 700'000 || golden["congestion"] != "Cubic") continue;
        ++rows;
        transfer_request request{.bytes = static_cast<std::uint64_t>(golden.integer("bytes"))};
        request.tcp = link_test::reference_tcp("Cubic", golden["profile"]);
        request.tcp.timestamps = golden["timestamps"] == "1";
        request.tcp.segment_bytes = static_cast<std::uint32_t>(golden.integer("segment"));
        request.link = symmetric_link({.rate_bits_per_second = golden.integer("rate_bps"),
                                       .delay = link_test::seconds(golden["delay_s"])});
        const transfer_result fresh = simulate(request);
        request.before = warm_up{};
        const transfer_result warm = simulate(request);
        REQUIRE(fresh.completion);
        REQUIRE(warm.completion);
        CHECK(std::chrono::duration<double>(*fresh.completion).count() ==
              doctest::Approx(golden.number("fresh_s")).epsilon(1e-8));
        CHECK(std::chrono::duration<double>(*warm.completion).count() ==
              doctest::Approx(golden.number("warm_s")).epsilon(1e-8));
        CHECK(warm.sender.syn_packets == 0);
        CHECK(warm.bytes_delivered == request.bytes);
        CHECK(warm.sender.data_packets >= (request.bytes + request.tcp.mss() - 1) / request.tcp.mss());
        CHECK(warm.sender_done > warm.completion);
    }
    CHECK(rows == 144);
}

TEST_CASE("A warm-up that never succeeds leaves a transfer that never began") {
    transfer_request request{.bytes = 5000, .before = warm_up{}};
    request.link = symmetric_link({.loss = bernoulli_loss{1}});
    const transfer_result result = simulate(request);
    CHECK_FALSE(result.completion);
    CHECK(result.bytes_delivered == 0);
    CHECK(result.bytes_lost == 5000);
    request.before->answer_bytes = 0;
    CHECK_THROWS_AS((void)simulate(request), sei::error);
    request.before = warm_up{.rest = -1ns};
    CHECK_THROWS_AS((void)simulate(request), sei::error);
}

TEST_CASE("What a warm-up did says nothing of a transfer that died") {
    transfer_request request{.bytes = 20'000, .before = warm_up{}};
    listed_loss all_later;
    for (std::uint64_t i = 18; i < 400; ++i) all_later.indices.push_back(i);
    request.link.forward.loss = all_later;
    const transfer_result died = simulate(request);
    CHECK_FALSE(died.completion);
    CHECK_FALSE(died.sender_done);
    CHECK(died.bytes_delivered == 0);
    request.link.forward.loss = bernoulli_loss{1};
    CHECK(simulate(request).forward.offered == 0);
}

TEST_CASE("Both transports refuse what no link can have") {
    for (const protocol transport : {protocol::udp, protocol::tcp}) {
        transfer_request each = request(transport, 100, 1'000'000, 1ms);
        each.link.turnaround = 5ms; // nothing turns on a full-duplex link
        CHECK_THROWS_WITH_AS(
            (void)simulate(each),
            "turnaround is 5000000 ns on a full-duplex link, expected 0: nothing turns there", sei::error);
        each.link.duplex = duplex_mode::half;
        CHECK_NOTHROW((void)simulate(each));
        each.link.turnaround = -1ns;
        CHECK_THROWS_AS((void)simulate(each), sei::error);
        each.link.turnaround = 0ns;
        each.link.backward.rate_bits_per_second = 0;
        CHECK_THROWS_AS((void)simulate(each), sei::error);
    }
}
