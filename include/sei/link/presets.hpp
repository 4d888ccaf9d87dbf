// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/presets.hpp: links that one meets, each with the source of its figures.
///
/// A preset is a starting point, not a promise: `source` says for each figure whether it is a standard's or a
/// measurement, and what of it is a choice. Side a is the device (forward is its uplink), b the server. None
/// loses packets: radio links repeat them below IP, and what is left depends on the place.

#include <sei/error.hpp>
#include <sei/link/medium/channel_options.hpp>
#include <sei/link/medium/lora.hpp>
#include <sei/link/medium/tcp_segment.hpp>
#include <sei/link/tcp/profile.hpp>
#include <sei/link/udp/flow.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sei::link::inline SEI_RELEASE {

struct link_preset {
    std::string_view name;
    std::string_view source;
    link_options link{};
    udp_options udp{};
    tcp_options tcp{};
    bool carries_tcp = true; // false: datagrams without IP
};

namespace presets {

namespace detail {

inline link_preset ethernet(std::string_view name, std::int64_t rate_bits_per_second) {
    return {.name = name,
            .source =
                "IEEE 802.3: line rate; per frame 8 bytes of preamble, 14 of header, 4 of checksum and 12"
                " of gap; delay: 100 m, the longest segment, at two thirds of the speed of light. Frames "
                "below 64 bytes are not padded.",
            .link = symmetric_link({.rate_bits_per_second = rate_bits_per_second,
                                    .delay = std::chrono::nanoseconds(500),
                                    .l2_bytes = 38})};
}

inline link_preset wifi(std::string_view name, std::string_view source,
                        std::int64_t phy_rate_bits_per_second) {
    return {.name = name,
            .source = source,
            .link = half_duplex_link({.rate_bits_per_second = phy_rate_bits_per_second / 100 * 65,
                                      .delay = std::chrono::nanoseconds(101'500),
                                      .l2_bytes = 0},
                                     std::chrono::nanoseconds(0))};
}

inline link_preset ble(std::string_view name, std::string_view source, std::int64_t rate_bits_per_second,
                       std::uint32_t bytes_per_packet) {
    return {.name = name,
            .source = source,
            .link = half_duplex_link({.rate_bits_per_second = rate_bits_per_second,
                                      .delay = std::chrono::microseconds(3750),
                                      .l2_bytes = bytes_per_packet},
                                     std::chrono::nanoseconds(0)),
            .udp = {.mtu = 244, .header_bytes = 0},
            .carries_tcp = false};
}

} // namespace detail

/// 100BASE-TX: 100 Mbit/s each way on the line.
inline link_preset ethernet_100m() { return detail::ethernet("ethernet-100m", 100'000'000); }

/// 1000BASE-T: 1 Gbit/s each way on the line.
inline link_preset ethernet_1g() { return detail::ethernet("ethernet-1g", 1'000'000'000); }

/// Wi-Fi 4 at 20 MHz with two streams: PHY rate 144.4 Mbit/s, of which IP gets 65 %.
inline link_preset wifi4() {
    return detail::wifi(
        "wifi4",
        "IEEE 802.11n (IEEE Std 802.11-2020, clause 19): PHY rate of MCS 15, 20 MHz, two streams,"
        " short guard interval: 144.4 Mbit/s. Rate: 65 % of it, the throughput of one client near"
        " the access point (Meter, 'WiFi throughput expectations and limitations': 65 to 70 %, 33"
        " to 50 % where the air is busy); it covers gaps, preambles and acknowledgements, so the "
        "turnaround is 0. Delay: DIFS of 34 us and the mean first back-off, 7.5 slots of 9 us "
        "(802.11, 10.3). Half duplex. Headers below IP are in the 65 %; TCP's acknowledgements "
        "are not.",
        144'400'000);
}

/// Wi-Fi 5 at 80 MHz with two streams: PHY rate 866.7 Mbit/s, of which IP gets 65 %.
inline link_preset wifi5() {
    return detail::wifi(
        "wifi5",
        "IEEE 802.11ac (IEEE Std 802.11-2020, clause 21): PHY rate of MCS 9, 80 MHz, two streams,"
        " short guard interval: 866.7 Mbit/s. Rate: 65 % of it, the throughput of one client near"
        " the access point (Meter, 'WiFi throughput expectations and limitations': 65 to 70 %, 33"
        " to 50 % where the air is busy); it covers gaps, preambles and acknowledgements, so the "
        "turnaround is 0. Delay: DIFS of 34 us and the mean first back-off, 7.5 slots of 9 us "
        "(802.11, 10.3). Half duplex. Headers below IP are in the 65 %; TCP's acknowledgements "
        "are not.",
        866'700'000);
}

/// Wi-Fi 6 at 80 MHz with two streams: PHY rate 1201 Mbit/s, of which IP gets 65 %.
inline link_preset wifi6() {
    return detail::wifi(
        "wifi6",
        "IEEE 802.11ax (IEEE Std 802.11ax-2021, clause 27): PHY rate of MCS 11, 80 MHz, two "
        "streams, guard interval 0.8 us: 1201 Mbit/s. Rate: 65 % of it, the throughput of one "
        "client near the access point (Meter, 'WiFi throughput expectations and limitations': 65 "
        "to 70 %, 33 to 50 % where the air is busy); it covers gaps, preambles and "
        "acknowledgements, so the turnaround is 0. Delay: DIFS of 34 us and the mean first back-"
        "off, 7.5 slots of 9 us (802.11, 10.3). Half duplex. Headers below IP are in the 65 %; "
        "TCP's acknowledgements are not.",
        1'201'000'000);
}

/// LTE as users of smartphones measured it: 6.3 Mbit/s up, 21.3 Mbit/s down.
inline link_preset lte() {
    return {.name = "lte",
            .source =
                "Opensignal, 'State of Mobile Networks: USA', May 2019 (first quarter): average "
                "application throughput of LTE users, 6.3 Mbit/s up and 21.3 Mbit/s down; delay: half of "
                "55 ms, the middle of the round-trip latencies of 44.1 to 66.4 ms. Headers below IP are "
                "not counted.",
            .link = {.forward = {.rate_bits_per_second = 6'300'000,
                                 .delay = std::chrono::microseconds(27'600),
                                 .l2_bytes = 0},
                     .backward = {.rate_bits_per_second = 21'300'000,
                                  .delay = std::chrono::microseconds(27'600),
                                  .l2_bytes = 0}}};
}

/// 5G (mostly not stand-alone) as users measured it: 21 Mbit/s up, 166 Mbit/s down.
inline link_preset nr_5g() {
    return {.name = "5g",
            .source =
                "Ookla, 'Growing and slowing: the state of 5G worldwide in 2021': global medians of "
                "application throughput in the third quarter of 2021, 21.08 Mbit/s up and 166.13 Mbit/s "
                "down. Delay: one-way latencies in a public non-stand-alone network, 18 ms up (worst, 15 "
                "Mbit/s) and 7 ms down (best, 100 kbit/s): M. Kottkamp, Rohde & Schwarz, '5G NR and LTE "
                "latency analysis in a public network', 2022. Headers below IP are not counted.",
            .link = {.forward = {.rate_bits_per_second = 21'080'000,
                                 .delay = std::chrono::milliseconds(18),
                                 .l2_bytes = 0},
                     .backward = {.rate_bits_per_second = 166'130'000,
                                  .delay = std::chrono::milliseconds(7),
                                  .l2_bytes = 0}}};
}

/// Bluetooth Low Energy, LE 1M: 1 Mbit/s on the air, at most 790 kbit/s for an application.
inline link_preset ble_1m() {
    return detail::ble(
        "ble-1m",
        "Bluetooth Core Specification 5.0, volume 6, part B (2.1, 2.4, 4.1.1): PHY rate 1 Mbit/s;"
        " a datagram is one notification of up to 244 bytes in a data PDU of 251; per packet 10 "
        "bytes of preamble, address, header and checksum, 4 of L2CAP, 3 of ATT, and two inter-"
        "frame spaces of 150 us and an empty answer of 80 us, as 48 bytes of line time. An upper "
        "bound: measured throughputs are lower. Delay: half of 7.5 ms, the shortest connection "
        "interval. No IP, no TCP.",
        1'000'000, 17 + 48);
}

/// Bluetooth Low Energy, LE 2M: 2 Mbit/s on the air, at most 1.4 Mbit/s for an application.
inline link_preset ble_2m() {
    return detail::ble(
        "ble-2m",
        "Bluetooth Core Specification 5.0, volume 6, part B (2.1, 2.4, 4.1.1): PHY rate 2 Mbit/s;"
        " a datagram is one notification of up to 244 bytes in a data PDU of 251; per packet 11 "
        "bytes of preamble, address, header and checksum, 4 of L2CAP, 3 of ATT, and two inter-"
        "frame spaces of 150 us and an empty answer of 44 us, as 86 bytes of line time. An upper "
        "bound: measured throughputs are lower. Delay: half of 7.5 ms, the shortest connection "
        "interval. No IP, no TCP.",
        2'000'000, 18 + 86);
}

/// LoRaWAN in Europe (EU868), spreading factor 7 to 12, each side on the air for at most 1 % of the time.
/// Throws `sei::error` for another factor.
inline link_preset lorawan(std::uint32_t spreading_factor) {
    constexpr std::array<std::string_view, 6> names{"lora-sf7",  "lora-sf8",  "lora-sf9",
                                                    "lora-sf10", "lora-sf11", "lora-sf12"};
    constexpr std::array<std::uint32_t, 6> largest_payload{222, 222, 115, 51, 51, 51};
    const lora_modulation modulation{.spreading_factor = spreading_factor};
    require_usable(modulation);
    const std::size_t index = spreading_factor - 7;
    link_preset result{
        .name = names[index],
        .source = "Time on air: Semtech AN1200.13, at 125 kHz and coding rate 4/5; 8 symbols of preamble, "
                  "explicit header, checksum (upwards only): LoRaWAN Regional Parameters 1.0.3, EU863-870. "
                  "Largest payload: the same, repeater compatible. 13 bytes of LoRaWAN headers and MIC "
                  "(LoRaWAN 1.0.3, 4). Duty cycle: 1 %, ETSI EN 300 220 in 868.0 to 868.6 MHz, kept by "
                  "silence after each packet (LoRaWAN 1.0, 7.1.3: T_off). Half duplex, the answer 1 s after"
                  " the packet (RECEIVE_DELAY1). Collisions and the network behind the gateway are not "
                  "modelled. No IP, no TCP.",
        .link = half_duplex_link({.l2_bytes = 13, .line = modulation, .duty_cycle = 0.01},
                                 std::chrono::seconds(1)),
        .udp = {.mtu = largest_payload[index], .header_bytes = 0},
        .carries_tcp = false};
    lora_modulation downwards = modulation;
    downwards.checksum = false;
    result.link.backward.line = downwards;
    return result;
}

/// The link of Split-Et-Impera's simulation.
inline link_preset split_et_impera() {
    link_preset result{
        .name = "split-et-impera",
        .source = "L. Capogrosso and others, 'Split-Et-Impera: a framework for the design of distributed "
                  "deep learning applications', DDECS 2023, and its published code (netsim/src/main.cc, "
                  "src/supervisor.py, src/transmitter.py): full duplex, 1 Gbit/s and 100 us each way, "
                  "payloads of 1010 bytes, Ethernet's 14 bytes of header, TCP with a retransmission timeout"
                  " of 200 ms that stays (of SYNs it doubles). The queue of 100 packets and TCP's other "
                  "parts are this library's.",
        .link = symmetric_link(
            {.rate_bits_per_second = 1'000'000'000, .delay = std::chrono::microseconds(100), .l2_bytes = 14}),
        .udp = {.mtu = 1010 + udp_header_bytes}};
    result.tcp.timestamps = false;
    result.tcp.mtu = 1010 + tcp_header_bytes(false, false, 0);
    result.tcp.profile.minimum_rto = std::chrono::milliseconds(200);
    result.tcp.profile.maximum_rto = std::chrono::milliseconds(200);
    result.tcp.profile.syn_timeout = std::chrono::milliseconds(200);
    return result;
}

/// All of them.
[[nodiscard]] inline std::vector<link_preset> all() {
    std::vector<link_preset> result{ethernet_100m(), ethernet_1g(), wifi4(),  wifi5(),  wifi6(),
                                    lte(),           nr_5g(),       ble_1m(), ble_2m(), split_et_impera()};
    for (std::uint32_t factor = 7; factor <= 12; ++factor) result.push_back(lorawan(factor));
    return result;
}

/// By name; throws `sei::error` with the names there are.
[[nodiscard]] inline link_preset named(std::string_view name) {
    std::string known;
    for (link_preset& preset : all()) {
        if (preset.name == name) return std::move(preset);
        known += (known.empty() ? "" : ", ") + std::string(preset.name);
    }
    throw error("link '" + std::string(name) + "' is not known, expected one of " + known);
}

} // namespace presets
} // namespace sei::link::inline SEI_RELEASE
