// SPDX-License-Identifier: MIT
#pragma once
/// An independent walk over a network's description in double, with a bound for the error that a float32
/// computation may have. It knows neither the library's list of nodes nor its kernels, folding or memory
/// plan.

#include <sei/model/network.hpp>
#include <sei/weights/safetensors.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace property {

/// A tensor in double, and for each element how far a float32 computation may be from it.
struct measured {
    sei::shape dims{};
    std::vector<double> value;
    std::vector<double> error;
    double terms =
        0; ///< summands of a convolution or dense layer just before, into which a batch_norm is folded
};

/// Higham's gamma(n) for float32 (Accuracy and Stability of Numerical Algorithms, 3.1).
[[nodiscard]] inline double gamma(double operations) {
    const double relative = operations / (1 << 24);
    return relative / (1 - relative);
}

class oracle {
public:
    explicit oracle(const sei::weights::safetensors_file& file) : file_(file) {}

    template <auto... Layers>
    [[nodiscard]] measured operator()(const sei::sequence<Layers...>&, measured x) const {
        ((x = (*this)(Layers, std::move(x))), ...);
        return x;
    }

    template <class Body, class Shortcut>
    [[nodiscard]] measured operator()(const sei::residual<Body, Shortcut>&, const measured& x) const {
        measured sum = (*this)(Body{}, x);
        const measured side = (*this)(Shortcut{}, x);
        for (std::size_t i = 0; i < sum.value.size(); ++i) {
            sum.value[i] += side.value[i];
            sum.error[i] += side.error[i];
            sum.error[i] += gamma(2) * (std::abs(sum.value[i]) + sum.error[i]);
        }
        sum.terms = 0;
        return sum;
    }

    template <class... Branches>
    [[nodiscard]] measured operator()(const sei::concat<Branches...>&, const measured& x) const {
        measured stacked;
        const auto append = [&](const measured& branch) {
            stacked.dims = {stacked.dims.channels + branch.dims.channels, branch.dims.height,
                            branch.dims.width};
            stacked.value.insert(stacked.value.end(), branch.value.begin(), branch.value.end());
            stacked.error.insert(stacked.error.end(), branch.error.begin(), branch.error.end());
        };
        (append((*this)(Branches{}, x)), ...);
        return stacked;
    }

    [[nodiscard]] measured operator()(const sei::layers::conv2d& spec, const measured& x) const {
        const auto weight = tensor(spec.name, ".weight");
        const auto bias = spec.bias ? tensor(spec.name, ".bias") : std::vector<double>(spec.filters, 0.0);
        const std::size_t inputs = x.dims.channels / spec.groups;
        const std::size_t filters = spec.filters / spec.groups;
        measured y = empty(spec.infer(x.dims).output);
        y.terms = static_cast<double>(inputs) * spec.kernel.height * spec.kernel.width + 6;
        std::size_t element = 0;
        for (std::size_t f = 0; f < spec.filters; ++f)
            for (std::size_t row = 0; row < y.dims.height; ++row)
                for (std::size_t column = 0; column < y.dims.width; ++column, ++element) {
                    sum_of_products sum{bias[f]};
                    const double* w = weight.data() + f * inputs * spec.kernel.height * spec.kernel.width;
                    for (std::size_t c = 0; c < inputs; ++c)
                        for (std::size_t i = 0; i < spec.kernel.height; ++i)
                            for (std::size_t j = 0; j < spec.kernel.width; ++j, ++w) {
                                const std::size_t at_row =
                                    row * spec.stride.height + i * spec.dilation.height;
                                const std::size_t at_column =
                                    column * spec.stride.width + j * spec.dilation.width;
                                if (at_row < spec.padding.height ||
                                    at_row >= x.dims.height + spec.padding.height ||
                                    at_column < spec.padding.width ||
                                    at_column >= x.dims.width + spec.padding.width)
                                    continue;
                                const std::size_t from = ((f / filters * inputs + c) * x.dims.height +
                                                          at_row - spec.padding.height) *
                                                             x.dims.width +
                                                         at_column - spec.padding.width;
                                sum.add(*w, x.value[from], x.error[from]);
                            }
                    sum.write(y, element);
                }
        return y;
    }

    [[nodiscard]] measured operator()(const sei::layers::dense& spec, const measured& x) const {
        const auto weight = tensor(spec.name, ".weight");
        const auto bias = spec.bias ? tensor(spec.name, ".bias") : std::vector<double>(spec.units, 0.0);
        measured y = empty({.channels = spec.units});
        y.terms = static_cast<double>(x.value.size()) + 6;
        for (std::size_t unit = 0; unit < spec.units; ++unit) {
            sum_of_products sum{bias[unit]};
            for (std::size_t i = 0; i < x.value.size(); ++i)
                sum.add(weight[unit * x.value.size() + i], x.value[i], x.error[i]);
            sum.write(y, unit);
        }
        return y;
    }

    /// PyTorch's formula, never folded: the float32 computation may fold it, with the summands of the layer
    /// before.
    [[nodiscard]] measured operator()(const sei::layers::batch_norm& spec, measured x) const {
        const auto weight = tensor(spec.name, ".weight");
        const auto bias = tensor(spec.name, ".bias");
        const auto mean = tensor(spec.name, ".running_mean");
        const auto variance = tensor(spec.name, ".running_var");
        const std::size_t positions = x.value.size() / weight.size();
        for (std::size_t i = 0; i < x.value.size(); ++i) {
            const std::size_t c = i / positions;
            const double scale = weight[c] / std::sqrt(variance[c] + double{spec.epsilon});
            const double magnitude =
                std::abs(scale) * (std::abs(x.value[i]) + std::abs(mean[c])) + std::abs(bias[c]);
            x.value[i] = (x.value[i] - mean[c]) * scale + bias[c];
            x.error[i] = x.error[i] * std::abs(scale) * (1 + gamma(4)) + gamma(x.terms + 6) * magnitude;
        }
        x.terms = 0;
        return x;
    }

