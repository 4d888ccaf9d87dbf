// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/link_options.hpp: a link and a transfer over it, from the command line.

#include "command_line.hpp"

#include <sei/link.hpp>

#include <optional>
#include <string>
#include <vector>

namespace examples {

/// What the user typed; times and rates with their units.
struct transfer_arguments {
    std::string preset;
    std::string transport = "tcp";
    std::optional<std::string> profile;
    std::optional<std::string> congestion;
    std::uint64_t bytes = 602'112;
    std::optional<std::string> rate;
    std::optional<std::string> delay;
    std::optional<std::uint64_t> queue;
    std::optional<std::uint32_t> l2_bytes;
    double loss = 0;
    std::string loss_direction = "both";
    std::string loss_trace;
    std::string drop_ab;
    std::string drop_ba;
    std::string jitter;
    bool reorder = false;
    std::string burst;
    std::string bandwidth_trace;
    bool half_duplex = false;
    std::optional<std::uint32_t> mtu;
    std::optional<std::uint32_t> mss;
    std::optional<std::string> timestamps;
    std::string pacing = "paced";
    bool warm = false;
    bool restarts_after_idle = true;
    std::uint64_t seed = 1;
    std::uint64_t seeds = 1;
    bool json = false;
};

inline void describe_transfer_options(CLI::App& app, transfer_arguments& arguments) {
    app.option_defaults()->always_capture_default();
    const auto link = "The link";
    app.add_option(
           "--preset", arguments.preset,
           "a link by name, which the other options change: ethernet-100m, ethernet-1g, wifi4, wifi5, "
           "wifi6, lte, 5g, ble-1m, ble-2m, lora-sf7 to lora-sf12, split-et-impera")
        ->group(link);
    app.add_option("--rate", arguments.rate,
                   "bits per second, each way: 250kbit, 10Mbit, 1000000bit (default: 10Mbit)")
        ->transform(rate_value())
        ->group(link);
    app.add_option("--delay", arguments.delay, "one way: 10ms, 500us, 500000ns (default: 10ms)")
        ->transform(time_value())
        ->group(link);
    app.add_option("--queue", arguments.queue,
                   "packets that wait at each end, besides the one on the line (default: 100)")
        ->transform(whole_number(0, 1'000'000'000))
        ->group(link);
    app.add_option("--l2-bytes", arguments.l2_bytes,
                   "bytes that the link adds to each packet (default: 2, of PPP)")
        ->transform(byte_count(0, 65535))
        ->group(link);
    app.add_option("--burst", arguments.burst, "a token bucket, as Linux's tbf: 4000B")
        ->transform(bytes_value())
        ->group(link);
    app.add_option("--bandwidth-trace", arguments.bandwidth_trace,
                   "a file in mahimahi's format, looped, instead of the rate")
        ->group(link);
    app.add_option("--jitter", arguments.jitter,
                   "extra delay of each packet, equally likely from 0 to this: 2ms")
        ->transform(time_value())
        ->group(link);
    app.add_flag("--reorder", arguments.reorder, "jitter may change the order of packets")->group(link);
    app.add_flag("--half-duplex", arguments.half_duplex, "both directions take turns")->group(link);

    const auto loss = "Losses";
    app.add_option("--loss", arguments.loss, "probability that a packet is lost: 0 to 1")
        ->transform(share_value())
        ->group(loss);
    app.add_option("--loss-trace", arguments.loss_trace, "a file of 0 (arrives) and 1 (lost), looped")
        ->group(loss);
    app.add_option("--loss-direction", arguments.loss_direction, "which packets: both, or data (a to b only)")
        ->check(CLI::IsMember({"both", "data"}))
        ->group(loss);
    app.add_option("--drop-ab", arguments.drop_ab,
                   "lose exactly these packets from a to b, counted from 0 as they reach b: 3,7")
        ->group(loss);
    app.add_option("--drop-ba", arguments.drop_ba, "the same from b to a")->group(loss);

    const auto transfer = "The transfer";
    app.add_option("--transport", arguments.transport, "tcp or udp")
        ->check(CLI::IsMember({"tcp", "udp"}))
        ->group(transfer);
    app.add_option("--bytes", arguments.bytes, "from a to b")
        ->transform(byte_count(1, UINT64_MAX))
        ->group(transfer);
    app.add_option("--profile", arguments.profile,
                   "whose TCP: linux (predicts a kernel), ns3 (equals ns-3 3.37), linuxlike (ns-3 with "
                   "Linux's timers) (default: linux, or the preset's)")
        ->check(CLI::IsMember({"ns3", "linuxlike", "linux"}))
        ->group(transfer);
    app.add_option("--cc", arguments.congestion,
                   "congestion control: cubic, linuxreno, newreno (default: cubic, or the preset's)")
        ->check(CLI::IsMember({"newreno", "linuxreno", "cubic"}))
        ->group(transfer);
    app.add_option("--mtu", arguments.mtu, "bytes of the largest IP packet (default: 1500)")
        ->transform(byte_count(1, 65535))
        ->group(transfer);
    app.add_option(
           "--mss", arguments.mss,
           "payload of a full segment (default: what fits the MTU; more is cut to that as by a kernel, or "
           "with ns3 and linuxlike travels in IP fragments, which is said)")
        ->transform(byte_count(1, 65483))
        ->group(transfer);
    app.add_option("--timestamps", arguments.timestamps, "on or off (default: on)")
        ->check(CLI::IsMember({"on", "off"}))
        ->group(transfer);
    app.add_option("--pacing", arguments.pacing,
                   "udp: paced hands a datagram over when the line is free, burst all at once")
        ->check(CLI::IsMember({"paced", "burst"}))
        ->group(transfer);
    app.add_flag("--warm", arguments.warm,
                 "tcp: on a connection that has carried as much, 4,000 bytes back and a second of rest")
        ->group(transfer);
    app.add_flag("!--no-restart-after-idle", arguments.restarts_after_idle,
                 "linux: as with net.ipv4.tcp_slow_start_after_idle=0")
        ->group(transfer);

    const auto run = "The run";
    app.add_option("--seed", arguments.seed, "of losses and jitter; the same seed gives the same result")
        ->transform(whole_number(0, UINT64_MAX))
        ->group(run);
    app.add_option("--seeds", arguments.seeds, "so many runs, with this seed and those after it")
        ->transform(whole_number(1, 10'000'000))
        ->group(run);
    app.add_flag("--json", arguments.json, "JSON instead of text")->group(run);
    refuse_empty_values(app);
}

namespace detail {

/// "3,7" as indices. Throws sei::error.
[[nodiscard]] inline sei::link::listed_loss parse_drops(const std::string& option, const std::string& text) {
    sei::link::listed_loss result;
    for (const std::string& part : of_option(option, [&] { return read_list(text); }))
        result.indices.push_back(of_option(option, [&] { return read_count(part, 0, UINT64_MAX); }));
    return result;
}

inline void set_losses(const transfer_arguments& arguments, sei::link::link_options& link) {
    using namespace sei::link;
    const bool listed = !arguments.drop_ab.empty() || !arguments.drop_ba.empty();
    if (int{listed} + int{arguments.loss != 0} + int{!arguments.loss_trace.empty()} > 1)
        throw sei::error("--loss, --loss-trace and --drop-ab or --drop-ba exclude one another");
    std::optional<loss_model> model;
    if (arguments.loss != 0) model = bernoulli_loss{arguments.loss};
    if (!arguments.loss_trace.empty()) model = read_loss_trace(arguments.loss_trace);
    if (model) {
        link.forward.loss = *model;
        if (arguments.loss_direction == "both") link.backward.loss = *model;
    }
    if (!arguments.drop_ab.empty()) link.forward.loss = parse_drops("--drop-ab", arguments.drop_ab);
    if (!arguments.drop_ba.empty()) link.backward.loss = parse_drops("--drop-ba", arguments.drop_ba);
}

inline void change_direction(const transfer_arguments& arguments,
                             const std::optional<sei::link::bandwidth_trace>& trace,
                             sei::link::channel_options& line) {
    using namespace sei::link;
    if (arguments.rate) line.rate_bits_per_second = parse_rate("--rate", *arguments.rate);
    if (arguments.delay) line.delay = parse_time("--delay", *arguments.delay);
    if (arguments.queue) line.queue_packets = static_cast<std::size_t>(*arguments.queue);
    if (arguments.l2_bytes) line.l2_bytes = *arguments.l2_bytes;
    if (!arguments.burst.empty() && !arguments.bandwidth_trace.empty())
        throw sei::error("--burst and --bandwidth-trace exclude one another");
    if (!arguments.burst.empty())
        line.line = token_bucket{static_cast<std::uint32_t>(
            (std::min<std::uint64_t>)(parse_bytes("--burst", arguments.burst), UINT32_MAX))};
    if (trace) line.line = *trace;
    if (!arguments.jitter.empty())
        line.jitter = uniform_jitter{parse_time("--jitter", arguments.jitter), arguments.reorder};
    else if (arguments.reorder)
        throw sei::error("--reorder needs --jitter");
}

/// Payload of a segment that fits the MTU.
[[nodiscard]] inline std::uint32_t whole_segment(sei::link::tcp_options tcp) {
    tcp.segment_bytes = 0;
    return tcp.mss();
}

inline void change_tcp(const transfer_arguments& arguments, sei::link::tcp_options& tcp) {
    using namespace sei::link;
    const bool has_timers = arguments.preset == "split-et-impera"; // which are part of it
    if (has_timers && arguments.profile)
        throw sei::error("--preset split-et-impera has a profile of its own");
    if (!has_timers) {
        const std::string profile = arguments.profile.value_or("linux");
        tcp.profile = profile == "ns3"         ? tcp_profiles::ns3
                      : profile == "linuxlike" ? tcp_profiles::linuxlike
                                               : tcp_profiles::linux_kernel;
        tcp.profile.slow_start_after_idle = arguments.restarts_after_idle;
    }
    if (!has_timers || arguments.congestion) {
        const std::string control = arguments.congestion.value_or("cubic");
        tcp.congestion = control == "newreno"     ? congestion_control::new_reno
                         : control == "linuxreno" ? congestion_control::linux_reno
                                                  : congestion_control::cubic;
    }
    if (arguments.timestamps) tcp.timestamps = *arguments.timestamps == "on";
    if (arguments.mtu) tcp.mtu = *arguments.mtu;
    if (arguments.mss) tcp.segment_bytes = *arguments.mss;
    // A kernel takes the bytes of its options from the MSS, and never sends more than the MTU; ns-3
    // fragments.
    if (arguments.mss && tcp.profile.stack == tcp_stack::linux_kernel && tcp.mtu >= 128)
        tcp.segment_bytes = (std::min)(*arguments.mss, whole_segment(tcp));
}

/// Options that this link would silently ignore, or that it can't have.
inline void refuse_what_means_nothing(const transfer_arguments& arguments,
                                      const sei::link::transfer_request& request) {
    using namespace sei::link;
    if (arguments.rate && !arguments.bandwidth_trace.empty())
        throw sei::error("--rate and --bandwidth-trace exclude one another");
    if (arguments.rate && std::holds_alternative<lora_modulation>(request.link.forward.line))
        throw sei::error("--rate means nothing with --preset " + arguments.preset +
                         ", whose spreading factor decides");
    if (arguments.mtu && request.udp.header_bytes == 0 &&
        *arguments.mtu > presets::named(arguments.preset).udp.mtu)
        throw sei::error("--mtu " + std::to_string(*arguments.mtu) + " is more than --preset " +
                         arguments.preset + " carries, " +
                         std::to_string(presets::named(arguments.preset).udp.mtu) + " bytes");
}

} // namespace detail

/// What the user should know of the transfer; empty if there is nothing.
[[nodiscard]] inline std::string note_on(const sei::link::transfer_request& request) {
    if (request.transport != sei::link::protocol::tcp) return {};
    const std::uint32_t fits = detail::whole_segment(request.tcp);
    if (request.tcp.mss() <= fits) return {};
    return "segments of " + std::to_string(request.tcp.mss()) +
           " bytes travel in IP fragments, as in ns-3; " + std::to_string(fits) + " would fit the MTU of " +
           std::to_string(request.tcp.mtu);
}

/// The request that these options describe, checked. Throws sei::error.
[[nodiscard]] inline sei::link::transfer_request request_of(const transfer_arguments& arguments) {
    using namespace sei::link;
    transfer_request request;
    request.transport = arguments.transport == "tcp" ? protocol::tcp : protocol::udp;
    request.bytes = arguments.bytes;
    request.link =
        symmetric_link({.rate_bits_per_second = 10'000'000, .delay = std::chrono::milliseconds(10)});
    if (!arguments.preset.empty()) {
        const link_preset preset = presets::named(arguments.preset);
        if (request.transport == protocol::tcp && !preset.carries_tcp)
            throw sei::error("--preset " + arguments.preset + " carries no TCP, expected --transport udp");
        request.link = preset.link;
        request.udp = preset.udp;
        request.tcp = preset.tcp;
    }
    std::optional<bandwidth_trace> trace; // read once for both directions: it may be a pipe
    if (!arguments.bandwidth_trace.empty()) trace = read_bandwidth_trace(arguments.bandwidth_trace);
    detail::change_direction(arguments, trace, request.link.forward);
    detail::change_direction(arguments, trace, request.link.backward);
    if (arguments.half_duplex) request.link.duplex = duplex_mode::half;
    detail::set_losses(arguments, request.link);
    detail::change_tcp(arguments, request.tcp);
    if (arguments.mtu) request.udp.mtu = *arguments.mtu;
    detail::refuse_what_means_nothing(arguments, request);
    request.udp.record_datagrams = false; // counts are enough, whatever the size
    request.udp.pacing = arguments.pacing == "paced" ? udp_pacing::paced : udp_pacing::burst;
    if (arguments.warm) {
        if (request.transport == protocol::udp) throw sei::error("--warm is for tcp: udp has no connection");
        request.before = warm_up{};
    }
    require_usable(request);
    return request;
}

} // namespace examples
