// SPDX-License-Identifier: MIT
/// Multiply-accumulates per second of the depthwise convolution, one thread, on MobileNet's layers.

#include <sei/kernels/vector/depthwise.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using sei::kernels::feature_map;

void depthwise(benchmark::State& state) {
    const auto channels = static_cast<std::uint32_t>(state.range(0));
    const auto size = static_cast<std::uint32_t>(state.range(1));
    const auto stride = static_cast<std::uint32_t>(state.range(2));
    const sei::layers::conv2d spec{.filters = channels, .stride = stride, .padding = 1, .groups = channels};
    const sei::shape in{channels, size, size};
    const sei::shape out = spec.infer(in).output;
    std::vector<float> input(feature_map::floats_needed(in, spec.padding), 0.5F);
    std::vector<float> output(feature_map::floats_needed(out, 0));
    const std::vector<float> weight(sei::kernels::packed_depthwise_weights(spec), 0.01F);
    const std::vector<float> bias(sei::kernels::blocks_for(channels) * sei::kernels::vector_width, 0.1F);
    const sei::kernels::depthwise_convolution kernel{spec, weight.data(), bias.data()};
    const feature_map from = feature_map::over(input.data(), in, spec.padding);
    const feature_map to = feature_map::over(output.data(), out, 0);
    for (auto _ : state) {
        kernel.run(from, to, {.lowest = 0.0F, .highest = 6.0F}, 0, kernel.rows(to));
        benchmark::DoNotOptimize(output.data());
        benchmark::ClobberMemory();
    }
    state.counters["MAC/s"] = benchmark::Counter(static_cast<double>(spec.cost(in, out).operations),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(depthwise)
    ->ArgNames({"channels", "size", "stride"})
    ->Args({32, 112, 1})
    ->Args({64, 112, 2})
    ->Args({128, 56, 1})
    ->Args({256, 28, 1})
    ->Args({512, 14, 1})
    ->Args({1024, 7, 1});

} // namespace
