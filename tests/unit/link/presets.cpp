// SPDX-License-Identifier: MIT
#include <sei/link/presets.hpp>

#include <sei/link/medium/trace_file.hpp>
#include <sei/link/tcp/connection.hpp>
#include <sei/link/time/world.hpp>
#include <sei/link/udp/flow.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

/// Seconds until a message from the device is complete at the server.
double udp_seconds(const link_preset& preset, std::uint64_t bytes) {
    world world;
    shared_link link(world.get_executor(), preset.link);
    udp_flow flow(link, preset.udp);
    std::optional<double> taken;
    flow.send(bytes, [&](const message_record& record) {
        CHECK(record.complete());
        taken = static_cast<double>(record.last_arrival().time_since_epoch().count()) * 1e-9;
    });
    world.run();
    REQUIRE(taken);
    return *taken;
}

/// Bits per second that an application gets in the long run.
double udp_throughput(const link_preset& preset) {
    const std::uint64_t bytes = 1000 * preset.udp.payload_bytes();
    return static_cast<double>(bytes) * 8 / (udp_seconds(preset, 2 * bytes) - udp_seconds(preset, bytes));
}

} // namespace

TEST_CASE("Every preset is valid, has a name of its own and a source, and carries what it says it does") {
    std::set<std::string_view> names;
    for (const link_preset& preset : presets::all()) {
        CAPTURE(preset.name);
        CHECK(names.insert(preset.name).second);
        CHECK(preset.source.size() > 80);
        CHECK_NOTHROW(require_usable(preset.link));
        CHECK_NOTHROW(require_usable(preset.udp));
        CHECK_NOTHROW(require_usable(preset.tcp));
        CHECK(presets::named(preset.name).source == preset.source);
        CHECK(udp_seconds(preset, 1000) > 0);
        if (!preset.carries_tcp) continue;
        world world;
        tcp_connection connection(world.get_executor(), preset.tcp, preset.link);
        std::optional<virtual_time> done;
        connection.connect();
        connection.send(side::a, 100'000, [&](virtual_time time) { done = time; });
        world.run();
        CHECK(done);
    }
    CHECK(names.size() == 16);
}

TEST_CASE("An unknown name is refused with the known ones") {
    CHECK_THROWS_WITH_AS(static_cast<void>(presets::named("isdn")),
                         doctest::Contains("link 'isdn' is not known, expected one of ethernet-100m, "),
                         sei::error);
    CHECK_THROWS_AS(presets::lorawan(6), sei::error);
    CHECK_THROWS_AS(presets::lorawan(13), sei::error);
}

TEST_CASE("Throughputs are those that the sources give") {
    const auto expect = [](const link_preset& preset, double megabits, double tolerance) {
        CAPTURE(preset.name);
        const double found = udp_throughput(preset) * 1e-6;
        CAPTURE(found);
        CHECK(std::abs(found - megabits) < tolerance * megabits);
    };
    // Ethernet: 1472 of 1538 bytes. BLE: 244 bytes in 2468 and 1392 us. Radio: less UDP's and the MAC's
    // headers.
    expect(presets::ethernet_100m(), 100 * 1472 / 1538.0, 1e-6);
    expect(presets::ethernet_1g(), 1000 * 1472 / 1538.0, 1e-6);
    expect(presets::ble_1m(), 244 * 8 / 2468.0, 0.002);
    expect(presets::ble_2m(), 244 * 8 / 1392.0, 1e-6);
    expect(presets::wifi4(), 0.65 * 144.4, 0.05);
    expect(presets::wifi5(), 0.65 * 866.7, 0.05);
    expect(presets::wifi6(), 0.65 * 1201, 0.05);
    expect(presets::lte(), 6.3, 0.02);
    expect(presets::nr_5g(), 21.08, 0.02);
}

TEST_CASE("A LoRa device is silent for 99 % of the time") {
    for (std::uint32_t factor = 7; factor <= 12; ++factor) {
        const link_preset preset = presets::lorawan(factor);
        const auto airtime = lora_airtime({.spreading_factor = factor}, preset.udp.payload_bytes() + 13);
        const double seconds = static_cast<double>(airtime.count()) * 1e-9;
        CHECK(udp_seconds(preset, preset.udp.payload_bytes()) == doctest::Approx(seconds));
        // the eleventh packet follows ten packets with their silence
        CHECK(udp_seconds(preset, 11 * preset.udp.payload_bytes()) ==
              doctest::Approx(10 * 100 * seconds + seconds));
    }
    // 51 bytes at SF12: 64 bytes on the air
    CHECK(udp_seconds(presets::lorawan(12), 51) == doctest::Approx(2.793472));
}

TEST_CASE("LoRa answers come a second after the packet, without a checksum") {
    const link_preset preset = presets::lorawan(7);
    world world;
    shared_link link(world.get_executor(), preset.link);
    udp_flow up(link, preset.udp);
    udp_flow down(link, preset.udp, side::b);
    std::optional<virtual_time> answered;
    up.send(20, [&](const message_record&) {
        down.send(20, [&](const message_record& answer) { answered = answer.last_arrival(); });
    });
    world.run();
    REQUIRE(answered);
    CHECK(answered->time_since_epoch() == lora_airtime({}, 33) + 1s + lora_airtime({.checksum = false}, 33));
}

TEST_CASE("The paper's link: 1010 bytes a packet, in both protocols") {
    const link_preset preset = presets::split_et_impera();
    CHECK(preset.udp.payload_bytes() == 1010);
    CHECK(preset.tcp.mss() == 1010);
    CHECK(preset.link.duplex == duplex_mode::full);
    // 25,088 bytes: block2_pool behind the paper's bottleneck, 25 packets
    CHECK(udp_seconds(preset, 25'088) == doctest::Approx((25'088 + 25 * 42) * 8e-9 + 100e-6));
}

TEST_CASE("Describe a link: the how-to's code") {
    link_options link = half_duplex_link({.rate_bits_per_second = 20'000'000, .delay = 2ms}, 16us);
    link.forward.jitter = uniform_jitter{.maximum = 3ms};
    link.forward.loss = gilbert_elliott_loss{.good_to_bad = 0.01, .bad_to_good = 0.3};
    link.seed = 7;
    CHECK_NOTHROW(require_usable(link));

    const bandwidth_trace recorded = parse_bandwidth_trace("5\n5\n6\n20\n"); // or read_bandwidth_trace(path)
    const channel_options replayed{.delay = 20ms, .l2_bytes = 4, .line = recorded};
    const channel_options shaped{
        .rate_bits_per_second = 10'000'000, .l2_bytes = 14, .line = token_bucket{.burst_bytes = 4000}};
    CHECK_NOTHROW(require_usable(replayed));
    CHECK_NOTHROW(require_usable(shaped));

    const link_preset wifi = presets::named("wifi4");
    world world;
    shared_link air(world.get_executor(), wifi.link);
    std::vector<std::unique_ptr<tcp_connection>> devices;
    std::vector<virtual_time> answered;
    for (int device = 0; device < 4; ++device) {
        devices.push_back(std::make_unique<tcp_connection>(air, wifi.tcp));
        tcp_connection& connection = *devices.back();
        connection.connect();
        connection.send(side::a, 25'088, [&](virtual_time) {
            connection.send(side::b, 40, [&](virtual_time time) { answered.push_back(time); });
        });
    }
    world.run();
    CHECK(answered.size() == 4);
}
