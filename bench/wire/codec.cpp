// SPDX-License-Identifier: MIT
/// Throughput of the codecs, in tensor elements per second, on an activation of 64 x 56 x 56.

#include <sei/wire/codec.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <random>
#include <vector>

namespace {

constexpr sei::shape activation{.channels = 64, .height = 56, .width = 56};

std::vector<float> random_tensor() {
    std::mt19937 random{1};
    std::uniform_real_distribution<float> brightness{0.0f, 1.0f};
    std::vector<float> tensor(activation.elements());
    for (float& element : tensor) element = brightness(random);
    return tensor;
}

const std::vector<sei::wire::quantisation> per_channel(activation.channels,
                                                       {.scale = 1.0f / 255, .zero_point = -128});
constexpr std::array<sei::wire::normalisation, 1> pixels{};

const sei::wire::any_codec codecs[] = {sei::wire::float32_codec{}, sei::wire::float16_codec{},
                                       sei::wire::int8_codec{per_channel, activation.positions()},
                                       sei::wire::uint8_codec{pixels}};

void encode(benchmark::State& state) {
    const auto& codec = codecs[state.range(0)];
    const std::vector<float> tensor = random_tensor();
    std::vector<std::byte> bytes(encoded_bytes(codec, tensor.size()));
    for (auto _ : state) {
        benchmark::DoNotOptimize(sei::wire::encode(codec, tensor, bytes).data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(tensor.size()));
}

void decode(benchmark::State& state) {
    const auto& codec = codecs[state.range(0)];
    std::vector<float> tensor = random_tensor();
    std::vector<std::byte> bytes(encoded_bytes(codec, tensor.size()));
    if (sei::wire::encode(codec, tensor, bytes).empty())
        return state.SkipWithError("the buffer is too small");
    for (auto _ : state) {
        benchmark::DoNotOptimize(sei::wire::decode(codec, bytes, tensor));
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(tensor.size()));
}

// 0 float32, 1 float16, 2 int8 per channel, 3 uint8
BENCHMARK(encode)->DenseRange(0, 3);
BENCHMARK(decode)->DenseRange(0, 3);

} // namespace

