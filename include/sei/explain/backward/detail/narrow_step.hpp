// SPDX-License-Identifier: MIT
#pragma once
/// Convolutions with few filters, such as those that lead back to a picture: each pixel is a sum over vectors
/// of input channels, where the engine's kernels would compute a whole vector of filters.

#include <sei/engine/step.hpp>
#include <sei/explain/backward/detail/lanes.hpp>
#include <sei/model/layers/conv2d.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace detail {

/// Without groups, strides and bias.
class narrow_step final : public engine::step {
public:
    narrow_step(const layers::conv2d& spec, std::uint32_t channels, std::size_t lanes,
                std::span<const float> weight)
        : spec_(spec),
          blocks_(kernels::blocks_for(channels, lanes)),
          weight_(spec.filters * blocks_ * taps() * lanes, 0.0F) {
        for (std::size_t filter = 0; filter < spec.filters; ++filter)
            for (std::size_t channel = 0; channel < channels; ++channel)
                for (std::size_t tap = 0; tap < taps(); ++tap)
                    weight_[((filter * blocks_ + channel / lanes) * taps() + tap) * lanes + channel % lanes] =
                        weight[(filter * channels + channel) * taps() + tap];
    }

    /// Is it faster than the engine?
    [[nodiscard]] static bool suits(const layers::conv2d& spec, std::size_t lanes) {
        return spec.groups == 1 && spec.stride == extent{1} && !spec.bias && 2 * spec.filters <= lanes;
    }

    [[nodiscard]] extent wanted_halo() const override { return spec_.padding; }

    void run(const engine::step_context& context) const override {
        const kernels::feature_map input = context.inputs[0].map();
        const kernels::feature_map output = context.output.map();
        for (std::uint32_t row = 0; row < output.dims.height; ++row)
            std::memset(output.at(0, row, 0), 0, output.dims.width * output.lanes * sizeof(float));
        with_lanes(input.lanes, [&](auto lanes) {
            for (std::uint32_t row = 0; row < output.dims.height; ++row)
                for (std::size_t filter = 0; filter < spec_.filters; ++filter)
                    run_row<lanes>(input, output, row, filter);
        });
    }

private:
    layers::conv2d spec_;
    std::size_t blocks_;
    engine::aligned_buffer weight_; ///< filter, input block, tap, lane

    [[nodiscard]] std::size_t taps() const { return std::size_t{spec_.kernel.height} * spec_.kernel.width; }

    template <std::size_t Lanes>
    void run_row(const kernels::feature_map& input, const kernels::feature_map& output, std::uint32_t row,
                 std::size_t filter) const {
        std::uint32_t column = 0;
        for (; column + 4 <= output.dims.width; column += 4)
            run_pixels<Lanes, 4>(input, output, row, column, filter);
        for (; column < output.dims.width; ++column) run_pixels<Lanes, 1>(input, output, row, column, filter);
    }

    /// Several pixels of a row, which share the loads of the weights.
    template <std::size_t Lanes, std::size_t Pixels>
    void run_pixels(const kernels::feature_map& input, const kernels::feature_map& output, std::uint32_t row,
                    std::uint32_t column, std::size_t filter) const {
        using numbers = typename lane_vectors<Lanes>::numbers;
        numbers sum[Pixels] = {};
        numbers factor;
        numbers value;
        const float* weight = weight_.data() + filter * blocks_ * taps() * Lanes;
        for (std::size_t block = 0; block < blocks_; ++block)
            for (std::uint32_t y = 0; y < spec_.kernel.height; ++y)
                for (std::uint32_t x = 0; x < spec_.kernel.width; ++x, weight += Lanes) {
                    const float* const pixel =
                        input.at(block, place(row, y, spec_.dilation.height, spec_.padding.height),
                                 place(column, x, spec_.dilation.width, spec_.padding.width));
                    std::memcpy(&factor, weight, sizeof factor);
#pragma GCC unroll 4
                    for (std::size_t i = 0; i < Pixels; ++i) {
                        std::memcpy(&value, pixel + i * Lanes, sizeof value);
                        sum[i] += factor * value;
                    }
                }
#pragma GCC unroll 4
        for (std::size_t i = 0; i < Pixels; ++i)
            output.at(0, row, column)[i * Lanes + filter] = sum_of_lanes(sum[i]);
    }

    /// Where a tap of an output reads.
    [[nodiscard]] static std::ptrdiff_t place(std::uint32_t output, std::uint32_t tap, std::uint32_t dilation,
                                              std::uint32_t padding) {
        return std::ptrdiff_t{output} + std::ptrdiff_t{tap} * dilation - std::ptrdiff_t{padding};
    }
};

} // namespace detail
} // namespace sei::explain::inline SEI_TARGET
