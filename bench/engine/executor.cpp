// SPDX-License-Identifier: MIT
/// Whole networks, `forward/<network>/threads:<n>`, and every head and tail, `head/<network>/<layer>` and
/// `tail/<network>/<layer>`. Weights are constant numbers: the time does not depend on them.

#include "../support.hpp"

#include <sei/model/layer_table.hpp>
#include <sei/zoo.hpp>

#include <memory>

namespace {

using sei::engine::executor;

/// The layers after `first` up to `last`, again and again.
void run_stage(benchmark::State& state, const executor& engine, std::size_t first, std::size_t last,
               const sei::stage_cost& cost) {
    auto memory = engine.make_workspace();
    const std::vector<float> input(engine.shape_after(first).elements(), 0.5F);
    std::vector<float> output(engine.shape_after(last).elements());
    for (auto _ : state) {
        engine.run(first, last, input, output, memory);
        benchmark::DoNotOptimize(output.data());
    }
    bench::set_counters(state, static_cast<double>(cost.macs()), static_cast<double>(cost.flash_bytes),
                        static_cast<double>(engine.options().threads));
}

template <class Net>
void add_forward(const std::string& network) {
    for (const std::size_t threads : {1U, 2U})
        benchmark::RegisterBenchmark(
            ("forward/" + network + "/threads:" + std::to_string(threads)).c_str(),
            [threads](benchmark::State& state) {
                const executor engine = bench::constant_network<Net>({.threads = threads});
                run_stage(state, engine, 0, engine.last_layer(), sei::whole<Net>::cost);
            })
            ->UseRealTime();
}

template <class Net>
void add_splits(const std::string& network) {
    // One executor for all of them, made when the first one runs.
    const auto engine = std::make_shared<std::unique_ptr<executor>>();
    const auto prepared = [engine]() -> const executor& {
        if (!*engine) *engine = std::make_unique<executor>(bench::constant_network<Net>({}));
        return **engine;
    };
    const std::span<const sei::node> nodes = sei::nodes_of<Net>();
    const std::size_t last = sei::layer_count<Net> - 1;
    for (std::size_t layer = 0; layer <= last; ++layer) {
        const sei::layer_row& row = sei::layer_table<Net>[layer];
        if (!row.is_split_point) continue;
        const std::string name = network + "/" + std::string(row.name.data(), row.name.size());
        benchmark::RegisterBenchmark(("head/" + name).c_str(), [=](benchmark::State& state) {
            run_stage(state, prepared(), 0, layer, sei::cost_between(nodes, 0, layer));
        });
        benchmark::RegisterBenchmark(("tail/" + name).c_str(), [=](benchmark::State& state) {
            run_stage(state, prepared(), layer, last, sei::cost_between(nodes, layer, last));
        });
    }
}

template <class Net>
void add(const std::string& network) {
    add_forward<Net>(network);
    add_splits<Net>(network);
}

const bool registered = [] {
    add<sei::zoo::fashion_cnn>("fashion_cnn");
    add<sei::zoo::lenet>("lenet");
    add<sei::zoo::mobilenet_v1>("mobilenet_v1");
    add<sei::zoo::mobilenet_v2>("mobilenet_v2");
    add<sei::zoo::resnet18>("resnet18");
    add<sei::zoo::resnet50>("resnet50");
    add<sei::zoo::squeezenet1_1>("squeezenet1_1");
    add<sei::zoo::vgg16>("vgg16");
    add<sei::zoo::vgg16_cifar<>>("vgg16_cifar");
    add<sei::zoo::vgg16_cifar10>("vgg16_cifar10");
    return true;
}();

} // namespace
