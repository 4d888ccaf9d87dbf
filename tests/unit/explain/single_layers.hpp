// SPDX-License-Identifier: MIT
#pragma once
/// Relevance rules at single layers: those of the reference, and dense ones made by hand.

#include "support.hpp"

#include <sei/explain/backward/rule.hpp>

namespace test {

inline constexpr sei::layers::conv2d strided{.filters = 3, .stride = 2, .padding = 1};
inline constexpr sei::layers::conv2d dilated{
    .filters = 4, .kernel = {3, 2}, .stride = {1, 2}, .padding = {2, 0}, .dilation = {2, 1}, .groups = 2};
inline constexpr sei::layers::conv2d depthwise{.filters = 4, .padding = 1, .groups = 4, .bias = false};
inline constexpr sei::layers::dense linear{.units = 5};

/// Runs a rule at one layer, made ready first if it can be.
template <class Rule, class Layer, class Scalar>
void run_rule(const Rule& rule, const Layer& spec, const sei::explain::backward_site<Scalar>& site) {
    if constexpr (sei::explain::linear_layer<Layer>)
        typename Rule::template prepared<Layer, Scalar>(
            rule, {spec, site.inputs[0].dims, site.out, site.parameters})
            .run(site);
    else
        rule.run(spec, site);
}

/// A layer of the reference with random signed inputs and relevance: the worst error of a rule over its
/// samples.
template <class Scalar, class Rule, class Layer>
[[nodiscard]] double worst_error(const Rule& rule, const Layer& spec, const std::string& layer,
                                 const std::string& rule_name) {
    const array input = micro().at(layer + ".input");
    const array output = micro().at(layer + ".output");
    const array relevance = micro().at(layer + ".R_out");
    const array expected = micro().at(layer + ".R_in" + rule_name);
    sei::weights::parameter_view<Scalar> parameters;
    std::array<std::vector<Scalar>, 2> tensors;
    const char* const suffixes[] = {".weight", ".bias"};
    for (std::size_t i = 0; i < 2; ++i)
        if (!micro().names_after(layer + suffixes[i]).empty())
            parameters.tensors[i] = tensors[i] = micro().at(layer + suffixes[i]).template all<Scalar>();

    double worst = 0;
    sei::explain::scratch_space<Scalar> scratch;
    for (std::size_t i = 0; i < input.samples(); ++i) {
        const auto x = input.template sample<Scalar>(i);
        const auto y = output.template sample<Scalar>(i);
        const auto from = relevance.template sample<Scalar>(i);
        std::vector<Scalar> into(x.size());
        Scalar* const target = into.data();
        const sei::kernels::operand<Scalar> operand{x.data(), shape_of(input)};
        run_rule(rule, spec,
                 sei::explain::backward_site<Scalar>{.inputs = {&operand, 1},
                                                     .output = y,
                                                     .from = from,
                                                     .into = {&target, 1},
                                                     .parameters = parameters,
                                                     .out = shape_of(output),
                                                     .scratch = &scratch});
        worst = worse(worst, error_in_max_norm(into, expected.sample(i)));
    }
    return worst;
}

/// The worst error of a rule over the reference's four layers with weights; inputs have both signs.
template <class Scalar, class Rule>
[[nodiscard]] double worst_error_with_weights(const Rule& rule, const std::string& rule_name) {
    const std::string name = "." + rule_name;
    return (std::max)({worst_error<Scalar>(rule, strided, "conv", name),
                       worst_error<Scalar>(rule, dilated, "convdil", name),
                       worst_error<Scalar>(rule, depthwise, "dwconv", name),
                       worst_error<Scalar>(rule, linear, "linear", name)});
}

/// The reference is float64 all through. float32 rounds inputs, weights and sums at 6e-8; a denominator that
/// cancels enlarges that, here by less than 100.
template <class Scalar>
inline constexpr double tolerance_of_rules = std::is_same_v<Scalar, double> ? 1e-13 : 1e-5;

/// A dense layer by hand: weights in rows of outputs, no bias if `bias` is empty.
struct dense_by_hand {
    std::vector<double> x;
    std::vector<double> weight;
    std::vector<double> bias{};
    std::vector<double> relevance{1};

    /// Relevance of the inputs, on top of `before`.
    template <class Rule>
    [[nodiscard]] std::vector<double> run(const Rule& rule, std::vector<double> before = {}) const {
        const auto outputs = static_cast<std::uint32_t>(relevance.size());
        const sei::layers::dense spec{.units = outputs, .bias = !bias.empty()};
        std::vector<double> output(outputs);
        for (std::size_t j = 0; j < outputs; ++j) {
            output[j] = bias.empty() ? 0 : bias[j];
            for (std::size_t i = 0; i < x.size(); ++i) output[j] += weight[j * x.size() + i] * x[i];
        }
        before.resize(x.size());
        double* const target = before.data();
        const sei::kernels::operand<double> operand{x.data(),
                                                    {.channels = static_cast<std::uint32_t>(x.size())}};
        sei::weights::parameter_view<double> parameters;
        parameters.tensors[0] = weight;
        parameters.tensors[1] = bias;
        sei::explain::scratch_space<double> scratch;
        run_rule(rule, spec,
                 sei::explain::backward_site<double>{.inputs = {&operand, 1},
                                                     .output = output,
                                                     .from = relevance,
                                                     .into = {&target, 1},
                                                     .parameters = parameters,
                                                     .out = {.channels = outputs},
                                                     .scratch = &scratch});
        return before;
    }
};

} // namespace test
