// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/linear_map.hpp: convolution and dense layers as y = W x, with the transposed product
/// W^T q.
///
/// Gradients and relevance need both with changing weights (W, its positive part, its negative part), so a
/// rule is written once for all linear layers. Convolutions unfold their input (im2col) and multiply through
/// Eigen.
/// Weights are laid out as in the file; the bias is not added; results are overwritten and must not overlap
/// the inputs. `scratch` grows to taps x output positions of one group.

#include <sei/engine/aligned_buffer.hpp>
#include <sei/engine/gemm.hpp>
#include <sei/kernels/portable/conv2d.hpp>
#include <sei/model/layers/dense.hpp>

#include <algorithm>
#include <vector>

namespace sei::explain::inline SEI_TARGET {

/// Reused between calls, so that a pass over many images allocates once.
template <class Scalar>
using scratch_space = std::vector<Scalar, engine::cache_line_allocator<Scalar>>;

template <class Layer>
struct linear_map;

template <>
struct linear_map<layers::dense> {
    std::size_t inputs = 0;
    std::size_t outputs = 0;

    linear_map(const layers::dense&, sei::shape in, sei::shape out)
        : inputs(in.elements()), outputs(out.elements()) {}

    [[nodiscard]] std::size_t weight_count() const { return inputs * outputs; }
    /// Output elements that share one bias.
    [[nodiscard]] static std::size_t positions() { return 1; }

    template <class Scalar>
    void apply(const Scalar* weight, const Scalar* x, Scalar* y, scratch_space<Scalar>&) const {
        engine::matrix_times_vector(weight, outputs, inputs, x, y);
    }

    template <class Scalar>
    void apply_transposed(const Scalar* weight, const Scalar* q, Scalar* x, scratch_space<Scalar>&) const {
        engine::transposed_times_vector(weight, outputs, inputs, q, x);
    }
};

template <>
struct linear_map<layers::conv2d> {
    layers::conv2d spec;
    sei::shape in;
    sei::shape out;
    std::size_t taps = 0; ///< weights of one filter

    linear_map(const layers::conv2d& description, sei::shape incoming, sei::shape outgoing)
        : spec(description),
          in(incoming),
          out(outgoing),
          taps(std::size_t{incoming.channels / description.groups} * description.kernel.height *
               description.kernel.width) {}

    [[nodiscard]] std::size_t weight_count() const { return out.channels * taps; }
    [[nodiscard]] std::size_t positions() const { return out.positions(); }

    template <class Scalar>
    void apply(const Scalar* weight, const Scalar* x, Scalar* y, scratch_space<Scalar>& columns) const {
        columns.resize(taps * positions());
        for (std::uint32_t group = 0; group < spec.groups; ++group) {
            unfold(x + group * group_inputs() * in.positions(), columns.data());
            engine::matrix(y + group * group_outputs() * positions(), group_outputs(), positions())
                .noalias() = engine::matrix(weight + group * group_outputs() * taps, group_outputs(), taps) *
                             engine::matrix(static_cast<const Scalar*>(columns.data()), taps, positions());
        }
    }

    template <class Scalar>
    void apply_transposed(const Scalar* weight, const Scalar* q, Scalar* x,
                          scratch_space<Scalar>& columns) const {
        columns.resize(taps * positions());
        std::fill(x, x + in.elements(), Scalar{0});
        for (std::uint32_t group = 0; group < spec.groups; ++group) {
            engine::matrix(columns.data(), taps, positions()).noalias() =
                engine::matrix(weight + group * group_outputs() * taps, group_outputs(), taps).transpose() *
                engine::matrix(q + group * group_outputs() * positions(), group_outputs(), positions());
            fold(columns.data(), x + group * group_inputs() * in.positions());
        }
    }

private:
    [[nodiscard]] std::size_t group_inputs() const { return in.channels / spec.groups; }
    [[nodiscard]] std::size_t group_outputs() const { return out.channels / spec.groups; }

    /// Calls `visit(column row, input channel, tap row, tap column)` for every tap of one group.
    template <class Visitor>
    void for_each_tap(const Visitor& visit) const {
        std::size_t row = 0;
        for (std::size_t channel = 0; channel < group_inputs(); ++channel)
            for (std::uint32_t y = 0; y < spec.kernel.height; ++y)
                for (std::uint32_t x = 0; x < spec.kernel.width; ++x)
                    visit(row++, channel,
                          static_cast<std::int32_t>(y * spec.dilation.height) -
                              static_cast<std::int32_t>(spec.padding.height),
                          static_cast<std::int32_t>(x * spec.dilation.width) -
                              static_cast<std::int32_t>(spec.padding.width));
    }

    /// Visits the outputs for which one tap lies inside the map: `visit(output index, input index)` per run
    /// of a row, with the number of outputs in it.
    template <class Visitor>
    void for_each_run(std::int32_t tap_row, std::int32_t tap_column, const Visitor& visit) const {
        const auto stride = static_cast<std::int32_t>(spec.stride.height);
        const auto rows = kernels::detail::outputs_inside(
            static_cast<std::int32_t>(in.height), static_cast<std::int32_t>(out.height), stride, tap_row);
        const auto columns = kernels::detail::outputs_inside(
            static_cast<std::int32_t>(in.width), static_cast<std::int32_t>(out.width),
            static_cast<std::int32_t>(spec.stride.width), tap_column);
        for (std::int32_t row = rows.begin; row < rows.end; ++row) {
            const std::int32_t input = (row * stride + tap_row) * static_cast<std::int32_t>(in.width) +
                                       columns.begin * static_cast<std::int32_t>(spec.stride.width) +
                                       tap_column;
            visit(static_cast<std::size_t>(row) * out.width + static_cast<std::size_t>(columns.begin),
                  static_cast<std::size_t>(input), static_cast<std::size_t>(columns.end - columns.begin));
        }
    }

    template <class Scalar>
    void unfold(const Scalar* x, Scalar* columns) const {
        std::fill(columns, columns + taps * positions(), Scalar{0});
        for_each_tap([&](std::size_t row, std::size_t channel, std::int32_t tap_row,
                         std::int32_t tap_column) {
            const Scalar* plane = x + channel * in.positions();
            Scalar* target = columns + row * positions();
            for_each_run(tap_row, tap_column, [&](std::size_t output, std::size_t input, std::size_t count) {
                if (spec.stride.width == 1)
                    std::copy_n(plane + input, count, target + output);
                else
                    for (std::size_t i = 0; i < count; ++i)
                        target[output + i] = plane[input + i * spec.stride.width];
            });
        });
    }

    template <class Scalar>
    void fold(const Scalar* columns, Scalar* x) const {
        for_each_tap([&](std::size_t row, std::size_t channel, std::int32_t tap_row,
                         std::int32_t tap_column) {
            Scalar* plane = x + channel * in.positions();
            const Scalar* source = columns + row * positions();
            for_each_run(tap_row, tap_column, [&](std::size_t output, std::size_t input, std::size_t count) {
                if (spec.stride.width == 1)
                    engine::vector_view<Scalar>(plane + input, engine::eigen_index(count)) +=
                        engine::const_vector_view<Scalar>(source + output, engine::eigen_index(count));
                else
                    for (std::size_t i = 0; i < count; ++i)
                        plane[input + i * spec.stride.width] += source[output + i];
            });
        });
    }
};

} // namespace sei::explain::inline SEI_TARGET
