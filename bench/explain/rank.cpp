// SPDX-License-Identifier: MIT
/// How long it takes to rank all splits of a network, per image, with 1 to 2 threads; and where the time
/// goes.

#include <sei/explain/rank.hpp>
#include <sei/zoo/fashion_cnn.hpp>
#include <sei/zoo/vgg16_cifar.hpp>

#include <benchmark/benchmark.h>

#include <tbb/global_control.h>

#include <random>
#include <vector>

namespace {

using namespace sei::explain;

std::vector<float> random_numbers(std::size_t count, float lowest, float highest) {
    std::mt19937 random{1};
    std::uniform_real_distribution<float> uniform{lowest, highest};
    std::vector<float> numbers(count);
    for (float& number : numbers) number = uniform(random);
    return numbers;
}

/// Small enough that activations neither explode nor die out on the way.
template <class Net>
sei::weights::folded_weights<float> random_weights() {
    sei::weights::folded_weights<float> weights(sei::nodes_of<Net>().size());
    for (std::size_t i = 0; i < sei::nodes_of<Net>().size(); ++i)
        for (std::size_t k = 0; k < sei::parameter_table<Net>[i].count; ++k)
            weights.tensor(i, k) =
                random_numbers(sei::parameter_table<Net>[i].tensors[k].elements(), -0.1F, 0.1F);
    return weights;
}

template <class Net>
void rank_splits(benchmark::State& state) {
    const tbb::global_control threads(tbb::global_control::max_allowed_parallelism,
                                      static_cast<std::size_t>(state.range(0)));
    constexpr std::size_t count = 64;
    const auto weights = random_weights<Net>();
    const std::vector<float> pixels = random_numbers(count * Net::input.elements(), 0.0F, 1.0F);
    for (auto _ : state) benchmark::DoNotOptimize(rank<Net>(weights, {pixels, count}));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

template <class Net>
void forward_pass(benchmark::State& state) {
    const auto weights = random_weights<Net>();
    const std::vector<float> image = random_numbers(Net::input.elements(), 0.0F, 1.0F);
    tape<Net, float> recorded(weights);
    for (auto _ : state) {
        recorded.record(image);
        benchmark::DoNotOptimize(recorded.logits().data());
    }
}

template <class Net, class Backward>
void backward_pass(benchmark::State& state) {
    const auto weights = random_weights<Net>();
    tape<Net, float> recorded(weights);
    recorded.record(random_numbers(Net::input.elements(), 0.0F, 1.0F));
    Backward pass(weights);
    for (auto _ : state) {
        pass.run(recorded, recorded.predicted_class());
        benchmark::DoNotOptimize(pass.at(0).data());
    }
}

using sei::zoo::fashion_cnn;
using sei::zoo::vgg16_cifar10;

BENCHMARK(rank_splits<fashion_cnn>)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(rank_splits<vgg16_cifar10>)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(forward_pass<fashion_cnn>)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<fashion_cnn, gradients<fashion_cnn, float>>)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<fashion_cnn, relevances<fashion_cnn, float>>)->Unit(benchmark::kMicrosecond);
BENCHMARK(forward_pass<vgg16_cifar10>)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<vgg16_cifar10, gradients<vgg16_cifar10, float>>)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<vgg16_cifar10, relevances<vgg16_cifar10, float>>)->Unit(benchmark::kMicrosecond);

} // namespace
