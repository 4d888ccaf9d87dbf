// SPDX-License-Identifier: MIT
#include <sei/link/predict/closed_form.hpp>

#include <sei/link/predict/packet_recursion.hpp>

#include "../support.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

std::optional<std::chrono::nanoseconds> closed_form(const transfer_request& request) {
    return request.transport == protocol::udp ? udp_closed_form(request) : fresh_tcp_closed_form(request);
}

transfer_request random_request(std::mt19937_64& random) {
    const auto among = [&random](auto least, auto most) {
        return std::uniform_int_distribution<decltype(most)>(static_cast<decltype(most)>(least),
                                                             most)(random);
    };
    const auto line = [&] {
        const double decades = std::uniform_real_distribution<double>(3, 12)(random);
        return channel_options{.rate_bits_per_second = static_cast<std::int64_t>(std::pow(10, decades)),
                               .delay = std::chrono::nanoseconds(among(0, std::int64_t{200'000'000})),
                               .queue_packets = static_cast<std::size_t>(among(0, std::int64_t{120})),
                               .l2_bytes = among(0, std::uint32_t{40})};
    };
    transfer_request request;
    request.transport = among(0, std::int32_t{1}) == 0 ? protocol::udp : protocol::tcp;
    request.bytes = static_cast<std::uint64_t>(among(1, std::int64_t{30'000}));
    request.link = {.forward = line(), .backward = line()};
    request.tcp.mtu = request.udp.mtu = among(128, std::uint32_t{2000});
    request.tcp.timestamps = among(0, std::int32_t{1}) == 0;
    request.tcp.profile = among(0, std::int32_t{1}) == 0 ? tcp_profiles::ns3 : tcp_profiles::linuxlike;
    request.udp.pacing = among(0, std::int32_t{1}) == 0 ? udp_pacing::paced : udp_pacing::burst;
    return request;
}

} // namespace

TEST_CASE("Where a closed form answers, the simulation says the same to the nanosecond") {
    std::mt19937_64 random(7);
    int answered = 0;
    int silent = 0;
    for (int i = 0; i < 4000; ++i) {
        const transfer_request request = random_request(random);
        const auto expected = closed_form(request);
        expected ? ++answered : ++silent;
        if (!expected) continue;
        INFO("request " << i);
        CHECK(expected->count() == simulate(request).completion.value().count());
    }
    CHECK(answered > 1500);
    CHECK(silent > 500); // more segments than the window, full queues, SYNs that time out
}

TEST_CASE("The same at the extremes: packets that take less than a nanosecond, no delays, full queues") {
    std::mt19937_64 random(19);
    const auto among = [&random](std::initializer_list<std::int64_t> values) {
        return *(values.begin() +
                 std::uniform_int_distribution<std::ptrdiff_t>(0, std::ssize(values) - 1)(random));
    };
    int answered = 0;
    for (int i = 0; i < 6000; ++i) {
        transfer_request request = random_request(random);
        const auto extreme = [&](channel_options& line) {
            line.rate_bits_per_second = among({100'000, 1'000'000'000'000, 999'999'999'999,
                                               100'000'000'000'000, 333'333'333'333, 1'000'000'000'000'000});
            line.delay = std::chrono::nanoseconds(among({0, 0, 1, 2, 3'000'000'000}));
            line.queue_packets = static_cast<std::size_t>(among({0, 1, 10, 1'000'000'000}));
            line.l2_bytes = static_cast<std::uint32_t>(among({0, 1, 65535}));
        };
        extreme(request.link.forward);
        extreme(request.link.backward);
        request.bytes = static_cast<std::uint64_t>(among({1, 536, 1448, 14'480}));
        request.tcp.profile.write_latency = std::chrono::nanoseconds(among({1, 2, 1'000'000}));
        const auto expected = closed_form(request);
        if (!expected) continue;
        ++answered;
        INFO("request " << i);
        CHECK(expected->count() == simulate(request).completion.value().count());
    }
    CHECK(answered > 2000);
}

TEST_CASE("The closed forms are ns-3's completion times") {
    int compared = 0;
    for (const link_test::row& golden : link_test::read_table("closed_form_check.csv")) {
        const bool udp = golden["protocol"] == "udp";
        transfer_request request{.transport = udp ? protocol::udp : protocol::tcp,
                                 .bytes = static_cast<std::uint64_t>(golden.integer("bytes")),
                                 .link =
                                     symmetric_link({.rate_bits_per_second = golden.integer("bandwidth_bps"),
                                                     .delay = link_test::seconds(golden["delay_s"])})};
        request.tcp.timestamps = golden["mss"] == "1448";
        const auto expected = closed_form(request);
        if (!expected) continue;
        ++compared;
        CHECK(std::abs((*expected - link_test::seconds(golden["ns3_s"])).count()) <= 1);
    }
    CHECK(compared >= 60);
}

TEST_CASE("A warm connection whose window holds the message takes the closed form's time") {
    for (const std::int64_t rate : {250'000, 10'000'000, 1'000'000'000})
        for (const std::uint64_t bytes : {1UL, 4096UL, 60'000UL, 144'800UL}) {
            transfer_request request{.bytes = bytes,
                                     .link = symmetric_link({.rate_bits_per_second = rate, .delay = 10ms})};
            world simulation;
            tcp_connection connection(simulation.get_executor(), request.tcp, request.link);
            connection.connect();
            connection.send(side::a, 100'000);
            simulation.run();
            const virtual_time start = simulation.now() + 1s;
            std::optional<std::chrono::nanoseconds> took;
            simulation.call_at(start, [&] {
                connection.send(side::a, bytes, [&](virtual_time time) { took = time - start; });
            });
            const std::uint64_t window = connection.endpoint(side::a).sender().window_bytes();
            simulation.run();
            const auto expected = warm_tcp_closed_form(request, window);
            CHECK(expected.has_value() == (bytes <= window));
            if (expected) CHECK(took.value().count() == expected->count());
        }
}

TEST_CASE("No closed form where packets may be lost or wait") {
    transfer_request request{.bytes = 14'480};
    CHECK(fresh_tcp_closed_form(request));
    request.bytes = 14'481;
    CHECK(!fresh_tcp_closed_form(request));
    request.bytes = 14'480;
    request.link.forward.queue_packets = 9;
    CHECK(!fresh_tcp_closed_form(request));
    request.link.forward.queue_packets = 100;
    request.link.backward.loss = bernoulli_loss{0.5};
    CHECK(!fresh_tcp_closed_form(request));
    CHECK(udp_closed_form(request)); // only the way there counts
    request.link.forward.loss = bernoulli_loss{0.001};
    CHECK(!udp_closed_form(request));
    CHECK(!warm_tcp_closed_form(request, 1'000'000));
}

TEST_CASE("A loss model that can't lose anything is lossless") {
    CHECK(is_lossless(no_loss{}));
    CHECK(is_lossless(bernoulli_loss{0}));
    CHECK(is_lossless(listed_loss{}));
    CHECK(is_lossless(gilbert_elliott_loss{}));
    CHECK(!is_lossless(bernoulli_loss{1e-9}));
    CHECK(!is_lossless(listed_loss{{1000}}));
    CHECK(!is_lossless(gilbert_elliott_loss{.good_to_bad = 0.1}));
    CHECK(is_lossless(gilbert_elliott_loss{.good_to_bad = 0.1, .loss_in_bad = 0}));
}

TEST_CASE("Bad requests are refused as by the simulation") {
    transfer_request request{.bytes = 0};
    CHECK_THROWS_WITH_AS((void)udp_closed_form(request), "bytes is 0, expected at least 1", sei::error);
    CHECK_THROWS_AS((void)fresh_tcp_closed_form(request), sei::error);
    CHECK_THROWS_AS((void)warm_tcp_closed_form(request, 1), sei::error);
}

TEST_CASE("Four gibibytes and more don't leave the range") {
    const transfer_request request{.transport = protocol::udp,
                                   .bytes = 5'000'000'000,
                                   .link = symmetric_link({.rate_bits_per_second = 1'000'000'000})};
    const std::uint64_t datagrams = (5'000'000'000 + 1471) / 1472;
    CHECK(udp_closed_form(request).value() == std::chrono::nanoseconds((5'000'000'000 + 30 * datagrams) * 8));
}

TEST_CASE("There is no formula for Linux's TCP, bursts, jitter, duty cycles, turns, or a warm-up") {
    const transfer_request usual{.bytes = 4096};
    const auto has_formula = [](const transfer_request& request) {
        transfer_request udp = request;
        udp.transport = protocol::udp;
        const bool over_tcp = fresh_tcp_closed_form(request).has_value();
        CHECK(packet_recursion(request).has_value() == over_tcp);
        return over_tcp || udp_closed_form(udp).has_value();
    };
    CHECK(has_formula(usual));
    transfer_request changed = usual;
    changed.link.forward.line = token_bucket{};
    CHECK_FALSE(has_formula(changed));
    changed = usual;
    changed.link.forward.jitter = uniform_jitter{1ms};
    CHECK_FALSE(has_formula(changed));
    changed = usual;
    changed.link.forward.duty_cycle = 0.5;
    CHECK_FALSE(has_formula(changed));
    changed = usual;
    changed.link.forward.loss = trace_loss{{false, true}};
    CHECK_FALSE(has_formula(changed));
    changed = usual;
    changed.tcp.profile = tcp_profiles::linux_kernel;
    CHECK_FALSE(fresh_tcp_closed_form(changed).has_value());
    CHECK_FALSE(warm_tcp_closed_form(changed, 1'000'000).has_value());
    changed = usual;
    changed.link.duplex = duplex_mode::half;
    CHECK_FALSE(fresh_tcp_closed_form(changed).has_value());
    changed = usual;
    changed.before = warm_up{};
    CHECK_FALSE(fresh_tcp_closed_form(changed).has_value());
}
