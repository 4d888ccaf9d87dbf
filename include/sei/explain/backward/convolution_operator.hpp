// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/convolution_operator.hpp: convolutions in float, forward and transposed, by the
/// engine's kernels.
///
/// The transposed product of a convolution is a convolution itself: of q, with stride - 1 zeros between its
/// rows and columns, with flipped kernels whose input and output channels are swapped. So it takes the same
/// kernels, Winograd's included. 1x1 kernels with a stride need no zeros: their result is spread instead.
/// Any kernel, stride, padding, dilation and groups; a padding beyond the kernel's reach goes back through
/// `linear_map`. Within 3.3e-7 of the largest sum of magnitudes over 400 random shapes. Dumoulin and Visin,
/// "A guide to convolution arithmetic for deep learning", 2016, chapter 4.

#include <sei/engine/convolution_steps.hpp>
#include <sei/explain/backward/detail/narrow_step.hpp>
#include <sei/explain/backward/linear_operator.hpp>

#include <memory>
#include <optional>

namespace sei::explain::inline SEI_TARGET {

namespace detail {

inline constexpr std::size_t least_winograd_positions = 64;

/// One convolution from map to map.
class plain_convolution {
public:
    /// The weights and the bias may go.
    plain_convolution(layers::conv2d spec, sei::shape in, std::span<const float> weight,
                      std::span<const float> bias, winograd kind)
        : in_(in), out_(spec.infer(in).output) {
        spec.bias = !bias.empty();
        weights::parameter_view<float> parameters;
        parameters.tensors[0] = weight;
        parameters.tensors[1] = bias;
        engine::executor_options options;
        options.kernels = &kernels::best_kernel_set();
        // Passes of several rules have weights of their own, so that they come from memory every time;
        // Winograd's are up to four times as many, and few positions don't pay for them.
        options.low_memory = kind == winograd::off || out_.positions() < least_winograd_positions;
        lanes_ = options.kernels->lanes;
        if (narrow_step::suits(spec, lanes_))
            step_ = std::make_unique<narrow_step>(spec, in.channels, lanes_, weight);
        else
            step_ = engine::step_for<layers::conv2d>::make(
                spec,
                {.inputs = std::span(&in_, 1), .out = out_, .parameters = parameters, .options = options});
    }

    [[nodiscard]] extent wanted_halo() const { return step_->wanted_halo(); }
    [[nodiscard]] std::size_t scratch_floats() const { return step_->scratch_floats(); }
    [[nodiscard]] std::size_t input_floats() const {
        return kernels::feature_map::floats_needed(in_, wanted_halo(), lanes_);
    }
    [[nodiscard]] std::size_t output_floats() const {
        return kernels::feature_map::floats_needed(out_, 0, lanes_);
    }

    /// Views of memory that holds as many floats as the two functions above say.
    [[nodiscard]] engine::slot input_in(float* memory) const {
        return {.memory = memory, .dims = in_, .halo = wanted_halo(), .lanes = lanes_};
    }
    [[nodiscard]] engine::slot output_in(float* memory) const {
        return {.memory = memory, .dims = out_, .lanes = lanes_};
    }

    /// `scratch` holds `scratch_floats()`; the halo of `x` is as wide as wanted or wider, and zero.
    void run(const engine::slot& x, const engine::slot& y, float* scratch) const {
        step_->run({.inputs = std::span(&x, 1), .output = y, .scratch = scratch});
    }

private:
    sei::shape in_;
    sei::shape out_;
    std::unique_ptr<engine::step> step_;
    std::size_t lanes_ = 1;
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

/// Pixels of a map into a larger one, at every stride-th row and column; zeros between.
inline void spread(const kernels::feature_map& source, extent stride, const kernels::feature_map& target) {
    const std::size_t pixel_bytes = source.lanes * sizeof(float);
    for (std::size_t block = 0; block < source.blocks(); ++block) {
        for (std::uint32_t row = 0; row < target.dims.height; ++row)
            std::memset(target.at(block, row, 0), 0, target.dims.width * pixel_bytes);
        for (std::uint32_t row = 0; row < source.dims.height; ++row)
            for (std::uint32_t column = 0; column < source.dims.width; ++column)
                std::memcpy(target.at(block, row * stride.height, column * stride.width),
                            source.at(block, row, column), pixel_bytes);
    }
}

/// As many floats at the beginning of scratch memory.
[[nodiscard]] inline float* first_of(scratch_space<float>& scratch, std::size_t count) {
    if (scratch.size() < count) scratch.resize(count);
    return scratch.data();
}

} // namespace detail

/// Beside rows it reads and writes blocks, with zeros around what it reads.
template <>
class linear_operator<layers::conv2d, float> {
public:
    /// Copies the weights into the kernels' order.
    linear_operator(const layers::conv2d& spec, sei::shape in, sei::shape out, std::span<const float> weight,
                    directions wanted = directions::both, winograd kind = winograd::off,
                    std::span<const float> bias = {})
        : spec_(spec), in_(in), out_(out), map_(spec, in, out) {
        if (wanted != directions::transposed) forward_.emplace(spec, in, weight, bias, kind);
        if (wanted == directions::forward) return;
        if (!detail::is_transposable(spec))
            weight_.assign(weight.begin(), weight.end());
        else
            backward_.emplace(detail::transposed(spec, in), stretched_shape(),
                              detail::transposed_weights(spec, in, weight), std::span<const float>{}, kind);
    }

