// SPDX-License-Identifier: MIT
/// Multiply-accumulates per second of the direct convolution, one thread, on layers of VGG-16, ResNet and
/// MobileNet.

#include <sei/kernels/vector/conv2d.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using sei::kernels::direct_convolution;
using sei::kernels::feature_map;

void direct(benchmark::State& state, const sei::layers::conv2d& spec, sei::shape in) {
    const sei::shape out = spec.infer(in).output;
    std::vector<float> input(feature_map::floats_needed(in, spec.padding), 0.5F);
    std::vector<float> output(feature_map::floats_needed(out, 0));
    const std::vector<float> weight(sei::kernels::packed_conv_weights(spec, in.channels), 0.01F);
    const std::vector<float> bias(sei::kernels::blocks_for(spec.filters) * sei::kernels::vector_width, 0.1F);
    const direct_convolution kernel{spec, weight.data(), bias.data()};
    const feature_map from = feature_map::over(input.data(), in, spec.padding);
    const feature_map to = feature_map::over(output.data(), out, 0);
    for (auto _ : state) {
        kernel.run(from, to, {.lowest = 0.0F}, 0, kernel.rows(to));
        benchmark::DoNotOptimize(output.data());
        benchmark::ClobberMemory();
    }
    state.counters["MAC/s"] = benchmark::Counter(static_cast<double>(spec.cost(in, out).operations),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK_CAPTURE(direct, rgb_3x3_at_224, sei::layers::conv2d{.filters = 64, .padding = 1},
                  sei::shape{3, 224, 224});
BENCHMARK_CAPTURE(direct, 3x3_at_64x112, sei::layers::conv2d{.filters = 64, .padding = 1},
                  sei::shape{64, 112, 112});
BENCHMARK_CAPTURE(direct, 3x3_at_128x56, sei::layers::conv2d{.filters = 128, .padding = 1},
                  sei::shape{128, 56, 56});
BENCHMARK_CAPTURE(direct, 3x3_at_256x28, sei::layers::conv2d{.filters = 256, .padding = 1},
                  sei::shape{256, 28, 28});
BENCHMARK_CAPTURE(direct, 3x3_at_512x14, sei::layers::conv2d{.filters = 512, .padding = 1},
                  sei::shape{512, 14, 14});
BENCHMARK_CAPTURE(direct, 3x3_at_512x7, sei::layers::conv2d{.filters = 512, .padding = 1},
                  sei::shape{512, 7, 7});
BENCHMARK_CAPTURE(direct, 3x3_stride_2_at_128x56,
                  sei::layers::conv2d{.filters = 128, .stride = 2, .padding = 1}, sei::shape{128, 56, 56});
BENCHMARK_CAPTURE(direct, 7x7_stride_2_at_224,
                  sei::layers::conv2d{.filters = 64, .kernel = 7, .stride = 2, .padding = 3},
                  sei::shape{3, 224, 224});
BENCHMARK_CAPTURE(direct, 1x1_at_256x28, sei::layers::conv2d{.filters = 512, .kernel = 1},
                  sei::shape{256, 28, 28});
BENCHMARK_CAPTURE(direct, 1x1_at_1024x7, sei::layers::conv2d{.filters = 1024, .kernel = 1},
                  sei::shape{1024, 7, 7});
BENCHMARK_CAPTURE(direct, fashion_conv2, sei::layers::conv2d{.filters = 16, .padding = 1},
                  sei::shape{16, 28, 28});
BENCHMARK_CAPTURE(direct, fashion_conv5, sei::layers::conv2d{.filters = 64, .padding = 1},
                  sei::shape{32, 7, 7});

} // namespace
