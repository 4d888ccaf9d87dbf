// SPDX-License-Identifier: MIT
// Times one network in sei, for comparison with a peer run in turns: prints one JSON line with the median
// wall time of an inference and the largest error against a stored output.
//     sei_latency fashion_cnn|vgg16_cifar10 WEIGHTS.safetensors INPUT.bin OUTPUT.bin THREADS RUNS
#include <sei/sei.hpp>

#include <tbb/global_control.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

namespace {

[[nodiscard]] std::vector<float> read_floats(const std::string& path, std::size_t count) {
    std::vector<float> values(count);
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(count * sizeof(float)));
    if (!file) throw sei::error(path + ": fewer than " + std::to_string(count) + " float32 numbers");
    return values;
}

template <class Network>
void time_network(char** arguments) {
    const auto threads = std::stoul(arguments[5]);
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const auto engine =
        sei::engine::executor::of<Network>(sei::weights::load<Network>(arguments[2]), threads);
    const std::vector<float> input = read_floats(arguments[3], Network::input.elements());
    const std::vector<float> expected = read_floats(arguments[4], Network::output.elements());
    std::vector<float> output(expected.size());
    auto memory = engine.make_workspace();
    std::vector<double> times(std::stoul(arguments[6]));
    for (double& time : times) {
        const auto begin = std::chrono::steady_clock::now();
        engine.run(0, engine.last_layer(), input, output, memory);
        time = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    }
    std::sort(times.begin(), times.end());
    float worst = 0;
    for (std::size_t i = 0; i < output.size(); ++i)
        worst = (std::max)(worst, std::abs(output[i] - expected[i]));
    std::printf("{\"median_ms\": %.6f, \"p10_ms\": %.6f, \"min_ms\": %.6f, \"max_abs_err\": %.3g, "
                "\"workspace_bytes\": %zu}\n",
                times[times.size() / 2], times[times.size() / 10], times.front(), static_cast<double>(worst),
                memory.bytes());
}

} // namespace

int main(int count, char** arguments) {
    try {
        const std::string network = count == 7 ? arguments[1] : "";
        if (network == "fashion_cnn")
            time_network<sei::zoo::fashion_cnn>(arguments);
        else if (network == "vgg16_cifar10")
            time_network<sei::zoo::vgg16_cifar10>(arguments);
        else
            throw sei::error(
                "usage: sei_latency fashion_cnn|vgg16_cifar10 WEIGHTS INPUT OUTPUT THREADS RUNS");
        return 0;
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "sei_latency: %s\n", problem.what());
        return 2;
    }
}
