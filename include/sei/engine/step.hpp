// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/step.hpp: one node of a network ready to run on the host: prepared weights and the code to use
/// them.

#include <sei/engine/aligned_buffer.hpp>
#include <sei/engine/options.hpp>
#include <sei/engine/team.hpp>
#include <sei/kernels/portable/all.hpp>
#include <sei/kernels/vector/kernel_counts.hpp>
#include <sei/model/program.hpp>

#include <memory>
#include <vector>

namespace sei::engine::inline SEI_TARGET {

/// Where a tensor is stored in a workspace: maps are blocked with a halo, vectors plain.
struct slot {
    float* memory = nullptr;
    sei::shape dims{};
    extent halo = 0;
    std::size_t lanes = 1;

    [[nodiscard]] kernels::feature_map map() const {
        return kernels::feature_map::over(memory, dims, halo, lanes);
    }
    [[nodiscard]] bool is_map() const { return dims.rank() == 3; }
};

/// What a step may use while it runs.
struct step_context {
    std::span<const slot> inputs;
    slot output{};
    kernels::epilogue after{};  ///< of nodes fused into this one: a sum, then bounds
    bool pools = false;         ///< a fused 2x2 max_pool follows, whose result is `output`
    float* scratch = nullptr;   ///< `step::scratch_floats()` floats
    team& crew = team::alone(); ///< at most as many as when the step was made
    std::size_t vectors = 1;    ///< how many inputs are stored back to back; see `takes_batches`
};

/// What a step is made from. The parameters may go once it is made, unless `parameters_stay`.
struct step_site {
    std::span<const sei::shape> inputs;
    sei::shape out{};
    weights::parameter_view<float> parameters{};
    bool parameters_stay = false;
    bool reads_planes = false; ///< its only input is a map of one lane
    executor_options options{};

    [[nodiscard]] const kernels::kernel_set& kernels() const { return *options.kernels; }
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
    /// Can it add another map before the bounds?
    [[nodiscard]] virtual bool fuses_sum() const { return false; }
    /// Can it apply this pool after the bounds?
    [[nodiscard]] virtual bool fuses_pool(const layers::max_pool&) const { return false; }
    /// Does it run `step_context::vectors` vectors at once?
    [[nodiscard]] virtual bool takes_batches() const { return false; }

    /// Zeros that it wants around its input.
    [[nodiscard]] virtual extent wanted_halo() const { return 0; }
    [[nodiscard]] virtual std::size_t scratch_floats() const { return 0; }
    /// Bytes of prepared weights that it owns.
    [[nodiscard]] virtual std::size_t weight_bytes() const { return 0; }

    /// What this step is, if it is nothing else and can be fused into the step before.
    [[nodiscard]] virtual const kernels::clamp* as_bounds() const { return nullptr; }
    [[nodiscard]] virtual const layers::max_pool* as_pool() const { return nullptr; }
    [[nodiscard]] virtual bool is_sum() const { return false; }
};

namespace detail {

/// What portable steps of all layers have in common: copies of the parameters, maps unpacked to C, H, W and
/// packed again.
class unpacking_step : public step {
public:
    explicit unpacking_step(const step_site& site) : output_floats_(padded(site.out.elements())) {
        for (std::size_t i = 0; i < parameters_.size(); ++i)
            parameters_[i].assign(site.parameters.tensors[i].begin(), site.parameters.tensors[i].end());
        for (const sei::shape dims : site.inputs) input_floats_ += padded(dims.elements());
    }

    [[nodiscard]] std::size_t scratch_floats() const final { return input_floats_ + output_floats_; }
    [[nodiscard]] std::size_t weight_bytes() const final {
        std::size_t floats = 0;
        for (const std::vector<float>& tensor : parameters_) floats += tensor.size();
        return floats * sizeof(float);
    }

    void run(const step_context& context) const final {
        kernels::count(kernels::kernel_kind::portable);
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
        float* result = context.output.is_map() ? free : context.output.memory;
        compute({operands.data(), context.inputs.size()}, view, context.output.dims, result);
        if (context.output.is_map()) kernels::pack(result, context.output.map());
    }

private:
    std::array<std::vector<float>, 4> parameters_{};
    std::size_t input_floats_ = 0;
    std::size_t output_floats_ = 0;

    virtual void compute(std::span<const kernels::operand<float>> inputs,
                         const weights::parameter_view<float>& parameters, sei::shape out,
                         float* result) const = 0;

    [[nodiscard]] static std::size_t padded(std::size_t floats) { return kernels::rounded_up(floats, 16); }
};

} // namespace detail

/// Runs any layer that has a portable kernel: maps are unpacked to C, H, W and packed again.
template <class Layer>
class portable_step final : public detail::unpacking_step {
public:
    portable_step(const Layer& spec, const step_site& site) : unpacking_step(site), spec_(spec) {}

private:
    Layer spec_;

    void compute(std::span<const kernels::operand<float>> inputs,
                 const weights::parameter_view<float>& parameters, sei::shape out,
                 float* result) const override {
        kernels::forward<Layer>::run(spec_, inputs, parameters, out, result);
    }
};

/// How a layer runs on the host. The primary template takes the layer's portable kernel; specialise it for a
/// fast one.
template <class Layer>
struct step_for {
    static_assert(
        kernels::has_forward<Layer>,
        "sei::engine: this layer has no kernel; specialise sei::kernels::forward or sei::engine::step_for");

    [[nodiscard]] static std::unique_ptr<step> make(const Layer& spec, const step_site& site) {
        return std::make_unique<portable_step<Layer>>(spec, site);
    }
};

} // namespace sei::engine::inline SEI_TARGET
