// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/paper_command_line.hpp: the options of paper_experiment, parsed and checked.

#include "command_line.hpp"

#include <algorithm>

namespace examples {

/// What the user asked for.
struct paper_arguments {
    std::vector<std::string> networks{"fashion_cnn"};
    std::string data_directory; ///< of fashion_cnn
    std::string weights;        ///< of vgg16_cifar10
    std::string cifar;          ///< folder of the images of vgg16_cifar10
    std::size_t images = 1000;

    std::vector<std::string> splits;
    std::string codec = "float32";
    std::string device; ///< empty: the usual one of each network
    std::string server = "x86-server";

    std::vector<double> losses{0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05};
    std::string deadline = "50ms";
    double frames_per_second = 20;
    std::string udp_wait = "5ms";
    std::string fill = "zero";

    std::uint64_t seeds = 5;
    std::size_t threads = 0;
    std::string json = "paper_experiment.json";
    std::string html = "paper_experiment.html";
    std::string svg; ///< a folder; empty: no pictures of their own
};

namespace detail {

inline void describe_networks(CLI::App& app, paper_arguments& arguments) {
    const auto group = "The networks";
    add_names(app, "--network", arguments.networks, "fashion_cnn or vgg16_cifar10; may be repeated",
              {"fashion_cnn", "vgg16_cifar10"})
        ->group(group);
    app.add_option("--weights", arguments.weights, "the safetensors file of vgg16_cifar10")->group(group);
    app.add_option("--cifar", arguments.cifar,
                   "folder of the images of vgg16_cifar10: test_batch.png and test_lables.json")
        ->group(group);
    app.add_option("--data", arguments.data_directory, "folder of the weights and images of fashion_cnn")
        ->group(group);
    app.add_option("--images", arguments.images,
                   "the first so many images of each network, one frame each; 0: all")
        ->transform(whole_number(0, 1'000'000))
        ->group(group);
}

inline void describe_designs(CLI::App& app, paper_arguments& arguments) {
    const auto group = "The designs";
    add_names(app, "--split", arguments.splits,
              "cuts after these layers, in place of the network's usual ones: pool1,pool2; with one "
              "--network only")
        ->group(group);
    app.add_option("--codec", arguments.codec, "of the cuts: float32, float16, int8 or int8-per-channel")
        ->check(CLI::IsMember(sei::study::tensor_format_names()))
        ->group(group);
    app.add_option(
           "--device", arguments.device,
           "profile: cortex-m4, cortex-m7, raspberry-pi-4, raspberry-pi-5 or x86-server, or a\n"
           "file: my_device.json (default: cortex-m7 for fashion_cnn, raspberry-pi-4 for vgg16_cifar10)")
        ->group(group);
    app.add_option("--server", arguments.server, "a profile as above")->group(group);
}

inline void describe_conditions(CLI::App& app, paper_arguments& arguments) {
    const auto group = "The conditions";
    add_shares(app, "--loss-list", arguments.losses,
               "probabilities that a packet is lost, either way, 0 to 1, ascending: 0,0.01,0.05")
        ->group(group);
    app.add_option("--deadline", arguments.deadline, "from capture to the answer at the device: 50ms")
        ->transform(time_value())
        ->group(group);
    app.add_option("--fps", arguments.frames_per_second, "frames per second: 20")
        ->transform(frequency_value())
        ->group(group);
    app.add_option("--udp-wait", arguments.udp_wait,
                   "how long the server waits for a frame's last packet, from its first one on: 5ms")
        ->transform(time_value())
        ->group(group);
    app.add_option("--fill", arguments.fill,
                   "what stands for lost elements: zero, mean (of the channel), last-frame, neighbours")
        ->check(CLI::IsMember({"zero", "mean", "last-frame", "neighbours"}))
        ->group(group);
}

inline void describe_run(CLI::App& app, paper_arguments& arguments) {
    const auto group = "The run";
    app.add_option("--seeds", arguments.seeds, "how many draws of lost packets: seeds 1, 2, ...")
        ->transform(whole_number(1, 1000))
        ->group(group);
    app.add_option("--threads", arguments.threads, "0: as many as there are; results don't depend on it")
        ->transform(whole_number(0, 1024))
        ->group(group);
    app.add_option("--json", arguments.json, "where the machine-readable report goes")->group(group);
    app.add_option("--html", arguments.html, "where the readable report goes")->group(group);
    app.add_option("--svg", arguments.svg, "folder for the figures as files of their own (default: none)")
        ->group(group);
}

} // namespace detail

/// Describes every option with its unit and default; `--help` prints this.
inline void describe_options(CLI::App& app, paper_arguments& arguments) {
    app.option_defaults()->always_capture_default();
    detail::describe_networks(app, arguments);
    detail::describe_designs(app, arguments);
    detail::describe_conditions(app, arguments);
    detail::describe_run(app, arguments);
    refuse_empty_values(app);
}

/// The probabilities of `--loss-list`. Throws sei::error unless they ascend.
[[nodiscard]] inline const std::vector<double>& losses_of(const paper_arguments& given) {
    for (std::size_t i = 1; i < given.losses.size(); ++i)
        if (!(given.losses[i] > given.losses[i - 1]))
            throw sei::error("--loss-list: '" + detail::shortest(given.losses[i]) + "' comes after " +
                             detail::shortest(given.losses[i - 1]) + ", expected ascending numbers");
    return given.losses;
}

/// Throws sei::error for what CLI11 can't see: options that don't fit together.
inline void require_usable(const paper_arguments& given) {
    std::vector<std::string> names = given.networks;
    std::sort(names.begin(), names.end());
    if (const auto twice = std::adjacent_find(names.begin(), names.end()); twice != names.end())
        throw sei::error("--network: " + *twice + " is named twice");
    const bool with_vgg = std::binary_search(names.begin(), names.end(), "vgg16_cifar10");
    if (with_vgg && given.weights.empty())
        throw sei::error("--weights: vgg16_cifar10 needs its safetensors file");
    if (with_vgg && given.cifar.empty())
        throw sei::error("--cifar: vgg16_cifar10 needs the folder of its images");
    if (!with_vgg && !given.weights.empty())
        throw sei::error("--weights: is of vgg16_cifar10, which --network doesn't name");
    if (!given.splits.empty() && names.size() != 1)
        throw sei::error("--split: names layers of one network, and " + std::to_string(names.size()) +
                         " are asked for");
    (void)losses_of(given);
}

} // namespace examples
