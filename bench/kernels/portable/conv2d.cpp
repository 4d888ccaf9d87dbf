// SPDX-License-Identifier: MIT
/// Multiply-accumulates per second of the portable convolution, as firmware and the engine's rare layers run
/// it.

#include <sei/kernels/portable/conv2d.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace {

void portable(benchmark::State& state, const sei::layers::conv2d& spec, sei::shape in) {
    const sei::shape out = spec.infer(in).output;
    const std::vector<float> input(in.elements(), 0.5F);
    const std::vector<float> weight(spec.parameters(in).tensors[0].elements(), 0.01F);
    const std::vector<float> bias(spec.filters, 0.1F);
    const sei::kernels::operand<float> operand{input.data(), in};
    const sei::weights::parameter_view<float> parameters{{weight, bias}};
    std::vector<float> output(out.elements());
    for (auto _ : state) {
        sei::kernels::forward<sei::layers::conv2d>::run(spec, std::span{&operand, 1}, parameters, out,
                                                        output.data());
        benchmark::DoNotOptimize(output.data());
        benchmark::ClobberMemory();
    }
    state.counters["MAC/s"] = benchmark::Counter(static_cast<double>(spec.cost(in, out).operations),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK_CAPTURE(portable, 3x3_at_64x56, sei::layers::conv2d{.filters = 64, .padding = 1},
                  sei::shape{64, 56, 56});
BENCHMARK_CAPTURE(portable, 3x3_stride_2_at_64x56,
                  sei::layers::conv2d{.filters = 64, .stride = 2, .padding = 1}, sei::shape{64, 56, 56});
BENCHMARK_CAPTURE(portable, 1x1_at_256x28, sei::layers::conv2d{.filters = 256, .kernel = 1},
                  sei::shape{256, 28, 28});
BENCHMARK_CAPTURE(portable, grouped_at_64x28, sei::layers::conv2d{.filters = 64, .padding = 1, .groups = 8},
                  sei::shape{64, 28, 28});
BENCHMARK_CAPTURE(portable, fashion_conv2, sei::layers::conv2d{.filters = 16, .padding = 1},
                  sei::shape{16, 28, 28});

} // namespace
