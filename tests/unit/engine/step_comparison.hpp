// SPDX-License-Identifier: MIT
#pragma once
/// One layer run twice: by the engine's step and by the portable kernel.

#include <sei/engine/convolution_steps.hpp>
#include <sei/engine/fast_steps.hpp>

#include "support.hpp"

namespace engine_test {

using namespace sei::engine;

/// A tensor in engine memory.
struct placed {
    aligned_buffer memory;
    slot view;

    placed(sei::shape dims, sei::extent halo, std::size_t lanes)
        : memory(dims.rank() == 3 ? sei::kernels::feature_map::floats_needed(dims, halo, lanes)
                                  : dims.elements()),
          view{memory.data(), dims, halo, lanes} {}
    placed(sei::shape dims, sei::extent halo, std::size_t lanes, const std::vector<float>& values)
        : placed(dims, halo, lanes) {
        if (view.is_map())
            sei::kernels::pack(values.data(), view.map());
        else
            std::copy(values.begin(), values.end(), view.memory);
    }

    [[nodiscard]] std::vector<float> values() const {
        std::vector<float> result(view.dims.elements());
        if (view.is_map())
            sei::kernels::unpack(view.map(), result.data());
        else
            std::copy_n(view.memory, result.size(), result.data());
        return result;
    }
};

/// Weights, inputs and both ways to run a layer: the engine's step and the portable kernel.
template <class Layer>
struct comparison {
    Layer spec;
    std::vector<sei::shape> dims;
    sei::shape out;
    std::vector<float> weight;
    std::vector<float> bias;
    std::vector<std::vector<float>> inputs;
    executor_options options{.threads = 4};
    std::unique_ptr<step> made;

    comparison(const Layer& layer, std::vector<sei::shape> shapes, sei::shape result)
        : spec(layer), dims(std::move(shapes)), out(result) {
        const sei::parameter_list parameters = sei::parameters_of(spec, dims[0]);
        if (parameters.count > 0) weight = random_numbers(parameters.tensors[0].elements(), 1);
        if (parameters.count > 1) bias = random_numbers(parameters.tensors[1].elements(), 2);
        for (const sei::shape in : dims)
            inputs.push_back(random_numbers(in.elements(), 3 + static_cast<std::uint32_t>(inputs.size())));
        options.kernels = &sei::kernels::best_kernel_set();
        make();
    }

    [[nodiscard]] sei::weights::parameter_view<float> view() const { return {{weight, bias}}; }

    void make() {
        made = step_for<Layer>::make(spec,
                                     {.inputs = dims, .out = out, .parameters = view(), .options = options});
    }

    [[nodiscard]] std::vector<float> by_step(sei::kernels::clamp bounds = {}, std::size_t threads = 1) const {
        std::vector<placed> memory;
        std::vector<slot> slots;
        for (std::size_t i = 0; i < dims.size(); ++i)
            memory.emplace_back(dims[i], made->wanted_halo(), options.kernels->lanes, inputs[i]);
        for (const placed& input : memory) slots.push_back(input.view);
        const placed output(out, 1, options.kernels->lanes);
        std::vector<float> scratch(made->scratch_floats());
        team::with(threads, [&](team& crew) {
            made->run({.inputs = slots,
                       .output = output.view,
                       .after = {.addend = {}, .bounds = bounds},
                       .scratch = scratch.data(),
                       .crew = crew});
        });
        return output.values();
    }

    [[nodiscard]] std::vector<float> by_portable_kernel() const {
        std::vector<sei::kernels::operand<float>> operands;
        for (std::size_t i = 0; i < dims.size(); ++i) operands.push_back({inputs[i].data(), dims[i]});
        std::vector<float> result(out.elements());
        sei::kernels::forward<Layer>::template run<float>(spec, operands, view(), out, result.data());
        return result;
    }
};

template <class Layer>
[[nodiscard]] comparison<Layer> compare(const Layer& spec, sei::shape in) {
    return {spec, {in}, spec.infer(in).output};
}

// Sums of at most 1,000 products of numbers below 1, in another order: 1,000 * 2^-24 of the sum of magnitudes
// at the very worst, a hundredth of it in practice.
inline constexpr double tolerance = 1e-5;

} // namespace engine_test