    [[nodiscard]] std::size_t positions() const { return out_.positions(); }

    void apply(const float* x, float* y, scratch_space<float>& scratch) const {
        float* const memory = detail::first_of(scratch, forward_->input_floats() + forward_->output_floats() +
                                                            forward_->scratch_floats());
        const engine::slot packed = forward_->input_in(memory);
        const engine::slot result = forward_->output_in(packed.memory + forward_->input_floats());
        pack_with_halo(x, packed);
        forward_->run(packed, result, result.memory + forward_->output_floats());
        kernels::unpack(result.map(), y);
    }

    void apply_transposed(const float* q, float* x, scratch_space<float>& scratch) const {
        if (!backward_) return map_.apply_transposed(weight_.data(), q, x, scratch);
        const std::size_t lanes = kernels::best_kernel_set().lanes;
        const std::size_t packed_floats = kernels::feature_map::floats_needed(out_, transposed_halo(), lanes);
        const std::size_t result_floats = kernels::feature_map::floats_needed(in_, 0, lanes);
        float* const memory = detail::first_of(scratch, packed_floats + result_floats + transposing_floats());
        const engine::slot packed{memory, out_, transposed_halo(), lanes};
        const engine::slot result{memory + packed_floats, in_, 0, lanes};
        pack_with_halo(q, packed);
        transpose(packed, result, result.memory + result_floats);
        kernels::unpack(result.map(), x);
    }

    /// Zeros wanted around what `apply` and `apply_transposed` read.
    [[nodiscard]] extent wanted_halo() const { return forward_->wanted_halo(); }
    [[nodiscard]] extent transposed_halo() const {
        return spec_.stride == extent{1} ? backward_->wanted_halo() : extent{0};
    }
    /// Can it transpose in blocks? It can always be applied in blocks.
    [[nodiscard]] bool transposes_blocks() const { return backward_.has_value(); }

    void apply(const engine::slot& x, const engine::slot& y, scratch_space<float>& scratch) const {
        forward_->run(x, y, detail::first_of(scratch, forward_->scratch_floats()));
    }
    void apply_transposed(const engine::slot& q, const engine::slot& x, scratch_space<float>& scratch) const {
        transpose(q, x, detail::first_of(scratch, transposing_floats()));
    }

private:
    layers::conv2d spec_;
    sei::shape in_;
    sei::shape out_;
    linear_map<layers::conv2d> map_;
    std::vector<float> weight_{}; ///< for a transposed product without `backward_`
    std::optional<detail::plain_convolution> forward_{};
    std::optional<detail::plain_convolution> backward_{};

    static void pack_with_halo(const float* rows, const engine::slot& target) {
        kernels::clear_halo(target.map());
        kernels::pack(rows, target.map());
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

    /// What `transpose` needs: what stands between spreading and convolving, too.
    [[nodiscard]] std::size_t transposing_floats() const {
        const std::size_t between = spec_.stride == extent{1} ? 0
                                    : spreads_result()        ? backward_->output_floats()
                                                              : backward_->input_floats();
        return between + backward_->scratch_floats();
    }

    void transpose(const engine::slot& q, const engine::slot& x, float* scratch) const {
        if (spec_.stride == extent{1}) return backward_->run(q, x, scratch);
        if (spreads_result()) {
            const engine::slot result = backward_->output_in(scratch);
            backward_->run(q, result, scratch + backward_->output_floats());
            return detail::spread(result.map(), spec_.stride, x.map());
        }
        const engine::slot stretched = backward_->input_in(scratch);
        kernels::clear_halo(stretched.map());
        detail::spread(q.map(), spec_.stride, stretched.map());
        backward_->run(stretched, x, scratch + backward_->input_floats());
    }
};

} // namespace sei::explain::inline SEI_TARGET
