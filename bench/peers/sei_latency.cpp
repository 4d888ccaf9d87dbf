// SPDX-License-Identifier: MIT
// Times one network of the zoo in sei, for comparison with a peer that is run in turns: prints one JSON line
// with the wall time of an inference, of loading and of the first answer, memory, and the largest error
// against a stored output.
//     sei_latency NETWORK WEIGHTS.safetensors INPUT.bin OUTPUT.bin [--threads N] [--runs N] [--exact]
//                 [--low-memory] [--batch N]
#include "../../examples/support/parse.hpp"
#include "../../examples/support/program.hpp"

#include <sei/sei.hpp>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <tbb/global_control.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

namespace {

using clock_type = std::chrono::steady_clock;

struct settings {
    std::string network, weights, input, output;
    std::size_t threads = 1, runs = 100, batch = 1;
    bool exact = false, low_memory = false;
};

[[nodiscard]] double milliseconds_since(clock_type::time_point begin) {
    return std::chrono::duration<double, std::milli>(clock_type::now() - begin).count();
}

[[nodiscard]] std::vector<float> read_floats(const std::string& path, std::size_t count) {
    std::vector<float> values(count);
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(count * sizeof(float)));
    if (!file) throw sei::error(path + ": expected " + std::to_string(count) + " float32 numbers");
    return values;
}

/// The most memory that this process ever had in use.
[[nodiscard]] double peak_resident_mebibytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024.0;
    return 0;
}

[[nodiscard]] double largest_difference(std::span<const float> found, std::span<const float> expected) {
    double worst = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double difference = std::abs(double{found[i]} - double{expected[i % expected.size()]});
        if (std::isnan(difference)) return difference; // what follows would hide it
        worst = (std::max)(worst, difference);
    }
    return worst;
}

template <class Network>
nlohmann::json time_network(const settings& chosen) {
    const std::vector<float> one = read_floats(chosen.input, Network::input.elements());
    const std::vector<float> expected = read_floats(chosen.output, Network::output.elements());
    const auto begin = clock_type::now();
    const auto engine = sei::engine::executor::of<Network>(
        sei::weights::load<Network>(chosen.weights),
        {.threads = chosen.threads, .exact = chosen.exact, .low_memory = chosen.low_memory});
    const double load_ms = milliseconds_since(begin);

    std::vector<float> output(expected.size());
    auto memory = engine.make_workspace();
    const auto infer = [&] { engine.run(0, engine.last_layer(), one, output, memory); };
    const auto first_begin = clock_type::now();
    infer();
    const double first_ms = milliseconds_since(first_begin);
    const double error = largest_difference(output, expected);

    std::vector<float> images;
    for (std::size_t i = 0; i < chosen.batch; ++i) images.insert(images.end(), one.begin(), one.end());
    std::vector<float> answers(chosen.batch * output.size());
    sei::engine::batch together(engine, chosen.batch);
    std::vector<double> times(chosen.runs);
    for (double& time : times) {
        const auto start = clock_type::now();
        if (chosen.batch == 1)
            infer();
        else
            together.run(images, answers);
        time = milliseconds_since(start);
    }
    std::sort(times.begin(), times.end());
    const sei::engine::memory_use use = engine.memory();
    return {{"engine", "sei"},
            {"kernels", engine.options().kernels->name},
            {"threads", chosen.threads},
            {"batch", chosen.batch},
            {"median_ms", times[times.size() / 2]},
            {"p10_ms", times[times.size() / 10]},
            {"min_ms", times.front()},
            {"load_ms", load_ms},
            {"first_ms", first_ms},
            {"max_abs_err", error},
            {"prepared_weights_mb", static_cast<double>(use.prepared_weights) * 1e-6},
            {"mapped_weights_mb", static_cast<double>(use.mapped_weights) * 1e-6},
            {"activations_mb", static_cast<double>(use.activations) * 1e-6},
            {"scratch_mb", static_cast<double>(use.scratch) * 1e-6},
            {"peak_rss_mb", peak_resident_mebibytes()}};
}

using timer = nlohmann::json (*)(const settings&);

const std::map<std::string, timer> networks{
    {"fashion_cnn", &time_network<sei::zoo::fashion_cnn>},
    {"lenet", &time_network<sei::zoo::lenet>},
    {"mobilenet_v1", &time_network<sei::zoo::mobilenet_v1>},
    {"mobilenet_v2", &time_network<sei::zoo::mobilenet_v2>},
    {"resnet18", &time_network<sei::zoo::resnet18>},
    {"resnet50", &time_network<sei::zoo::resnet50>},
    {"squeezenet1_1", &time_network<sei::zoo::squeezenet1_1>},
    {"vgg16", &time_network<sei::zoo::vgg16>},
    {"vgg16_cifar", &time_network<sei::zoo::vgg16_cifar<>>},
    {"vgg16_cifar10", &time_network<sei::zoo::vgg16_cifar10>},
};

} // namespace

int main(int count, char** arguments) {
    return examples::run_program("sei_latency", [&] {
        CLI::App app{"Times one network of the zoo; prints one line of JSON", "sei_latency"};
        settings chosen;
        app.add_option("network", chosen.network)->required()->check(CLI::IsMember(networks));
        app.add_option("weights", chosen.weights)->required();
        app.add_option("input", chosen.input)->required();
        app.add_option("output", chosen.output)->required();
        app.add_option("--threads", chosen.threads)->check(CLI::Range(1, 1024));
        app.add_option("--runs", chosen.runs)->check(CLI::Range(1, 1000000));
        app.add_option("--batch", chosen.batch)->check(CLI::Range(1, 4096));
        app.add_flag("--exact", chosen.exact);
        app.add_flag("--low-memory", chosen.low_memory);
        if (!examples::parse(app, count, arguments)) return 0;
        const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, chosen.threads);
        std::cout << networks.at(chosen.network)(chosen) << '\n';
        return 0;
    });
}
