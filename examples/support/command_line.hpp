// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/command_line.hpp: the options of the main job, parsed and checked.

#include "option_values.hpp"

#include <sei/study/wire_plan.hpp>

#include <optional>

namespace examples {

/// What the user asked for; times in nanoseconds, sizes in bytes, shares from 0 to 1.
struct advise_arguments {
    std::string data_directory;
    std::size_t images = 0;

    std::string preset; ///< empty: none
    std::string transport = "udp";
    std::string rate = "10Mbit"; ///< rate and delay: empty if the preset has them
    std::string delay = "10ms";
    double loss = 0.01;
    std::optional<std::uint32_t> mtu; ///< 1500, or the preset's
    std::optional<std::size_t> queue; ///< 100, or the preset's
    double frames_per_second = 20;
    std::string udp_wait = "50ms";
    std::string fill = "zero";
    std::string packet_order = "sequential";
    std::string send_for;

    std::string device = "cortex-m7";
    std::string server = "x86-server";
    std::vector<std::string> splits;
    std::vector<std::string> codecs{"float32", "float16", "int8"};
    std::string rows = "norelu";
    std::size_t devices = 1;
    std::string phase = "staggered";
    std::string late = "wait";
    std::size_t frame_queue = 1;

    std::optional<double> min_accuracy = 0.88;
    std::string deadline = "50ms";
    double percentile = 95;
    std::string max_ram = "320KiB";
    std::string max_flash;
    std::string max_wire;

