// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/depthwise.hpp: depthwise convolution on blocked maps: every lane is its own channel.

#include <sei/kernels/vector/conv2d.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// One filter per channel (`groups == channels == filters`).
[[nodiscard]] constexpr bool is_depthwise(const layers::conv2d& spec, sei::shape in) {
    return spec.groups == in.channels && spec.filters == in.channels && spec.groups > 1;
}

/// Weights `[channels, 1, height, width]` regrouped: block, kernel row, kernel column, lane.
[[nodiscard]] constexpr std::size_t packed_depthwise_weights(const layers::conv2d& spec) {
    return blocks_for(spec.filters) * spec.kernel.height * spec.kernel.width * vector_width;
}

inline void pack_depthwise_weights(const layers::conv2d& spec, std::span<const float> weight, float* packed) {
    const std::size_t taps = std::size_t{spec.kernel.height} * spec.kernel.width;
    for (std::size_t block = 0; block < blocks_for(spec.filters); ++block)
        for (std::size_t tap = 0; tap < taps; ++tap)
            for (std::size_t lane = 0; lane < vector_width; ++lane) {
                const std::size_t channel = block * vector_width + lane;
                *packed++ = channel < spec.filters ? weight[channel * taps + tap] : 0.0F;
            }
}

struct depthwise_convolution {
    layers::conv2d spec;
    const float* weight = nullptr;
    const float* bias = nullptr;

    [[nodiscard]] std::size_t rows(const feature_map& output) const {
        return output.blocks() * output.dims.height;
    }

    void run(const feature_map& input, const feature_map& output, clamp bounds, std::size_t begin,
             std::size_t end) const {
        const std::size_t taps = std::size_t{spec.kernel.height} * spec.kernel.width;
        for (std::size_t i = begin; i < end; ++i) {
            const std::size_t block = i / output.dims.height;
            run_row(input, output, bounds, block, i % output.dims.height,
                    weight + block * taps * vector_width);
        }
    }

private:
    void run_row(const feature_map& input, const feature_map& output, clamp bounds, std::size_t block,
                 std::size_t row, const float* taps) const {
        const vector start = load(bias + block * vector_width);
        const vector lowest = broadcast(bounds.lowest);
        const vector highest = broadcast(bounds.highest);
        const auto input_row = static_cast<std::ptrdiff_t>(row * spec.stride.height) -
                               static_cast<std::ptrdiff_t>(spec.padding.height);
        float* target = output.at(block, static_cast<std::ptrdiff_t>(row), 0);
        for (std::size_t column = 0; column < output.dims.width; ++column, target += vector_width) {
            const auto input_column = static_cast<std::ptrdiff_t>(column * spec.stride.width) -
                                      static_cast<std::ptrdiff_t>(spec.padding.width);
            const float* source = input.at(block, input_row, input_column);
            const float* tap = taps;
            vector sum = start;
            for (std::size_t y = 0; y < spec.kernel.height; ++y)
                for (std::size_t x = 0; x < spec.kernel.width; ++x, tap += vector_width)
                    sum += load(tap) * load(source + y * spec.dilation.height * input.row_stride() +
                                            x * spec.dilation.width * vector_width);
            store(target, at_most(at_least(sum, lowest), highest));
        }
    }
};

} // namespace sei::kernels::inline SEI_TARGET
