// SPDX-License-Identifier: MIT
#pragma once
/// What the benchmarks share: one layer on its own, networks with made-up weights, the machine's peak, and
/// counters that say how far from it a result is.

#include "../examples/support/single_layer.hpp"

#include <sei/engine/executor.hpp>
#include <sei/weights/safetensors_writer.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace bench {

using examples::clock_type;
using examples::seconds_since;
using examples::single_layer;

/// Fused multiply-adds per second of one core, from registers alone: the ceiling of every kernel. A vector of
/// 16 is two or four on machines with shorter ones.
[[nodiscard]] inline double measured_peak_macs_per_second() {
    static const double peak = [] {
        using vector = float __attribute__((vector_size(64)));
        double best = 0;
        for (int attempt = 0; attempt < 5; ++attempt) {
            vector sum[12] = {};
            vector factor = vector{} + 0.5F;
            vector addend = vector{} + 1.0F;
            benchmark::DoNotOptimize(factor);
            benchmark::DoNotOptimize(addend);
            constexpr int rounds = 2'000'000;
            const auto begin = clock_type::now();
            for (int i = 0; i < rounds; ++i)
#pragma GCC unroll 12
                for (vector& each : sum) each = each * factor + addend;
            const double seconds = seconds_since(begin);
            for (vector& each : sum) benchmark::DoNotOptimize(each);
            best = (std::max)(best, 12.0 * 16 * rounds / seconds);
        }
        return best;
    }();
    return peak;
}

/// MAC/s, GFLOP/s, bytes/s and percent of the peak of the threads that ran.
inline void set_counters(benchmark::State& state, double macs, double bytes, double threads = 1) {
    const auto rate = benchmark::Counter::kIsIterationInvariantRate;
    state.counters["MAC/s"] = benchmark::Counter(macs, rate);
    state.counters["GFLOP/s"] = benchmark::Counter(2e-9 * macs, rate);
    state.counters["bytes/s"] = benchmark::Counter(bytes, rate);
    state.counters["%peak"] =
        benchmark::Counter(100 * macs / (measured_peak_macs_per_second() * threads), rate);
}

/// Registers `name` as the benchmark of one layer on one thread.
template <class Layer>
void register_layer(const std::string& name, const Layer& spec, sei::shape in,
                    const sei::engine::executor_options& options = {}) {
    benchmark::RegisterBenchmark(name.c_str(), [spec, in, options](benchmark::State& state) {
        single_layer<Layer> layer(spec, in, options);
        for (auto _ : state) layer.run();
        set_counters(state, static_cast<double>(layer.work().macs()), layer.bytes());
    });
}

/// A safetensors file of a network in which every number is 0.01.
template <class Net>
[[nodiscard]] std::vector<std::byte> constant_file() {
    std::vector<std::string> names;
    std::vector<sei::weights::tensor_view> tensors;
    std::size_t largest = 0;
    for (std::size_t node = 0; node < sei::program_of<Net>.node_count; ++node)
        for (std::size_t k = 0; k < sei::parameter_table<Net>[node].count; ++k) {
            const sei::parameter& tensor = sei::parameter_table<Net>[node].tensors[k];
            const sei::label& name = sei::nodes_of<Net>()[node].name;
            names.push_back(std::string(name.data(), name.size()) + "." + tensor.suffix);
            sei::weights::tensor_view view;
            view.rank = tensor.rank;
            for (std::size_t i = 0; i < tensor.rank; ++i) view.dims[i] = tensor.dimensions[i];
            largest = (std::max)(largest, tensor.elements());
            tensors.push_back(view);
        }
    const std::vector<float> numbers(largest, 0.01F);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        tensors[i].name = names[i];
        tensors[i].bytes =
            std::as_bytes(std::span(numbers)).first(tensors[i].element_count() * sizeof(float));
    }
    return sei::weights::encode_safetensors(tensors);
}

/// An executor of a network with these weights.
template <class Net>
[[nodiscard]] sei::engine::executor constant_network(const sei::engine::executor_options& options) {
    const auto bytes = constant_file<Net>();
    return sei::engine::executor::of<Net>(
        sei::weights::bind<Net>(sei::weights::safetensors_file::parse(bytes, "constant weights")), options);
}

} // namespace bench
