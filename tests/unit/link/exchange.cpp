// SPDX-License-Identifier: MIT
#include <sei/link/exchange.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

exchange_request exchange(protocol transport, double loss, std::uint64_t seed = 1) {
    return {.request = {.transport = transport,
                        .bytes = 100'000,
                        .link = symmetric_link({.delay = 10ms, .loss = bernoulli_loss{loss}}, seed)},
            .answer_bytes = 4000,
            .work = 5ms};
}

} // namespace

TEST_CASE("An exchange is ns-3's fresh message, 5 ms of work and 4000 bytes back, to the nanosecond") {
    const std::vector<link_test::row> rows = link_test::read_table("fresh_and_warm.csv");
    CHECK(rows.size() == 408);
    for (const link_test::row& golden : rows) {
        tcp_options tcp = link_test::reference_tcp(golden["congestion"], golden["profile"]);
        tcp.timestamps = golden["timestamps"] == "1";
        tcp.segment_bytes = static_cast<std::uint32_t>(golden.integer("segment"));
        const exchange_request each{
            .request = {.bytes = static_cast<std::uint64_t>(golden.integer("bytes")),
                        .link = symmetric_link({.rate_bits_per_second = golden.integer("rate_bps"),
                                                .delay = link_test::seconds(golden["delay_s"])}),
                        .tcp = tcp},
            .answer_bytes = 4000,
            .work = 5ms};
        const exchange_result result = simulate(each);
        const double digits = std::pow(10, std::floor(std::log10(golden.number("fresh_round_s"))) - 8);
        CHECK(std::abs(static_cast<double>(result.delivered.value().count()) * 1e-9 -
                       golden.number("fresh_s")) <= digits);
        CHECK(std::abs(static_cast<double>(result.answered.value().count()) * 1e-9 -
                       golden.number("fresh_round_s")) <= digits);
    }
}

TEST_CASE("The request of an exchange is the transfer alone") {
    for (const protocol transport : {protocol::udp, protocol::tcp})
        for (const double loss : {0.0, 0.02}) {
            const exchange_request both = exchange(transport, loss, 3);
            const exchange_result result = simulate(both);
            if (transport == protocol::udp && loss > 0) {
                CHECK(!result.delivered); // one of 68 datagrams is lost
                CHECK(!result.answered);
                continue;
            }
            CHECK(result.delivered == simulate(both.request).completion);
            CHECK(*result.answered > *result.delivered + both.work + 10ms);
        }
}

TEST_CASE("A UDP exchange takes the sum of its parts") {
    const exchange_result result = simulate(exchange(protocol::udp, 0));
    const std::int64_t there = (100'000 + 68 * 30) * 800 + 10'000'000;
    const std::int64_t back = (4000 + 3 * 30) * 800 + 10'000'000;
    CHECK(result.delivered->count() == there);
    CHECK(result.answered->count() == there + 5'000'000 + back);
    CHECK(result.packets_there == 68);
    CHECK(result.packets_back == 3);
}

TEST_CASE("What lies beyond the horizon is not looked at, and changes nothing before it") {
    const exchange_request lossy = exchange(protocol::tcp, 0.05, 7);
    const exchange_result whole = simulate(lossy);
    REQUIRE(whole.answered);
    CHECK(simulate(lossy, *whole.answered).answered == whole.answered);
    const exchange_result cut = simulate(lossy, *whole.answered - 1ns);
    CHECK(!cut.answered);
    CHECK(cut.delivered == whole.delivered);
    CHECK(cut.packets_there + cut.packets_back < whole.packets_there + whole.packets_back);
    CHECK(!simulate(lossy, *whole.delivered - 1ns).delivered);
}

TEST_CASE("If none of the lossless exchange's packets is lost, the exchange takes its time") {
    const exchange_result lossless = simulate(exchange(protocol::tcp, 0));
    exchange_request late_losses = exchange(protocol::tcp, 0);
    const auto from = [](std::uint64_t first) {
        listed_loss losses;
        for (std::uint64_t index = first; index < first + 1000; ++index) losses.indices.push_back(index);
        return losses;
    };
    late_losses.request.link.forward.loss = from(lossless.packets_there);
    late_losses.request.link.backward.loss = from(lossless.packets_back);
    CHECK(simulate(late_losses).answered == lossless.answered);
    late_losses.request.link.backward.loss = from(lossless.packets_back - 1);
    CHECK(simulate(late_losses).answered != lossless.answered);
}

TEST_CASE("Other seeds lose other packets; the same seed gives the same exchange") {
    const auto time = [](std::uint64_t seed) {
        return simulate(exchange(protocol::tcp, 0.05, seed)).answered;
    };
    CHECK(time(1) == time(1));
    CHECK(time(1) != time(2));
}

TEST_CASE("An exchange of nothing, or with impossible work, is refused") {
    exchange_request bad = exchange(protocol::tcp, 0);
    bad.answer_bytes = 0;
    CHECK_THROWS_AS((void)simulate(bad), sei::error);
    bad = exchange(protocol::tcp, 0);
    bad.request.bytes = 0;
    CHECK_THROWS_AS((void)simulate(bad), sei::error);
    bad = exchange(protocol::tcp, 0);
    bad.work = -1ns;
    CHECK_THROWS_WITH_AS((void)simulate(bad),
                         "the work on a request takes -1 ns, expected between 0 and one day", sei::error);
}

TEST_CASE("Over UDP in half duplex the answer waits for the turnaround, which no closed form knows") {
    exchange_request each{.request = {.transport = protocol::udp,
                                      .bytes = 1000,
                                      .link = symmetric_link({.rate_bits_per_second = 1'000'000})},
                          .answer_bytes = 1000};
    const exchange_result full = simulate(each);
    each.request.link.duplex = duplex_mode::half;
    each.request.link.turnaround = 3ms;
    const exchange_result half = simulate(each);
    CHECK(half.delivered == full.delivered);
    CHECK(half.answered.value() == full.answered.value() + 3ms);
}
