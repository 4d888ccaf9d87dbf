// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/fast_steps.hpp: the layers that run on blocked maps or through Eigen instead of the portable
/// kernels.

#include <sei/engine/gemm.hpp>
#include <sei/engine/parallel.hpp>
#include <sei/engine/step.hpp>
#include <sei/kernels/vector/depthwise.hpp>

namespace sei::engine::inline SEI_TARGET {

/// Direct or depthwise convolution with a fused relu.
template <class Kernel>
class convolution_step final : public step {
public:
    convolution_step(const layers::conv2d& spec, std::uint64_t macs, aligned_buffer weight,
                     std::span<const float> bias)
        : spec_(spec),
          macs_(macs),
          weight_(std::move(weight)),
          bias_(kernels::blocks_for(spec.filters) * kernels::vector_width, 0.0F) {
        std::copy(bias.begin(), bias.end(), bias_.begin());
    }

    [[nodiscard]] bool fuses_bounds() const override { return true; }
    [[nodiscard]] extent wanted_halo() const override { return spec_.padding; }

    void run(const step_context& context) const override {
        const Kernel kernel{spec_, weight_.data(), bias_.data()};
        const kernels::feature_map input = context.inputs[0].map();
        const kernels::feature_map output = context.output.map();
        const std::size_t threads = macs_ < macs_worth_a_thread ? 1 : context.threads;
        parallel_ranges(kernel.rows(output), threads, [&](std::size_t begin, std::size_t end) {
            kernel.run(input, output, context.bounds, begin, end);
        });
    }

private:
    layers::conv2d spec_;
    std::uint64_t macs_;
    aligned_buffer weight_;
    aligned_buffer bias_;
};

template <>
struct step_for<layers::conv2d> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::conv2d& spec,
                                                    std::span<const sei::shape> inputs, sei::shape out,
                                                    const weights::parameter_view<float>& parameters) {
        const sei::shape in = inputs[0];
        const std::uint64_t macs = spec.cost(in, out).operations;
        if (spec.groups == 1) {
            aligned_buffer packed(kernels::packed_conv_weights(spec, in.channels));
            kernels::pack_conv_weights(spec, in.channels, parameters.weight(), packed.data());
            return std::make_unique<convolution_step<kernels::direct_convolution>>(
                spec, macs, std::move(packed), parameters.bias());
        }
        if (kernels::is_depthwise(spec, in)) {
            aligned_buffer packed(kernels::packed_depthwise_weights(spec));
            kernels::pack_depthwise_weights(spec, parameters.weight(), packed.data());
            return std::make_unique<convolution_step<kernels::depthwise_convolution>>(
                spec, macs, std::move(packed), parameters.bias());
        }
        return std::make_unique<portable_step<layers::conv2d>>(spec, inputs, out, parameters);
    }
};

/// Matrix times vector through Eigen; memory-bound, so one thread.
class dense_step final : public step {
public:
    explicit dense_step(const weights::parameter_view<float>& parameters, std::size_t units)
        : weight_(parameters.weight().begin(), parameters.weight().end()), bias_(units, 0.0F) {
        std::copy(parameters.bias().begin(), parameters.bias().end(), bias_.begin());
    }

    void run(const step_context& context) const override {
        const std::size_t units = bias_.size();
        float* result = context.output.memory;
        matrix_times_vector(weight_.data(), units, weight_.size() / units, context.inputs[0].memory, result);
        for (std::size_t i = 0; i < units; ++i) result[i] += bias_[i];
    }

private:
    aligned_buffer weight_;
    aligned_buffer bias_;
};

template <>
struct step_for<layers::dense> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::dense& spec, std::span<const sei::shape>,
                                                    sei::shape,
                                                    const weights::parameter_view<float>& parameters) {
        return std::make_unique<dense_step>(parameters, spec.units);
    }
};

/// relu and relu6 that could not be fused.
template <class Layer>
class bounds_step final : public step {
public:
    explicit bounds_step(kernels::clamp bounds) : bounds_(bounds) {}

    [[nodiscard]] const kernels::clamp* as_bounds() const override { return &bounds_; }

    void run(const step_context& context) const override {
        if (context.output.is_map())
            return kernels::apply_bounds(context.inputs[0].map(), context.output.map(), bounds_);
        const kernels::operand<float> input{context.inputs[0].memory, context.inputs[0].dims};
        kernels::forward<Layer>::run(Layer{}, std::span{&input, 1}, weights::parameter_view<float>{},
                                     context.output.dims, context.output.memory);
    }

private:
    kernels::clamp bounds_;
};

template <>
struct step_for<layers::relu> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::relu&, std::span<const sei::shape>,
                                                    sei::shape, const weights::parameter_view<float>&) {
        return std::make_unique<bounds_step<layers::relu>>(kernels::relu_bounds);
    }
};

template <>
struct step_for<layers::relu6> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::relu6&, std::span<const sei::shape>,
                                                    sei::shape, const weights::parameter_view<float>&) {
        return std::make_unique<bounds_step<layers::relu6>>(kernels::relu6_bounds);
    }
};

class max_pool_step final : public step {
public:
    explicit max_pool_step(const layers::max_pool& spec) : spec_(spec) {}

    void run(const step_context& context) const override {
        kernels::max_pool_map(spec_, context.inputs[0].map(), context.output.map());
    }

private:
    layers::max_pool spec_;
};

template <>
struct step_for<layers::max_pool> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::max_pool& spec, std::span<const sei::shape>,
                                                    sei::shape, const weights::parameter_view<float>&) {
        return std::make_unique<max_pool_step>(spec);
    }
};

/// The sum of a residual of maps; vectors take the portable kernel.
class add_maps_step final : public step {
public:
    void run(const step_context& context) const override {
        kernels::add_maps(context.inputs[0].map(), context.inputs[1].map(), context.output.map());
    }
};

template <>
struct step_for<layers::add> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::add& spec,
                                                    std::span<const sei::shape> inputs, sei::shape out,
                                                    const weights::parameter_view<float>& parameters) {
        if (out.rank() == 3) return std::make_unique<add_maps_step>();
        return std::make_unique<portable_step<layers::add>>(spec, inputs, out, parameters);
    }
};

/// Blocks to the plain vector that dense layers read.
class flatten_step final : public step {
public:
    void run(const step_context& context) const override {
        if (context.inputs[0].is_map()) kernels::unpack(context.inputs[0].map(), context.output.memory);
    }
};

template <>
struct step_for<layers::flatten> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::flatten&, std::span<const sei::shape>,
                                                    sei::shape, const weights::parameter_view<float>&) {
        return std::make_unique<flatten_step>();
    }
};

} // namespace sei::engine::inline SEI_TARGET