    std::size_t validation_images = 200;
    bool no_maps = false;
    std::uint64_t seed = 1;
    std::size_t threads = 0;
    std::string json = "report.json";
    std::string html = "report.html";
};

/// A preset decides what isn't asked for; the defaults are those of a link without one.
inline void leave_to_preset(const CLI::App& app, advise_arguments& arguments) {
    if (arguments.preset.empty()) return;
    if (app.count("--rate") == 0) arguments.rate.clear();
    if (app.count("--delay") == 0) arguments.delay.clear();
}

/// Describes every option with its unit and default; `--help` prints this.
inline void describe_options(CLI::App& app, advise_arguments& arguments) {
    app.option_defaults()->always_capture_default();
    const auto link = "The link";
    app.add_option("--preset", arguments.preset,
                   "a link by name, which rate, delay, MTU and queue change where they are given:\n"
                   "ethernet-100m, ethernet-1g, wifi4, wifi5, wifi6, lte, 5g, ble-1m, ble-2m, lora-sf7 to\n"
                   "lora-sf12, split-et-impera")
        ->group(link);
    app.add_option("--transport", arguments.transport, "udp, or tcp over one connection")
        ->check(CLI::IsMember({"udp", "tcp"}))
        ->group(link);
    app.add_option("--rate", arguments.rate, "bits per second, each way: 250kbit, 10Mbit, 1Gbit")
        ->transform(rate_value())
        ->group(link);
    app.add_option("--delay", arguments.delay, "one-way delay: 500us, 10ms")
        ->transform(time_value())
        ->group(link);
    app.add_option("--loss", arguments.loss, "probability that a packet is lost, either way: 0 to 1, or 1%")
        ->transform(share_value())
        ->group(link);
    app.add_option("--mtu", arguments.mtu, "bytes of the largest IP packet (default: 1500)")
        ->transform(byte_count(1, 65535))
        ->group(link);
    app.add_option("--queue", arguments.queue,
                   "packets that may wait at each end of the link (counts for tcp; udp hands over "
                   "a packet when the line is free; default: 100)")
        ->transform(whole_number(0, 1'000'000'000))
        ->group(link);
    app.add_option("--udp-wait", arguments.udp_wait,
                   "how long the server waits for a frame's last packet, from its first one on; it then "
                   "takes what it has: 10ms")
        ->transform(time_value())
        ->group(link);
    app.add_option(
           "--fill", arguments.fill,
           "what stands for lost elements: zero, mean (of the channel), last-frame, neighbours (their\n"
           "mean, where they have arrived)")
        ->check(CLI::IsMember({"zero", "mean", "last-frame", "neighbours"}))
        ->group(link);
    app.add_option(
           "--packet-order", arguments.packet_order,
           "which elements share a packet of udp: sequential (neighbours), interleaved (every packet\n"
           "a sieve over the tensor), importance (the most relevant elements go first)")
        ->check(CLI::IsMember({"sequential", "interleaved", "importance"}))
        ->group(link);
    app.add_option(
           "--send-for", arguments.send_for,
           "how long a device sends a frame by udp, from when it is ready; the rest is not sent: 20ms\n"
           "(default: all of it)")
        ->transform(time_value())
        ->group(link);

    const auto designs = "The designs";
    app.add_option("--device", arguments.device,
                   "profile: cortex-m4, cortex-m7, raspberry-pi-4, raspberry-pi-5, x86-server, or a file\n"
                   "that ./examples/profile_device.sh wrote: my_device.json")
        ->group(designs);
    app.add_option("--server", arguments.server, "a profile as above, or 'measured': this machine")
        ->group(designs);
    add_names(app, "--split", arguments.splits,
              "also evaluate the cut after this layer (name or index), or after 'all' of them; may be\n"
              "repeated, or a list: pool1,pool2")
        ->group(designs);
    add_names(app, "--codec", arguments.codecs,
              "float32, float16, int8, int8-per-channel; may be repeated, or a list: int8,float32",
              sei::study::tensor_format_names())
        ->group(designs);
    app.add_option("--rows", arguments.rows,
                   "layers among which candidates are looked for: norelu (convolutions and pools) or all")
        ->check(CLI::IsMember({"norelu", "all"}))
        ->group(designs);
    app.add_option("--fps", arguments.frames_per_second, "frames per second of each device: 20")
        ->transform(frequency_value())
        ->group(designs);
    app.add_option("--devices", arguments.devices, "devices that share the link and the server")
        ->transform(whole_number(1, 1'000'000))
        ->group(designs);
    app.add_option("--phase", arguments.phase,
                   "when several devices capture: staggered over the period, or in-phase")
        ->check(CLI::IsMember({"staggered", "in-phase"}))
        ->group(designs);
    app.add_option(
           "--late", arguments.late,
           "frames that find device, link or server busy: wait, drop (the new one when too many wait),\n"
           "drop-oldest (of those that wait)")
        ->check(CLI::IsMember({"wait", "drop", "drop-oldest"}))
        ->group(designs);
    app.add_option("--frame-queue", arguments.frame_queue,
                   "frames that may wait before device, link and server, unless all wait")
        ->transform(whole_number(0, 1'000'000'000))
        ->group(designs);

    const auto asked = "The requirements";
    app.add_option("--min-accuracy", arguments.min_accuracy,
                   "share of frames answered rightly and in time: 0 to 1 (default: 0.88)")
        ->transform(share_value())
        ->group(asked);
    app.add_option("--deadline", arguments.deadline, "from capture to the answer at the device: 50ms")
        ->transform(time_value())
        ->group(asked);
    app.add_option("--percentile", arguments.percentile,
                   "percent of the frames that must meet the deadline: above 0, to 100")
        ->transform(percentile_value())
        ->group(asked);
    app.add_option("--max-ram", arguments.max_ram, "activations on the device: 320KiB")
        ->transform(bytes_value())
        ->group(asked);
    app.add_option("--max-flash", arguments.max_flash, "weights on the device: 1MiB")
        ->transform(bytes_value())
        ->group(asked);
    app.add_option("--max-wire", arguments.max_wire, "bytes per frame towards the server: 16KiB")
        ->transform(bytes_value())
        ->group(asked);

    const auto run = "The run";
    app.add_option("--images", arguments.images,
                   "how many of the images in the folder of --data to use, from the first on; 0: all")
        ->transform(whole_number(0, 1'000'000'000))
        ->group(run);
    app.add_option("--validation-images", arguments.validation_images,
                   "images on which scores of the splits are held against measured accuracy; 0: none")
        ->transform(whole_number(0, 1'000'000))
        ->group(run);
    app.add_flag("--no-maps", arguments.no_maps,
                 "don't simulate other links: no map of which design wins where, no ranges of the verdict")
        ->group(run);
    app.add_option("--seed", arguments.seed, "of the packet losses; the same seed gives the same report")
        ->transform(whole_number(0, UINT64_MAX))
        ->group(run);
    app.add_option("--threads", arguments.threads, "0: as many as there are; results don't depend on it")
        ->transform(whole_number(0, 1024))
        ->group(run);
    app.add_option("--json", arguments.json, "where the machine-readable report goes")->group(run);
    app.add_option("--html", arguments.html, "where the readable report goes")->group(run);
    app.add_option("--data", arguments.data_directory, "folder of the weights and images")->group(run);
    refuse_empty_values(app);
    app.parse_complete_callback([&app, &arguments] { leave_to_preset(app, arguments); });
}

} // namespace examples
