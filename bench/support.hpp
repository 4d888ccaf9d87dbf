// SPDX-License-Identifier: MIT
#pragma once
/// What the benchmarks share: one layer on its own, networks with made-up weights, the machine's peak, and
/// counters that say how far from it a result is.

#include <sei/engine/executor.hpp>
#include <sei/weights/safetensors_writer.hpp>

#include <benchmark/benchmark.h>

#include <chrono>
#include <string>
#include <vector>

namespace bench {

using clock_type = std::chrono::steady_clock;

[[nodiscard]] inline double seconds_since(clock_type::time_point begin) {
    return std::chrono::duration<double>(clock_type::now() - begin).count();
}

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

/// One layer with its memory, as the engine runs it.
template <class Layer>
class single_layer {
public:
    single_layer(const Layer& spec, sei::shape in, sei::engine::executor_options options = {})
        : in_(in), out_(spec.infer(in).output), work_(sei::work_of(spec, in, out_)) {
        if (options.kernels == nullptr) options.kernels = &sei::kernels::best_kernel_set();
        const std::size_t lanes = options.kernels->lanes;
        bool planes = false;
        if constexpr (std::is_same_v<Layer, sei::layers::conv2d>)
            planes = in.rank() == 3 && spec.groups == 1 && 2 * in.channels <= lanes;
        const sei::parameter_list parameters = sei::parameters_of(spec, in);
        std::array<std::vector<float>, 4> tensors;
        sei::engine::step_site site{
            .inputs = std::span(&in_, 1), .out = out_, .reads_planes = planes, .options = options};
        for (std::size_t k = 0; k < parameters.count; ++k) {
            tensors[k].assign(parameters.tensors[k].elements(), 0.01F);
            site.parameters.tensors[k] = tensors[k];
            bytes_ += static_cast<double>(tensors[k].size() * sizeof(float));
        }
        step_ = sei::engine::step_for<Layer>::make(spec, site);
        input_ = place(in_, step_->wanted_halo(), planes ? 1 : lanes, input_memory_);
        output_ = place(out_, 0, lanes, output_memory_);
        scratch_.resize(step_->scratch_floats());
        bytes_ += static_cast<double>((in_.elements() + out_.elements()) * sizeof(float));
    }

    void run() {
        step_->run({.inputs = std::span(&input_, 1),
                    .output = output_,
                    .after = {.addend = {}, .bounds = sei::kernels::relu_bounds},
                    .scratch = scratch_.data()});
        benchmark::DoNotOptimize(output_.memory);
        benchmark::ClobberMemory();
    }

    /// Reads all memory but the weights, so that they alone are cold after the caches were swept.
    void warm_activations() {
        float sum = 0;
        for (const auto* memory : {&input_memory_, &output_memory_, &scratch_})
            for (std::size_t i = 0; i < memory->size(); i += 16) sum += (*memory)[i];
        benchmark::DoNotOptimize(sum);
    }

    [[nodiscard]] sei::shape in() const { return in_; }
    [[nodiscard]] sei::shape out() const { return out_; }
    [[nodiscard]] sei::work work() const { return work_; }
    /// Of input, output and the file's weights.
    [[nodiscard]] double bytes() const { return bytes_; }

private:
    sei::shape in_;
    sei::shape out_;
    sei::work work_;
    double bytes_ = 0;
    std::unique_ptr<sei::engine::step> step_;
    sei::engine::aligned_buffer input_memory_;
    sei::engine::aligned_buffer output_memory_;
    sei::engine::aligned_buffer scratch_;
    sei::engine::slot input_;
    sei::engine::slot output_;

    [[nodiscard]] static sei::engine::slot place(sei::shape dims, sei::extent halo, std::size_t lanes,
                                                 sei::engine::aligned_buffer& memory) {
        const bool is_map = dims.rank() == 3;
        memory.assign(is_map ? sei::kernels::feature_map::floats_needed(dims, halo, lanes) : dims.elements(),
                      0.5F);
        return {memory.data(), dims, is_map ? halo : sei::extent{0}, is_map ? lanes : 1};
    }
};

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
