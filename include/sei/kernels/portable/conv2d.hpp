// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/conv2d.hpp: convolution without vector types: firmware, oracle, and any stride or
/// grouping.
///
/// Weight `[filters, channels / groups, height, width]`, bias `[filters]` or empty, as torch.nn.Conv2d.
/// `result` must not overlap the input; no scratch memory. Tested against PyTorch 1.13.1 in float64.

#include <sei/kernels/portable/forward.hpp>
#include <sei/model/layers/conv2d.hpp>

namespace sei::kernels::inline SEI_TARGET {

namespace detail {

/// The outputs [begin, end) for which tap `tap` of a padded, strided window lies inside [0, size).
struct tap_range {
    std::int32_t begin = 0;
    std::int32_t end = 0;
};

[[nodiscard]] constexpr tap_range outputs_inside(std::int32_t size, std::int32_t outputs, std::int32_t stride,
                                                 std::int32_t tap_offset) {
    // input = output * stride + tap_offset must satisfy 0 <= input < size
    const std::int32_t begin = tap_offset >= 0 ? 0 : (-tap_offset + stride - 1) / stride;
    const std::int32_t end = tap_offset >= size ? 0 : (size - 1 - tap_offset) / stride + 1;
    return {begin < outputs ? begin : outputs, end < outputs ? (end > begin ? end : begin) : outputs};
}

/// Adds weight * input to every output that the tap reaches; the inner loop has no test for padding.
template <class Scalar>
constexpr void accumulate_tap(const layers::conv2d& spec, sei::shape in, sei::shape out, const Scalar* plane,
                              Scalar weight, std::int32_t tap_row, std::int32_t tap_column, Scalar* result) {
    const auto stride_row = static_cast<std::int32_t>(spec.stride.height);
    const auto stride_column = static_cast<std::int32_t>(spec.stride.width);
    const auto rows = outputs_inside(static_cast<std::int32_t>(in.height),
                                     static_cast<std::int32_t>(out.height), stride_row, tap_row);
    const auto columns = outputs_inside(static_cast<std::int32_t>(in.width),
                                        static_cast<std::int32_t>(out.width), stride_column, tap_column);
    const auto width = static_cast<std::int32_t>(in.width);
    for (std::int32_t row = rows.begin; row < rows.end; ++row) {
        // An index, for a pointer to the tap of column 0 may lie before the map, which is undefined.
        const std::int32_t start = (row * stride_row + tap_row) * width + tap_column;
        Scalar* target = result + row * static_cast<std::int32_t>(out.width);
        for (std::int32_t column = columns.begin; column < columns.end; ++column)
            target[column] += weight * plane[start + column * stride_column];
    }
}

} // namespace detail

/// Sums in the order channel, kernel row, kernel column, starting from the bias.
template <>
struct forward<layers::conv2d> {
    template <class Scalar>
    static constexpr void run(const layers::conv2d& spec, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>& parameters, sei::shape out,
                              Scalar* result) {
        const sei::shape in = inputs[0].dims;
        const std::uint32_t group_inputs = in.channels / spec.groups;
        const std::uint32_t group_outputs = out.channels / spec.groups;
        const Scalar* weight = parameters.weight().data();
        for (std::uint32_t filter = 0; filter < out.channels; ++filter) {
            Scalar* map = result + filter * out.positions();
            const Scalar start = parameters.bias().empty() ? Scalar{0} : parameters.bias()[filter];
            for (std::size_t i = 0; i < out.positions(); ++i) map[i] = start;
            const std::uint32_t first_channel = filter / group_outputs * group_inputs;
            for (std::uint32_t channel = 0; channel < group_inputs; ++channel) {
                const Scalar* plane = inputs[0].data + (first_channel + channel) * in.positions();
                for (std::uint32_t row = 0; row < spec.kernel.height; ++row)
                    for (std::uint32_t column = 0; column < spec.kernel.width; ++column, ++weight)
                        detail::accumulate_tap(spec, in, out, plane, *weight,
                                               offset(row, spec.dilation.height, spec.padding.height),
                                               offset(column, spec.dilation.width, spec.padding.width), map);
            }
        }
    }

private:
    [[nodiscard]] static constexpr std::int32_t offset(std::uint32_t tap, std::uint32_t dilation,
                                                       std::uint32_t padding) {
        return static_cast<std::int32_t>(tap * dilation) - static_cast<std::int32_t>(padding);
    }
};

} // namespace sei::kernels::inline SEI_TARGET
