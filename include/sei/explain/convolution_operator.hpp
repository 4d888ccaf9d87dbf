// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/convolution_operator.hpp: convolutions in float, forward and transposed, by the engine's
/// kernels.
///
/// The transposed product of a convolution is a convolution itself: of q, with stride - 1 zeros between its
/// rows and columns, with flipped kernels whose input and output channels are swapped. So it takes the same
/// kernels, Winograd's included. 1x1 kernels with a stride need no zeros: their result is spread instead.

#include <sei/engine/convolution_steps.hpp>
#include <sei/explain/linear_operator.hpp>

#include <memory>
#include <optional>

namespace sei::explain::inline SEI_TARGET {

namespace detail {

inline constexpr std::size_t least_winograd_positions = 64;

/// One convolution from row-major maps to row-major maps.
class plain_convolution {
public:
    /// `spec` without bias; the weights may go.
    plain_convolution(const layers::conv2d& spec, sei::shape in, std::span<const float> weight, winograd kind)
        : in_(in), out_(spec.infer(in).output) {
        weights::parameter_view<float> parameters;
        parameters.tensors[0] = weight;
        engine::executor_options options;
        options.kernels = &kernels::best_kernel_set();
        // Passes of several rules have weights of their own, so that they come from memory every time;
        // Winograd's are up to four times as many, and few positions don't pay for them.
        options.low_memory = kind == winograd::off || out_.positions() < least_winograd_positions;
        step_ = engine::step_for<layers::conv2d>::make(
            spec, {.inputs = std::span(&in_, 1), .out = out_, .parameters = parameters, .options = options});
        lanes_ = options.kernels->lanes;
    }

    [[nodiscard]] sei::shape out() const { return out_; }

    [[nodiscard]] std::size_t scratch_floats() const {
        return input_floats() + output_floats() + step_->scratch_floats();
    }

    /// `scratch` holds `scratch_floats()`.
    void run(const float* x, float* y, float* scratch) const {
        const engine::slot input{
            .memory = scratch, .dims = in_, .halo = step_->wanted_halo(), .lanes = lanes_};
        const engine::slot output{.memory = scratch + input_floats(), .dims = out_, .lanes = lanes_};
        kernels::clear_halo(input.map());
        kernels::pack(x, input.map());
        step_->run({.inputs = std::span(&input, 1),
                    .output = output,
                    .scratch = scratch + input_floats() + output_floats()});
        kernels::unpack(output.map(), y);
    }

private:
    sei::shape in_;
    sei::shape out_;
    std::unique_ptr<engine::step> step_;
    std::size_t lanes_ = 1;

    [[nodiscard]] std::size_t input_floats() const {
        return kernels::feature_map::floats_needed(in_, step_->wanted_halo(), lanes_);
    }
    [[nodiscard]] std::size_t output_floats() const {
        return kernels::feature_map::floats_needed(out_, 0, lanes_);
    }
};

/// The convolution whose result is W^T q: stride 1, as many filters as `spec` reads channels.
[[nodiscard]] inline layers::conv2d transposed(const layers::conv2d& spec, sei::shape in) {
    layers::conv2d back = spec;
    back.filters = in.channels;
    back.stride = 1;
    back.bias = false;
    back.padding = {spec.dilation.height * (spec.kernel.height - 1) - spec.padding.height,
                    spec.dilation.width * (spec.kernel.width - 1) - spec.padding.width};
    return back;
}

/// `[filters, channels, height, width]` with kernels flipped and, in each group, channels and filters
/// swapped.
[[nodiscard]] inline std::vector<float> transposed_weights(const layers::conv2d& spec, sei::shape in,
                                                           std::span<const float> weight) {
    const std::size_t taps = std::size_t{spec.kernel.height} * spec.kernel.width;
    const std::size_t channels = in.channels / spec.groups;
    const std::size_t filters = spec.filters / spec.groups;
    std::vector<float> result(weight.size());
    for (std::size_t group = 0; group < spec.groups; ++group)
        for (std::size_t filter = 0; filter < filters; ++filter)
            for (std::size_t channel = 0; channel < channels; ++channel)
                for (std::size_t tap = 0; tap < taps; ++tap)
                    result[((group * channels + channel) * filters + filter) * taps + taps - 1 - tap] =
                        weight[((group * filters + filter) * channels + channel) * taps + tap];
    return result;
}

/// Can `transposed` describe it? A padding beyond the kernel's reach would need a negative one.
[[nodiscard]] inline bool is_transposable(const layers::conv2d& spec) {
    return spec.padding.height <= spec.dilation.height * (spec.kernel.height - 1) &&
           spec.padding.width <= spec.dilation.width * (spec.kernel.width - 1);
}

} // namespace detail

template <>
class linear_operator<layers::conv2d, float> {
public:
    /// Copies the weights into the kernels' order.
    linear_operator(const layers::conv2d& spec, sei::shape in, sei::shape out, std::span<const float> weight,
                    directions wanted = directions::both, winograd kind = winograd::off)
        : spec_(spec), in_(in), out_(out), map_(spec, in, out) {
        if (wanted != directions::transposed) forward_.emplace(without_bias(spec), in, weight, kind);
        if (wanted == directions::forward) return;
        if (!detail::is_transposable(spec))
            weight_.assign(weight.begin(), weight.end());
        else
            backward_.emplace(detail::transposed(spec, in), stretched_shape(),
                              detail::transposed_weights(spec, in, weight), kind);
    }

