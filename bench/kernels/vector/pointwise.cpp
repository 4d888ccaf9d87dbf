// SPDX-License-Identifier: MIT
/// Elements per second of what runs between convolutions: bounds, sums, max pooling, packing and unpacking.

#include <sei/kernels/vector/pointwise.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using sei::kernels::feature_map;

constexpr sei::shape dims{.channels = 64, .height = 56, .width = 56};

/// Two maps and a plain tensor that the kernels work on.
struct maps {
    std::vector<float> first = std::vector<float>(feature_map::floats_needed(dims, 1), 0.5F);
    std::vector<float> second = first;
    std::vector<float> plain = std::vector<float>(dims.elements(), 0.5F);
    feature_map left = feature_map::over(first.data(), dims, 1);
    feature_map right = feature_map::over(second.data(), dims, 1);
};

template <class Kernel>
void run(benchmark::State& state, const Kernel& kernel) {
    maps on;
    for (auto _ : state) {
        kernel(on);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(dims.elements()));
}

BENCHMARK_CAPTURE(run, relu,
                  [](maps& on) { sei::kernels::apply_bounds(on.left, on.left, sei::kernels::relu_bounds); });
BENCHMARK_CAPTURE(run, add, [](maps& on) { sei::kernels::add_maps(on.left, on.right, on.left); });
BENCHMARK_CAPTURE(run, clear_halo, [](maps& on) { sei::kernels::clear_halo(on.left); });
BENCHMARK_CAPTURE(run, pack, [](maps& on) { sei::kernels::pack(on.plain.data(), on.left); });
BENCHMARK_CAPTURE(run, unpack, [](maps& on) { sei::kernels::unpack(on.left, on.plain.data()); });
BENCHMARK_CAPTURE(run, max_pool_2, [](maps& on) {
    const auto half =
        feature_map::over(on.second.data(), {dims.channels, dims.height / 2, dims.width / 2}, 1);
    sei::kernels::max_pool_map({}, on.left, half);
});

} // namespace