    [[nodiscard]] measured operator()(const sei::layers::relu&, measured x) const {
        for (double& value : x.value)
            value = (std::max)(value, 0.0); // a bound for x is one for its positive part
        x.terms = 0;
        return x;
    }
    [[nodiscard]] measured operator()(const sei::layers::relu6&, measured x) const {
        for (double& value : x.value) value = (std::min)((std::max)(value, 0.0), 6.0);
        x.terms = 0;
        return x;
    }
    [[nodiscard]] measured operator()(const sei::layers::dropout&, measured x) const {
        x.terms = 0;
        return x;
    }
    [[nodiscard]] measured operator()(const sei::layers::flatten&, measured x) const {
        x.dims = {.channels = static_cast<std::uint32_t>(x.value.size())};
        x.terms = 0;
        return x;
    }

    [[nodiscard]] measured operator()(const sei::layers::max_pool& spec, const measured& x) const {
        return over_windows(spec, x, [](const window& seen) {
            return std::pair(*std::max_element(seen.values.begin(), seen.values.end()), seen.largest_error);
        });
    }
    [[nodiscard]] measured operator()(const sei::layers::avg_pool& spec, const measured& x) const {
        return over_windows(spec, x, [&](const window& seen) {
            double sum = 0;
            double magnitude = 0;
            for (const double value : seen.values) sum += value, magnitude += std::abs(value);
            const auto inside = static_cast<double>(seen.values.size());
            const double count =
                spec.count_include_pad ? 1.0 * spec.kernel.height * spec.kernel.width : inside;
            return std::pair(sum / count, (seen.largest_error * inside + gamma(inside + 2) * magnitude) /
                                              count * (1 + gamma(inside + 2)));
        });
    }
    [[nodiscard]] measured operator()(const sei::layers::global_avg_pool&, const measured& x) const {
        const sei::layers::avg_pool all{.kernel = {x.dims.height, x.dims.width}, .stride = 1};
        return (*this)(all, x);
    }

    /// exp(x - m): |x - m| rounds once, exp to a few units; numerator and sum may each be off by exp(2 e).
    [[nodiscard]] measured operator()(const sei::layers::softmax&, measured x) const {
        const double largest = *std::max_element(x.value.begin(), x.value.end());
        const double lowest = *std::min_element(x.value.begin(), x.value.end());
        const double off = *std::max_element(x.error.begin(), x.error.end());
        double sum = 0;
        for (double& value : x.value) sum += value = std::exp(value - largest);
        const double relative = std::expm1(
            4 * off + gamma(2 * (largest - lowest + off) + 20 + static_cast<double>(x.value.size())));
        for (std::size_t i = 0; i < x.value.size(); ++i) {
            x.value[i] /= sum;
            x.error[i] = x.value[i] * relative + 1e-37;
        }
        return x;
    }

private:
    const sei::weights::safetensors_file& file_;

    /// Value, magnitude and inherited error of a sum.
    struct sum_of_products {
        double value;
        double magnitude = std::abs(value);
        double inherited = 0;

        void add(double weight, double x, double error) {
            value += weight * x;
            magnitude += std::abs(weight) * (std::abs(x) + error);
            inherited += std::abs(weight) * error;
        }
        void write(measured& y, std::size_t element) const {
            y.value[element] = value;
            y.error[element] = inherited + gamma(y.terms) * magnitude;
        }
    };

    struct window {
        std::vector<double> values;
        double largest_error = 0;
    };

    [[nodiscard]] static measured empty(sei::shape dims) {
        return {dims, std::vector<double>(dims.elements()), std::vector<double>(dims.elements()), 0};
    }

    template <class Pool, class Reduce>
    [[nodiscard]] static measured over_windows(const Pool& spec, const measured& x, const Reduce& reduce) {
        measured y = empty(spec.infer(x.dims).output);
        std::size_t element = 0;
        for (std::size_t c = 0; c < y.dims.channels; ++c)
            for (std::size_t row = 0; row < y.dims.height; ++row)
                for (std::size_t column = 0; column < y.dims.width; ++column, ++element) {
                    window seen;
                    for (std::size_t i = row * spec.stride.height;
                         i < row * spec.stride.height + spec.kernel.height; ++i)
                        for (std::size_t j = column * spec.stride.width;
                             j < column * spec.stride.width + spec.kernel.width; ++j) {
                            if (i < spec.padding.height || i >= x.dims.height + spec.padding.height ||
                                j < spec.padding.width || j >= x.dims.width + spec.padding.width)
                                continue;
                            const std::size_t from =
                                (c * x.dims.height + i - spec.padding.height) * x.dims.width + j -
                                spec.padding.width;
                            seen.values.push_back(x.value[from]);
                            seen.largest_error = (std::max)(seen.largest_error, x.error[from]);
                        }
                    std::tie(y.value[element], y.error[element]) = reduce(seen);
                }
        return y;
    }

    [[nodiscard]] std::vector<double> tensor(const sei::label& name, const char* suffix) const {
        const auto& found = file_.at(std::string(name.data(), name.size()) + suffix);
        std::vector<double> values(found.element_count());
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = double{sei::weights::load<float>(found, i)};
        return values;
    }
};

} // namespace property
