// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/single_layer.hpp: one layer on its own, as the engine runs it, to be timed.

#include <sei/engine/executor.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <vector>

namespace examples {

using clock_type = std::chrono::steady_clock;

[[nodiscard]] inline double seconds_since(clock_type::time_point begin) {
    return std::chrono::duration<double>(clock_type::now() - begin).count();
}

/// The compiler has to compute the value, and what was written to memory before.
template <class Value>
void keep(const Value& value) {
    asm volatile("" : : "g"(&value) : "memory");
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
        keep(output_.memory);
    }

    /// Reads all memory but the weights, so that they alone are cold after the caches were swept.
    void warm_activations() {
        float sum = 0;
        for (const auto* memory : {&input_memory_, &output_memory_, &scratch_})
            for (std::size_t i = 0; i < memory->size(); i += 16) sum += (*memory)[i];
        keep(sum);
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

} // namespace examples
