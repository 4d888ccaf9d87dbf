// SPDX-License-Identifier: MIT
#pragma once
/// What the tests of the kernels share: tensors with random numbers, a runner, and layers written straight
/// from their definitions in PyTorch's documentation, in double, without any of the library's code.

#include "../../support/differences.hpp"

#include <sei/kernels/portable/forward.hpp>
#include <sei/model/layers/avg_pool.hpp>
#include <sei/model/layers/conv2d.hpp>
#include <sei/model/layers/max_pool.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace kernels_test {

using test_support::largest_difference;

template <class Scalar>
struct tensor {
    sei::shape dims{};
    std::vector<Scalar> values;

    [[nodiscard]] sei::kernels::operand<Scalar> operand() const { return {values.data(), dims}; }
};

/// Numbers in [-1, 1), the same on every machine.
class numbers {
public:
    explicit numbers(std::uint32_t seed) : engine_(seed) {}

    [[nodiscard]] double next() { return static_cast<double>(engine_()) / 2147483648.0 - 1.0; }
    [[nodiscard]] std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(engine_() % bound);
    }
    [[nodiscard]] std::uint32_t between(std::uint32_t low, std::uint32_t high) {
        return low + below(high - low + 1);
    }

    template <class Scalar>
    [[nodiscard]] std::vector<Scalar> many(std::size_t count) {
        std::vector<Scalar> values(count);
        for (Scalar& value : values) value = static_cast<Scalar>(next());
        return values;
    }
    template <class Scalar>
    [[nodiscard]] tensor<Scalar> of_shape(sei::shape dims) {
        return {dims, many<Scalar>(dims.elements())};
    }

private:
    std::mt19937 engine_;
};

template <class To, class From>
[[nodiscard]] std::vector<To> converted(const std::vector<From>& values) {
    std::vector<To> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), [](From x) { return static_cast<To>(x); });
    return result;
}

template <class Scalar>
[[nodiscard]] sei::weights::parameter_view<Scalar> view_of(const std::vector<Scalar>& first,
                                                           const std::vector<Scalar>& second) {
    return {{std::span<const Scalar>(first), std::span<const Scalar>(second)}};
}

/// The portable kernel on one input; the result's memory starts as NaN, so that a forgotten element shows.
template <class Layer, class Scalar>
[[nodiscard]] std::vector<Scalar> run(const Layer& spec, const tensor<Scalar>& input,
                                      const sei::weights::parameter_view<Scalar>& parameters = {}) {
    const sei::shape out = spec.infer(input.dims).output;
    std::vector<Scalar> result(out.elements(), std::numeric_limits<Scalar>::quiet_NaN());
    const auto operand = input.operand();
    sei::kernels::forward<Layer>::run(spec, std::span{&operand, 1}, parameters, out, result.data());
    return result;
}

/// An element of a map; outside of it `beyond`.
[[nodiscard]] inline double at(const tensor<double>& map, std::int64_t channel, std::int64_t row,
                               std::int64_t column, double beyond) {
    const std::int64_t height = map.dims.height;
    const std::int64_t width = map.dims.width;
    if (row < 0 || column < 0 || row >= height || column >= width) return beyond;
    return map.values[static_cast<std::size_t>((channel * height + row) * width + column)];
}

/// Calls `value(channel, row, column)` for every element of a shape, in row-major order.
template <class Value>
[[nodiscard]] std::vector<double> tabulate(sei::shape out, const Value& value) {
    std::vector<double> result;
    for (std::int64_t channel = 0; channel < out.channels; ++channel)
        for (std::int64_t row = 0; row < out.height; ++row)
            for (std::int64_t column = 0; column < out.width; ++column)
                result.push_back(value(channel, row, column));
    return result;
}

/// torch.nn.Conv2d: out[f, y, x] = b[f] + sum over c, i, j of w[f, c, i, j] in[c', y s + i d - p, x s + j d -
/// p].
[[nodiscard]] inline std::vector<double> convolution(const sei::layers::conv2d& spec,
                                                     const tensor<double>& in,
                                                     const std::vector<double>& weight,
                                                     const std::vector<double>& bias) {
    const sei::shape out = spec.infer(in.dims).output;
    const std::int64_t inputs = in.dims.channels / spec.groups;
    const std::int64_t filters = spec.filters / spec.groups;
    const std::int64_t high = spec.kernel.height;
    const std::int64_t wide = spec.kernel.width;
    return tabulate(out, [&](std::int64_t f, std::int64_t y, std::int64_t x) {
        double sum = bias.empty() ? 0.0 : bias[static_cast<std::size_t>(f)];
        for (std::int64_t c = 0; c < inputs; ++c)
            for (std::int64_t i = 0; i < high; ++i)
                for (std::int64_t j = 0; j < wide; ++j)
                    sum +=
                        weight[static_cast<std::size_t>(((f * inputs + c) * high + i) * wide + j)] *
                        at(in, f / filters * inputs + c,
                           y * spec.stride.height + i * spec.dilation.height -
                               std::int64_t{spec.padding.height},
                           x * spec.stride.width + j * spec.dilation.width - std::int64_t{spec.padding.width},
                           0.0);
        return sum;
    });
}

