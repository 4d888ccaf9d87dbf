// SPDX-License-Identifier: MIT
#pragma once
/// A feature map with memory of its own, full of NaN: whatever a kernel reads without anybody having written
/// it shows in the result, and whatever it writes outside the map shows behind the map.

#include "../support.hpp"

#include <sei/kernels/portable/conv2d.hpp>
#include <sei/kernels/vector/kernel_sets.hpp>

#include <doctest/doctest.h>

#include <string>

namespace kernels_test {

class blocked {
public:
    blocked(sei::shape dims, sei::extent halo, std::size_t lanes)
        : memory_(sei::kernels::feature_map::floats_needed(dims, halo, lanes) + 2 * guard,
                  std::numeric_limits<float>::quiet_NaN()),
          map_(sei::kernels::feature_map::over(memory_.data() + guard, dims, halo, lanes)) {}
    blocked(const tensor<float>& plain, sei::extent halo, std::size_t lanes)
        : blocked(plain.dims, halo, lanes) {
        sei::kernels::pack(plain.values.data(), map_);
        sei::kernels::clear_halo(map_);
    }
    blocked(const blocked&) = delete;
    blocked& operator=(const blocked&) = delete;

    [[nodiscard]] const sei::kernels::feature_map& map() const { return map_; }

    [[nodiscard]] std::vector<float> plain() const {
        std::vector<float> values(map_.dims.elements());
        sei::kernels::unpack(map_, values.data());
        return values;
    }

    [[nodiscard]] bool guards_are_whole() const {
        const auto untouched = [](float value) { return std::isnan(value); };
        return std::all_of(memory_.begin(), memory_.begin() + guard, untouched) &&
               std::all_of(memory_.end() - guard, memory_.end(), untouched);
    }

    /// Do all elements of the halo satisfy this?
    template <class Condition>
    [[nodiscard]] bool halo_is(const Condition& condition) const {
        const auto above = static_cast<std::ptrdiff_t>(map_.halo.height);
        const auto beside = static_cast<std::ptrdiff_t>(map_.halo.width);
        const auto height = static_cast<std::ptrdiff_t>(map_.dims.height);
        const auto width = static_cast<std::ptrdiff_t>(map_.dims.width);
        for (std::size_t block = 0; block < map_.blocks(); ++block)
            for (std::ptrdiff_t row = -above; row < height + above; ++row)
                for (std::ptrdiff_t column = -beside; column < width + beside; ++column) {
                    const bool inside = row >= 0 && row < height && column >= 0 && column < width;
                    for (std::size_t lane = 0; !inside && lane < map_.lanes; ++lane)
                        if (!condition(map_.at(block, row, column)[lane])) return false;
                }
        return true;
    }

    /// Are the lanes beyond the last channel zero in every pixel of the map?
    [[nodiscard]] bool missing_lanes_are_zero() const {
        for (std::size_t channel = map_.dims.channels; channel < map_.blocks() * map_.lanes; ++channel)
            for (std::uint32_t row = 0; row < map_.dims.height; ++row)
                for (std::uint32_t column = 0; column < map_.dims.width; ++column)
                    if (map_.at(channel / map_.lanes, row, column)[channel % map_.lanes] != 0.0F)
                        return false;
        return true;
    }

private:
    static constexpr std::ptrdiff_t guard = 64;

    std::vector<float> memory_;
    sei::kernels::feature_map map_;
};

/// A float32 layer with everything that a comparison in double needs.
struct convolution_data {
    sei::layers::conv2d spec;
    tensor<float> input;
    std::vector<float> weight;
    std::vector<float> bias;

    [[nodiscard]] std::vector<double> in_double() const {
        const auto weights = converted<double>(weight);
        const auto biases = converted<double>(bias);
        return run(spec, tensor<double>{input.dims, converted<double>(input.values)},
                   view_of(weights, biases));
    }

    /// The sum of n products in float32, fused or not, in any order, is off by at most gamma(n + 1) times the
    /// sum of the magnitudes (Higham, Accuracy and Stability of Numerical Algorithms, 3.1): one bound per
    /// output.
    [[nodiscard]] std::vector<double> error_bounds() const {
        const auto magnitudes = [](std::vector<double> values) {
            for (double& value : values) value = std::abs(value);
            return values;
        };
        const auto weights = magnitudes(converted<double>(weight));
        const auto biases = magnitudes(converted<double>(bias));
        auto bounds = run(spec, tensor<double>{input.dims, magnitudes(converted<double>(input.values))},
                          view_of(weights, biases));
        const double terms = static_cast<double>(weight.size() / spec.filters + 2);
        constexpr double unit = 1.0 / (1 << 24);
        for (double& bound : bounds) bound *= terms * unit / (1 - terms * unit);
        return bounds;
    }
};

[[nodiscard]] inline convolution_data fill(numbers& random, const convolution_case& made) {
    return {made.spec, random.of_shape<float>(made.in),
            random.many<float>(made.spec.parameters(made.in).tensors[0].elements()),
            random.many<float>(made.spec.bias ? made.spec.filters : 0)};
}

/// A bias for every output lane.
[[nodiscard]] inline std::vector<float> padded_bias(const convolution_data& data, std::size_t lanes) {
    std::vector<float> bias(sei::kernels::rounded_up(data.spec.filters, lanes), 0.0F);
    std::copy(data.bias.begin(), data.bias.end(), bias.begin());
    return bias;
}

/// Is every result within its bound of the expected one? The largest share of a bound that was used, or
/// infinity.
[[nodiscard]] inline double share_of_bound(const std::vector<float>& result,
                                           const std::vector<double>& expected,
                                           const std::vector<double>& bounds) {
    if (result.size() != expected.size() || bounds.size() != expected.size())
        return std::numeric_limits<double>::infinity();
    double largest = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double error = std::abs(static_cast<double>(result[i]) - expected[i]);
        if (!(error <= bounds[i])) return std::numeric_limits<double>::infinity();
        if (bounds[i] > 0) largest = (std::max)(largest, error / bounds[i]);
    }
    return largest;
}

/// Runs the kernels of every set that this processor has.
template <class Test>
void for_each_kernel_set(const Test& test) {
    for (const sei::kernels::kernel_set* kernels : sei::kernels::kernel_sets()) {
        const std::string name = kernels->name;
        CAPTURE(name);
        test(*kernels);
    }
}

/// Runs `run(begin, end)` over units in so many pieces, backwards: pieces may come in any order.
template <class Run>
void in_pieces(std::size_t units, std::size_t pieces, const Run& run) {
    for (std::size_t piece = pieces; piece-- > 0;) run(piece * units / pieces, (piece + 1) * units / pieces);
}

} // namespace kernels_test
