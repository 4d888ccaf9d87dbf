// SPDX-License-Identifier: MIT
// Compile time of descriptions: one translation unit with a network of n named convolutions and a split in
// it, through the compiler that built this program, syntax only.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace {

void write_network(const std::filesystem::path& file, std::int64_t layers) {
    std::ofstream source(file);
    source << "#include <sei/model.hpp>\nusing namespace sei::layers;\n"
              "struct net final : sei::network<input{.channels = 3, .height = 32, .width = 32}";
    for (std::int64_t i = 0; i < layers; ++i)
        source << ",\n    conv2d{.filters = 16, .padding = 1, .name = \"conv" << i << "\"}, relu{}";
    source << "> {};\nstatic_assert(sei::split<net, \"conv" << layers / 2 << "\">::head::macs > 0);\n";
}

void compile_time(benchmark::State& state) {
    const auto file =
        std::filesystem::temp_directory_path() /
        ("sei_compile_" + std::to_string(getpid()) + "_" + std::to_string(state.range(0)) + ".cpp");
    write_network(file, state.range(0));
    const std::string command = std::string(SEI_CXX_COMPILER) +
                                " -std=c++20 -fsyntax-only -I" SEI_SOURCE_DIR "/include " + file.string();
    for (auto _ : state)
        if (std::system(command.c_str()) != 0) state.SkipWithError("the compiler failed");
    std::filesystem::remove(file);
}

} // namespace

BENCHMARK(compile_time)->Arg(8)->Arg(16)->Arg(32)->Arg(64)->Unit(benchmark::kMillisecond)->Iterations(3);
