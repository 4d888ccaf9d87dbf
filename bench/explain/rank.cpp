// SPDX-License-Identifier: MIT
/// How long it takes to rank all splits of a network, per image, with 1 to 2 threads; and where the time
/// goes.

#include "../support.hpp"

#include <sei/explain/scores/rank.hpp>
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

template <class Net>
void rank_splits(benchmark::State& state) {
    const tbb::global_control threads(tbb::global_control::max_allowed_parallelism,
                                      static_cast<std::size_t>(state.range(0)));
    constexpr std::size_t count = 64;
    const explained_network<Net> explained(random_weights<Net>(1));
    const std::vector<float> pixels = random_numbers(count * Net::input.elements(), 0.0F, 1.0F);
    for (auto _ : state) benchmark::DoNotOptimize(rank(explained, {pixels, count}, {.null_seeds = 0}));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

template <class Net>
void forward_pass(benchmark::State& state) {
    const auto weights = random_weights<Net>(1);
    const std::vector<float> image = random_numbers(Net::input.elements(), 0.0F, 1.0F);
    tape<Net, float> recorded(weights);
    for (auto _ : state) {
        recorded.record(image);
        benchmark::DoNotOptimize(recorded.logits().data());
    }
}

template <class Net, class Backward>
void backward_pass(benchmark::State& state) {
    const auto weights = random_weights<Net>(1);
    tape<Net, float> recorded(weights);
    recorded.record(random_numbers(Net::input.elements(), 0.0F, 1.0F));
    Backward pass(weights);
    for (auto _ : state) {
        pass.run(recorded, recorded.predicted_class());
        benchmark::DoNotOptimize(pass.at(0).data());
    }
}

/// The unit: one forward pass of the engine, all that can be fused is.
template <class Net>
void engine_forward(benchmark::State& state) {
    const auto engine = bench::constant_network<Net>({});
    auto memory = engine.make_workspace();
    const std::vector<float> image = random_numbers(Net::input.elements(), 0.0F, 1.0F);
    std::vector<float> logits(engine.shape_after(engine.last_layer()).elements());
    for (auto _ : state) {
        engine.run(0, engine.last_layer(), image, logits, memory);
        benchmark::DoNotOptimize(logits.data());
    }
}

/// Forward, gradient and importance of one image.
template <class Net>
void image_scores(benchmark::State& state) {
    const explained_network<Net> explained(random_weights<Net>(1));
    sei::explain::detail::image_scorer<Net, no_relevance> scorer(explained);
    const std::vector<float> image = random_numbers(Net::input.elements(), 0.0F, 1.0F);
    for (auto _ : state) {
        scorer.run(image);
        benchmark::DoNotOptimize(scorer.scores());
    }
}

/// Forward, gradients of so many logits, importance, and estimates of one damage at every split, of one
/// image.
template <class Net>
void damage_estimates(benchmark::State& state) {
    const explained_network<Net> explained(random_weights<Net>(1));
    const std::vector<damage> damages{damages::quantised(4)};
    sei::explain::detail::image_scorer<Net, no_relevance> passes(explained);
    sei::explain::detail::damage_scorer<Net, no_relevance> scorer(
        explained, damages, {.logits = static_cast<std::size_t>(state.range(0)), .draws = 1});
    const std::vector<float> image = random_numbers(Net::input.elements(), 0.0F, 1.0F);
    for (auto _ : state) {
        passes.run(image);
        benchmark::DoNotOptimize(passes.scores());
        benchmark::DoNotOptimize(scorer.score(passes, 0));
    }
}

using sei::zoo::fashion_cnn;
using sei::zoo::vgg16_cifar10;
template <class Net>
using alpha2_beta1 = relevances<Net, float, composites::epsilon_alpha2_beta1>;

BENCHMARK(engine_forward<fashion_cnn>)->Unit(benchmark::kMicrosecond);
BENCHMARK(engine_forward<vgg16_cifar10>)->Unit(benchmark::kMicrosecond);
BENCHMARK(image_scores<fashion_cnn>)->Unit(benchmark::kMicrosecond);
BENCHMARK(image_scores<vgg16_cifar10>)->Unit(benchmark::kMicrosecond);
BENCHMARK(damage_estimates<fashion_cnn>)->Arg(1)->Arg(10)->Unit(benchmark::kMicrosecond);
BENCHMARK(damage_estimates<vgg16_cifar10>)->Arg(1)->Arg(10)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<fashion_cnn, alpha2_beta1<fashion_cnn>>)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<vgg16_cifar10, alpha2_beta1<vgg16_cifar10>>)->Unit(benchmark::kMicrosecond);

BENCHMARK(rank_splits<fashion_cnn>)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(rank_splits<vgg16_cifar10>)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(forward_pass<fashion_cnn>)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<fashion_cnn, gradients<fashion_cnn, float>>)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<fashion_cnn, relevances<fashion_cnn, float>>)->Unit(benchmark::kMicrosecond);
BENCHMARK(forward_pass<vgg16_cifar10>)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<vgg16_cifar10, gradients<vgg16_cifar10, float>>)->Unit(benchmark::kMicrosecond);
BENCHMARK(backward_pass<vgg16_cifar10, relevances<vgg16_cifar10, float>>)->Unit(benchmark::kMicrosecond);

} // namespace
