// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/sweep_command_line.hpp: the options of the design-space sweep, parsed and checked.

#include "command_line.hpp"

namespace examples {

struct sweep_arguments {
    std::string transport = "tcp";
    std::string rate_from = "1Mbit";
    std::string rate_to = "1Gbit";
    std::size_t rates = 10;
    std::string delay_from = "500us";
    std::string delay_to = "100ms";
    std::size_t delays = 10;
    std::vector<double> losses{0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.02, 0.03, 0.05, 0.1};
    std::size_t queue = 100;

    std::string device = "raspberry-pi-5";
    std::string server = "x86-server";
    std::string deadline = "500ms";
    double percentile = 95;
    double confidence = 0.95;
    std::uint32_t most_frames = 200;

    std::uint64_t seed = 1;
    std::size_t threads = 0;
    std::string json = "sweep.json";
    std::string csv = "sweep.csv";
};

/// Describes every option with its unit and default; `--help` prints this.
inline void describe_options(CLI::App& app, sweep_arguments& arguments) {
    app.option_defaults()->always_capture_default();
    const auto link = "The links: all combinations of these rates, delays and losses";
    app.add_option("--transport", arguments.transport, "tcp, a fresh connection per frame, or udp")
        ->check(CLI::IsMember({"udp", "tcp"}))
        ->group(link);
    app.add_option("--rate-from", arguments.rate_from, "lowest rate, each way")
        ->transform(rate_value())
        ->group(link);
    app.add_option("--rate-to", arguments.rate_to, "highest rate")->transform(rate_value())->group(link);
    app.add_option("--rates", arguments.rates, "how many rates, evenly by their logarithm")
        ->transform(whole_number(1, 1000))
        ->group(link);
    app.add_option("--delay-from", arguments.delay_from, "shortest one-way delay, above 0")
        ->transform(time_value())
        ->group(link);
    app.add_option("--delay-to", arguments.delay_to, "longest one-way delay")
        ->transform(time_value())
        ->group(link);
    app.add_option("--delays", arguments.delays, "how many delays, evenly by their logarithm")
        ->transform(whole_number(1, 1000))
        ->group(link);
    add_shares(app, "--loss", arguments.losses,
               "probabilities that a packet is lost, either way: 0,0.01,0.05 or 0 1% 5%")
        ->group(link);
    app.add_option("--queue", arguments.queue, "packets that may wait at each end of the link")
        ->transform(whole_number(0, 1'000'000'000))
        ->group(link);

    const auto asked = "The question";
    app.add_option("--device", arguments.device, "profile by name, or a file: my_device.json")->group(asked);
    app.add_option("--server", arguments.server, "profile as above")->group(asked);
    app.add_option("--deadline", arguments.deadline, "from capture to the answer at the device")
        ->transform(time_value())
        ->group(asked);
    app.add_option("--percentile", arguments.percentile,
                   "percent of the frames that must meet the deadline: above 0, to 100")
        ->transform(percentile_value())
        ->group(asked);
    app.add_option("--confidence", arguments.confidence,
                   "how sure a sampled point must be before it is decided: above 0, below 1")
        ->transform(share_value())
        ->group(asked);
    app.add_option("--most-frames", arguments.most_frames,
                   "simulated frames after which a point stays undecided")
        ->transform(whole_number(1, 1'000'000))
        ->group(asked);

    const auto run = "The run";
    app.add_option("--seed", arguments.seed, "of the packet losses")
        ->transform(whole_number(0, UINT64_MAX))
        ->group(run);
    app.add_option("--threads", arguments.threads, "0: as many as there are; results don't depend on it")
        ->transform(whole_number(0, 1024))
        ->group(run);
    app.add_option("--json", arguments.json, "where the summary goes")->group(run);
    app.add_option("--csv", arguments.csv, "where all points go")->group(run);
    refuse_empty_values(app);
}

} // namespace examples
