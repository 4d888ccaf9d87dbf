// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/pooling.hpp: max_pool, avg_pool and global_avg_pool, and the windows they slide.
///
/// avg_pool divides by `positions_with_padding` if `count_include_pad`, else by `positions()`. Every window
/// holds at least one position of the map. `result` must not overlap the input.

#include <sei/kernels/portable/forward.hpp>
#include <sei/model/layers/avg_pool.hpp>
#include <sei/model/layers/global_avg_pool.hpp>
#include <sei/model/layers/max_pool.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// The part of a pooling window that lies inside the map, and the number of positions that PyTorch divides
/// by.
struct pooling_window {
    std::uint32_t top = 0;
    std::uint32_t bottom = 0; ///< exclusive
    std::uint32_t left = 0;
    std::uint32_t right = 0; ///< exclusive
    std::uint32_t positions_with_padding = 0;

    [[nodiscard]] constexpr std::uint32_t positions() const { return (bottom - top) * (right - left); }
};

namespace detail {

struct clipped {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t padded_length = 0;
};

[[nodiscard]] constexpr clipped clip(std::uint32_t output, std::uint32_t window, std::uint32_t stride,
                                     std::uint32_t padding, std::uint32_t size) {
    const std::uint32_t begin = output * stride; // in padded coordinates
    const std::uint32_t end = begin + window < size + 2 * padding ? begin + window : size + 2 * padding;
    const std::uint32_t last = end > padding ? end - padding : 0;
    return {begin > padding ? begin - padding : 0, last < size ? last : size, end - begin};
}

} // namespace detail

[[nodiscard]] constexpr pooling_window window_at(extent kernel, extent stride, extent padding, sei::shape in,
                                                 std::uint32_t row, std::uint32_t column) {
    const auto rows = detail::clip(row, kernel.height, stride.height, padding.height, in.height);
    const auto columns = detail::clip(column, kernel.width, stride.width, padding.width, in.width);
    return {rows.begin, rows.end, columns.begin, columns.end, rows.padded_length * columns.padded_length};
}

/// Calls `visit(output index, index of the channel's first input, window)` for every output of a pooling
/// layer.
template <class Pool, class Visitor>
constexpr void for_each_window(const Pool& spec, sei::shape in, sei::shape out, const Visitor& visit) {
    // Without padding every window is whole, and moves by the stride.
    const bool all_whole = spec.padding == extent{0};
    std::size_t output = 0;
    for (std::size_t channel = 0; channel < out.channels; ++channel)
        for (std::uint32_t row = 0; row < out.height; ++row) {
            pooling_window window = window_at(spec.kernel, spec.stride, spec.padding, in, row, 0);
            for (std::uint32_t column = 0; column < out.width; ++column) {
                visit(output++, channel * in.positions(), window);
                if (all_whole)
                    window.left += spec.stride.width, window.right += spec.stride.width;
                else
                    window = window_at(spec.kernel, spec.stride, spec.padding, in, row, column + 1);
            }
        }
}

/// A NaN in the window wins, as in PyTorch; of equal values the first in row-major order counts (see
/// explain).
template <>
struct forward<layers::max_pool> {
    template <class Scalar>
    static constexpr void run(const layers::max_pool& spec, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        const sei::shape in = inputs[0].dims;
        for_each_window(spec, in, out,
                        [&](std::size_t output, std::size_t channel, const pooling_window& window) {
                            result[output] = largest(inputs[0].data + channel, in.width, window);
                        });
    }

private:
    template <class Scalar>
    [[nodiscard]] static constexpr Scalar largest(const Scalar* plane, std::uint32_t width,
                                                  const pooling_window& window) {
        Scalar best = plane[window.top * width + window.left];
        for (std::uint32_t row = window.top; row < window.bottom; ++row)
            for (std::uint32_t column = window.left; column < window.right; ++column) {
                const Scalar value = plane[row * width + column];
                if (value > best || value != value) best = value;
            }
        return best;
    }
};

template <>
struct forward<layers::avg_pool> {
    template <class Scalar>
    static constexpr void run(const layers::avg_pool& spec, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        const sei::shape in = inputs[0].dims;
        for_each_window(spec, in, out,
                        [&](std::size_t output, std::size_t channel, const pooling_window& window) {
                            result[output] = mean(spec, inputs[0].data + channel, in.width, window);
                        });
    }

private:
    template <class Scalar>
    [[nodiscard]] static constexpr Scalar mean(const layers::avg_pool& spec, const Scalar* plane,
                                               std::uint32_t width, const pooling_window& window) {
        Scalar sum{0};
        for (std::uint32_t row = window.top; row < window.bottom; ++row)
            for (std::uint32_t column = window.left; column < window.right; ++column)
                sum += plane[row * width + column];
        const std::uint32_t divisor =
            spec.count_include_pad ? window.positions_with_padding : window.positions();
        return sum / static_cast<Scalar>(divisor);
    }
};

template <>
struct forward<layers::global_avg_pool> {
    template <class Scalar>
    static constexpr void run(const layers::global_avg_pool&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        const std::size_t positions = inputs[0].dims.positions();
        for (std::uint32_t channel = 0; channel < out.channels; ++channel) {
            Scalar sum{0};
            for (std::size_t i = 0; i < positions; ++i) sum += inputs[0].data[channel * positions + i];
            result[channel] = sum / static_cast<Scalar>(positions);
        }
    }
};

} // namespace sei::kernels::inline SEI_TARGET