    [[nodiscard]] std::size_t positions() const { return out_.positions(); }

    void apply(const float* x, float* y, scratch_space<float>& scratch) const {
        if (scratch.size() < forward_->scratch_floats()) scratch.resize(forward_->scratch_floats());
        forward_->run(x, y, scratch.data());
    }

    void apply_transposed(const float* q, float* x, scratch_space<float>& scratch) const {
        if (!backward_) return map_.apply_transposed(weight_.data(), q, x, scratch);
        const std::size_t stretched = spec_.stride == extent{1} ? 0 : spread_shape().elements();
        if (scratch.size() < stretched + backward_->scratch_floats())
            scratch.resize(stretched + backward_->scratch_floats());
        float* const workspace = scratch.data() + stretched;
        if (stretched == 0) return backward_->run(q, x, workspace);
        if (spreads_result()) {
            backward_->run(q, scratch.data(), workspace);
            return spread(scratch.data(), in_.channels, in_, x);
        }
        spread(q, out_.channels, stretched_shape(), scratch.data());
        backward_->run(scratch.data(), x, workspace);
    }

private:
    layers::conv2d spec_;
    sei::shape in_;
    sei::shape out_;
    linear_map<layers::conv2d> map_;
    std::vector<float> weight_{}; ///< for a transposed product without `backward_`
    std::optional<detail::plain_convolution> forward_{};
    std::optional<detail::plain_convolution> backward_{};

    [[nodiscard]] static layers::conv2d without_bias(layers::conv2d spec) {
        spec.bias = false;
        return spec;
    }
    [[nodiscard]] bool spreads_result() const {
        return spec_.kernel == extent{1} && spec_.padding == extent{0};
    }
    /// What the transposed convolution reads.
    [[nodiscard]] sei::shape stretched_shape() const {
        if (spec_.stride == extent{1} || spreads_result()) return out_;
        const auto outputs_of_stride_1 = [](std::uint32_t size, std::uint32_t padding, std::uint32_t dilation,
                                            std::uint32_t kernel) {
            return size + 2 * padding - dilation * (kernel - 1);
        };
        return {.channels = out_.channels,
                .height = outputs_of_stride_1(in_.height, spec_.padding.height, spec_.dilation.height,
                                              spec_.kernel.height),
                .width = outputs_of_stride_1(in_.width, spec_.padding.width, spec_.dilation.width,
                                             spec_.kernel.width)};
    }
    /// What stands between spreading and convolving.
    [[nodiscard]] sei::shape spread_shape() const {
        return spreads_result() ? backward_->out() : stretched_shape();
    }

    /// Maps of the output's size into larger ones, at every stride-th row and column; zeros between.
    void spread(const float* source, std::size_t channels, sei::shape into, float* target) const {
        std::fill(target, target + channels * into.positions(), 0.0F);
        for (std::size_t channel = 0; channel < channels; ++channel, target += into.positions())
            for (std::size_t row = 0; row < out_.height; ++row)
                for (std::size_t column = 0; column < out_.width; ++column)
                    target[row * spec_.stride.height * into.width + column * spec_.stride.width] = *source++;
    }
};

} // namespace sei::explain::inline SEI_TARGET
