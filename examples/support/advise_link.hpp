// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/advise_link.hpp: the link of the main job: a preset by name, or its own options, or both.

#include "command_line.hpp"

#include <sei/link/presets.hpp>
#include <sei/report/data.hpp>

#include <algorithm>

namespace examples {

/// A link with what the transports must know of it.
struct described_link {
    sei::link::link_options link{};
    sei::link::udp_options udp{};
    sei::link::tcp_options tcp{};
};

namespace detail {

/// What a preset's link can't have.
inline void refuse_what_the_preset_lacks(const advise_arguments& given,
                                         const sei::link::link_preset& preset) {
    if (given.transport == "tcp" && !preset.carries_tcp)
        throw sei::error("--preset " + given.preset + " carries no TCP, expected --transport udp");
    if (!given.rate.empty() && std::holds_alternative<sei::link::lora_modulation>(preset.link.forward.line))
        throw sei::error("--rate means nothing with --preset " + given.preset +
                         ", whose spreading factor decides");
    if (given.mtu && preset.udp.header_bytes == 0 && *given.mtu > preset.udp.mtu)
        throw sei::error("--mtu " + std::to_string(*given.mtu) + " is more than --preset " + given.preset +
                         " carries, " + std::to_string(preset.udp.mtu) + " bytes");
}

} // namespace detail

/// The link that the options describe: Linux's TCP with Cubic, unless the preset has another. Throws
/// sei::error for an unknown preset and for what it can't have.
[[nodiscard]] inline described_link link_of(const advise_arguments& given) {
    using namespace sei::link;
    described_link result;
    result.tcp.profile = tcp_profiles::linux_kernel;
    result.tcp.congestion = congestion_control::cubic;
    if (!given.preset.empty()) {
        link_preset preset = presets::named(given.preset);
        detail::refuse_what_the_preset_lacks(given, preset);
        result.link = preset.link;
        result.udp = preset.udp;
        if (given.preset == "split-et-impera") result.tcp = preset.tcp; // its timers are part of it
    }
    result.link.seed = given.seed;
    for (channel_options* line : {&result.link.forward, &result.link.backward}) {
        if (!given.rate.empty()) line->rate_bits_per_second = parse_rate("--rate", given.rate);
        if (!given.delay.empty()) line->delay = parse_time("--delay", given.delay);
        if (given.queue) line->queue_packets = *given.queue;
    }
    if (given.mtu) result.udp.mtu = result.tcp.mtu = *given.mtu;
    return result;
}

/// Whether one rate and one delay say all of the link, so that it can be shown with others.
[[nodiscard]] inline bool has_one_rate(const sei::link::link_options& link) {
    using sei::link::constant_rate;
    const auto& up = link.forward;
    const auto& down = link.backward;
    return std::holds_alternative<constant_rate>(up.line) &&
           std::holds_alternative<constant_rate>(down.line) &&
           up.rate_bits_per_second == down.rate_bits_per_second && up.delay == down.delay;
}

namespace detail {

/// "10 Mbit/s", or each way where they differ.
[[nodiscard]] inline std::string both_ways(const std::string& up, const std::string& down) {
    return up == down ? up + " each way" : up + " up, " + down + " down";
}

[[nodiscard]] inline std::string rate_text(const sei::link::channel_options& line) {
    if (const auto* lora = std::get_if<sei::link::lora_modulation>(&line.line))
        return "LoRa's at spreading factor " + std::to_string(lora->spreading_factor);
    return sei::advisor::bit_rate(static_cast<double>(line.rate_bits_per_second));
}

[[nodiscard]] inline std::string delay_text(const sei::link::channel_options& line) {
    return sei::advisor::milliseconds(std::chrono::duration<double, std::milli>(line.delay).count());
}

} // namespace detail

/// The link in the words of the report.
[[nodiscard]] inline std::vector<sei::report::fact> link_facts(const advise_arguments& given,
                                                               const described_link& made) {
    std::vector<sei::report::fact> facts{{"transport", given.transport}};
    const auto& [link, udp, tcp] = made;
    if (!given.preset.empty()) facts.push_back({"preset", given.preset});
    facts.push_back({"rate", !given.rate.empty() ? given.rate + "/s"
                                                 : detail::both_ways(detail::rate_text(link.forward),
                                                                     detail::rate_text(link.backward))});
    facts.push_back({"delay", !given.delay.empty() ? given.delay + " each way"
                                                   : detail::both_ways(detail::delay_text(link.forward),
                                                                       detail::delay_text(link.backward))});
    facts.push_back({"loss", sei::advisor::percent(given.loss) + " of the packets, each way"});
    const std::uint32_t mtu = given.transport == "tcp" ? tcp.mtu : udp.mtu;
    facts.push_back({"MTU", std::to_string(mtu) + " bytes"});
    return facts;
}

} // namespace examples
