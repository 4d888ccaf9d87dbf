// SPDX-License-Identifier: MIT
/// Time of one inference of a whole network, `forward/<network>/threads:<n>`, with MAC/s. Weights are
/// constant numbers: the time does not depend on them.

#include <sei/engine/executor.hpp>

#include <sei/weights/safetensors_writer.hpp>
#include <sei/zoo/fashion_cnn.hpp>
#include <sei/zoo/vgg16_cifar.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {

/// A file in which every number is 0.01.
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

template <class Net>
void forward(benchmark::State& state) {
    const auto bytes = constant_file<Net>();
    const auto weights =
        sei::weights::bind<Net>(sei::weights::safetensors_file::parse(bytes, "constant weights"));
    const auto engine = sei::engine::executor::of<Net>(weights, static_cast<std::size_t>(state.range(0)));
    auto memory = engine.make_workspace();
    const std::vector<float> input(Net::input.elements(), 0.5F);
    std::vector<float> output(Net::output.elements());
    for (auto _ : state) {
        engine.run(0, engine.last_layer(), input, output, memory);
        benchmark::DoNotOptimize(output.data());
    }
    state.counters["MAC/s"] = benchmark::Counter(static_cast<double>(sei::whole<Net>::macs),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(forward<sei::zoo::fashion_cnn>)
    ->Name("forward/fashion_cnn")
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime();
BENCHMARK(forward<sei::zoo::vgg16_cifar10>)
    ->Name("forward/vgg16_cifar10")
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime();
BENCHMARK(forward<sei::zoo::vgg16_cifar<>>)
    ->Name("forward/vgg16_cifar")
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime();

} // namespace