/// Calls `visit(row, column)` for the positions of a pooling window, those in the padding included.
template <class Pool, class Visitor>
void for_window(const Pool& spec, std::int64_t y, std::int64_t x, const Visitor& visit) {
    for (std::int64_t i = 0; i < spec.kernel.height; ++i)
        for (std::int64_t j = 0; j < spec.kernel.width; ++j)
            visit(y * spec.stride.height + i - std::int64_t{spec.padding.height},
                  x * spec.stride.width + j - std::int64_t{spec.padding.width});
}

/// torch.nn.MaxPool2d: padded positions are minus infinity; NaN wins.
[[nodiscard]] inline std::vector<double> largest_of_windows(const sei::layers::max_pool& spec,
                                                            const tensor<double>& in) {
    return tabulate(spec.infer(in.dims).output, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
        double best = -std::numeric_limits<double>::infinity();
        for_window(spec, y, x, [&](std::int64_t row, std::int64_t column) {
            const double value = at(in, c, row, column, -std::numeric_limits<double>::infinity());
            best = std::isnan(value) || std::isnan(best) ? value + best : (std::max)(best, value);
        });
        return best;
    });
}

/// torch.nn.AvgPool2d in floor mode: padded positions are zeros, and count if `count_include_pad`.
[[nodiscard]] inline std::vector<double> mean_of_windows(const sei::layers::avg_pool& spec,
                                                         const tensor<double>& in) {
    return tabulate(spec.infer(in.dims).output, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
        double sum = 0;
        double count = 0;
        for_window(spec, y, x, [&](std::int64_t row, std::int64_t column) {
            sum += at(in, c, row, column, 0.0);
            count += spec.count_include_pad
                         ? 1.0
                         : at({in.dims, std::vector(in.values.size(), 1.0)}, c, row, column, 0.0);
        });
        return sum / count;
    });
}

/// A convolution that fits a random small map: any kernel, stride, padding, dilation, grouping.
struct convolution_case {
    sei::layers::conv2d spec;
    sei::shape in{};
};

enum class grouping { none, any, depthwise };

[[nodiscard]] inline convolution_case random_convolution(numbers& random, grouping groups) {
    for (;;) {
        convolution_case made{.spec = {}, .in = {1, random.between(1, 19), random.between(1, 19)}};
        sei::layers::conv2d& spec = made.spec;
        spec.groups = groups == grouping::none ? 1 : random.between(1, groups == grouping::any ? 4 : 37);
        made.in.channels = groups == grouping::none
                               ? random.between(1, 37)
                               : spec.groups * (groups == grouping::any ? random.between(1, 4) : 1);
        spec.filters = groups == grouping::none  ? random.between(1, 70)
                       : groups == grouping::any ? spec.groups * random.between(1, 4)
                                                 : spec.groups;
        spec.kernel = {random.between(1, 5), random.between(1, 5)};
        spec.stride = {random.between(1, 3), random.between(1, 3)};
        spec.padding = {random.below(4), random.below(4)};
        spec.dilation = {random.between(1, 2), random.between(1, 2)};
        spec.bias = random.below(3) != 0;
        if (spec.infer(made.in).reason == sei::fault::none) return made;
    }
}

/// A pooling layer that fits a random small map.
template <class Pool>
[[nodiscard]] Pool random_pool(numbers& random, sei::shape& in) {
    for (;;) {
        in = {random.between(1, 35), random.between(1, 17), random.between(1, 17)};
        Pool spec;
        spec.kernel = {random.between(1, 4), random.between(1, 4)};
        spec.stride = {random.between(1, 4), random.between(1, 4)};
        spec.padding = {random.below(3), random.below(3)};
        if (spec.infer(in).reason == sei::fault::none) return spec;
    }
}

} // namespace kernels_test
