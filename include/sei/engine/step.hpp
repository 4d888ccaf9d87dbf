// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/step.hpp: one node of a network ready to run on the host: prepared weights and the code to use
/// them.

#include <sei/engine/aligned_buffer.hpp>
#include <sei/kernels/portable/all.hpp>
#include <sei/kernels/vector/pointwise.hpp>
#include <sei/model/program.hpp>

#include <memory>

namespace sei::engine::inline SEI_TARGET {

/// Where a tensor stands in a workspace: maps are blocked with a halo, vectors plain.
struct slot {
    float* memory = nullptr;
    sei::shape dims{};
    extent halo = 0;

    [[nodiscard]] kernels::feature_map map() const { return kernels::feature_map::over(memory, dims, halo); }
    [[nodiscard]] bool is_map() const { return dims.rank() == 3; }
};

/// What a step may use while it runs.
struct step_context {
    std::span<const slot> inputs;
    slot output{};
    kernels::clamp bounds{};  ///< of a fused relu or relu6; infinite if there is none
    float* scratch = nullptr; ///< `step::scratch_floats()` floats
    std::size_t threads = 1;
};

/// Prepared once, then only read: one executor may run in many threads, each with its own workspace.
class step {
public:
    step() = default;
    step(const step&) = delete;
    step& operator=(const step&) = delete;
    virtual ~step() = default;

    virtual void run(const step_context& context) const = 0;

    /// Can it apply the bounds of a relu that follows?
    [[nodiscard]] virtual bool fuses_bounds() const { return false; }
    /// Zeros that it wants around its input.
    [[nodiscard]] virtual extent wanted_halo() const { return 0; }
    [[nodiscard]] virtual std::size_t scratch_floats() const { return 0; }
    /// The bounds that this step is, if it is nothing else (relu, relu6): it can be fused into the step
    /// before.
    [[nodiscard]] virtual const kernels::clamp* as_bounds() const { return nullptr; }
};

/// Runs any layer that has a portable kernel: maps are unpacked to C, H, W and packed again.
template <class Layer>
class portable_step final : public step {
public:
    portable_step(const Layer& spec, std::span<const sei::shape> inputs, sei::shape out,
                  const weights::parameter_view<float>& parameters)
        : spec_(spec), output_floats_(padded(out.elements())) {
        for (std::size_t i = 0; i < parameters.tensors.size(); ++i)
            parameters_[i].assign(parameters.tensors[i].begin(), parameters.tensors[i].end());
        for (const sei::shape dims : inputs) input_floats_ += padded(dims.elements());
    }

    [[nodiscard]] std::size_t scratch_floats() const override { return input_floats_ + output_floats_; }

    void run(const step_context& context) const override {
        std::array<kernels::operand<float>, max_branches> operands{};
        float* free = context.scratch;
        for (std::size_t i = 0; i < context.inputs.size(); ++i) {
            const slot& input = context.inputs[i];
            operands[i] = {input.memory, input.dims};
            if (!input.is_map()) continue;
            kernels::unpack(input.map(), free);
            operands[i].data = free;
            free += padded(input.dims.elements());
        }
        weights::parameter_view<float> view;
        for (std::size_t i = 0; i < view.tensors.size(); ++i) view.tensors[i] = parameters_[i];
        const std::span<const kernels::operand<float>> inputs{operands.data(), context.inputs.size()};
        float* result = context.output.is_map() ? free : context.output.memory;
        kernels::forward<Layer>::run(spec_, inputs, view, context.output.dims, result);
        if (context.output.is_map()) kernels::pack(result, context.output.map());
    }

private:
    Layer spec_;
    std::array<std::vector<float>, 4> parameters_{};
    std::size_t input_floats_ = 0;
    std::size_t output_floats_ = 0;

    [[nodiscard]] static std::size_t padded(std::size_t floats) { return (floats + 15) / 16 * 16; }
};

/// How a layer runs on the host. The primary template takes the layer's portable kernel; specialise it for a
/// fast one: `static std::unique_ptr<step> make(const Layer&, std::span<const shape> inputs, shape out,
/// parameter_view<float>)`.
template <class Layer>
struct step_for {
    static_assert(
        kernels::has_forward<Layer>,
        "sei::engine: this layer has no kernel; specialise sei::kernels::forward or sei::engine::step_for");

    [[nodiscard]] static std::unique_ptr<step> make(const Layer& spec, std::span<const sei::shape> inputs,
                                                    sei::shape out,
                                                    const weights::parameter_view<float>& parameters) {
        return std::make_unique<portable_step<Layer>>(spec, inputs, out, parameters);
    }
};

} // namespace sei::engine::inline SEI_TARGET
