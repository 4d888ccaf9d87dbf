// SPDX-License-Identifier: MIT
#include <sei/explain/rules.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;
using namespace sei::layers;

namespace {

constexpr conv2d strided{.filters = 3, .stride = 2, .padding = 1};
constexpr conv2d dilated{
    .filters = 4, .kernel = {3, 2}, .stride = {1, 2}, .padding = {2, 0}, .dilation = {2, 1}, .groups = 2};
constexpr conv2d depthwise{.filters = 4, .padding = 1, .groups = 4, .bias = false};
constexpr dense linear{.units = 5};

/// Runs a rule at one layer, made ready first if it can be.
template <class Rule, class Layer, class Scalar>
void run_rule(const Rule& rule, const Layer& spec, const backward_site<Scalar>& site) {
    if constexpr (linear_layer<Layer>)
        typename Rule::template prepared<Layer, Scalar>(
            rule, {spec, site.inputs[0].dims, site.out, site.parameters})
            .run(site);
    else
        rule.run(spec, site);
}

/// A layer of the reference with random signed inputs and relevance: the worst error of a rule over its
/// samples.
template <class Scalar, class Rule, class Layer>
double worst_error(const Rule& rule, const Layer& spec, const std::string& layer,
                   const std::string& rule_name) {
    const test::array input = test::micro().at(layer + ".input");
    const test::array output = test::micro().at(layer + ".output");
    const test::array relevance = test::micro().at(layer + ".R_out");
    const test::array expected = test::micro().at(layer + ".R_in" + rule_name);
    sei::weights::parameter_view<Scalar> parameters;
    std::array<std::vector<Scalar>, 2> tensors;
    const char* const suffixes[] = {".weight", ".bias"};
    for (std::size_t i = 0; i < 2; ++i)
        if (!test::micro().names_after(layer + suffixes[i]).empty())
            parameters.tensors[i] = tensors[i] = test::micro().at(layer + suffixes[i]).template all<Scalar>();

    double worst = 0;
    scratch_space<Scalar> scratch;
    for (std::size_t i = 0; i < input.samples(); ++i) {
        const auto x = input.template sample<Scalar>(i);
        const auto y = output.template sample<Scalar>(i);
        const auto from = relevance.template sample<Scalar>(i);
        std::vector<Scalar> into(x.size());
        Scalar* const target = into.data();
        const sei::kernels::operand<Scalar> operand{x.data(), test::shape_of(input)};
        run_rule(rule, spec,
                 backward_site<Scalar>{.inputs = {&operand, 1},
                                       .output = y,
                                       .from = from,
                                       .into = {&target, 1},
                                       .parameters = parameters,
                                       .out = test::shape_of(output),
                                       .scratch = &scratch});
        worst = (std::max)(worst, test::error_in_max_norm(into, expected.sample(i)));
    }
    return worst;
}

// The reference is float64 all through. float32 rounds inputs, weights and sums at 6e-8; a denominator that
// cancels enlarges that, here by less than 100.
constexpr double in_double = 1e-13;
constexpr double in_float = 1e-5;

} // namespace

TEST_CASE("the stabiliser moves away from zero, and zero counts as positive") {
    CHECK(stabilised(2.0) == 2.0 + 1e-6);
    CHECK(stabilised(-2.0) == -2.0 - 1e-6);
    CHECK(stabilised(0.0) == 1e-6);
    CHECK(stabilised(-0.0) == 1e-6);
    CHECK(stabilised(-1.0F, 0.25) == -1.25F);
}

TEST_CASE_TEMPLATE("the epsilon rule agrees with Zennit on single layers", Scalar, double, float) {
    const double tolerance = std::is_same_v<Scalar, double> ? in_double : in_float;
    const rules::epsilon small;
    const rules::epsilon large{.stabiliser = 0.25};
    CHECK(worst_error<Scalar>(small, strided, "conv", ".Epsilon1e-6") < tolerance);
    CHECK(worst_error<Scalar>(small, dilated, "convdil", ".Epsilon1e-6") < tolerance);
    CHECK(worst_error<Scalar>(small, depthwise, "dwconv", ".Epsilon1e-6") < tolerance);
    CHECK(worst_error<Scalar>(small, linear, "linear", ".Epsilon1e-6") < tolerance);
    CHECK(worst_error<Scalar>(large, strided, "conv", ".Epsilon0.25") < tolerance);
    CHECK(worst_error<Scalar>(large, dilated, "convdil", ".Epsilon0.25") < tolerance);
    CHECK(worst_error<Scalar>(large, depthwise, "dwconv", ".Epsilon0.25") < tolerance);
    CHECK(worst_error<Scalar>(large, linear, "linear", ".Epsilon0.25") < tolerance);
}

TEST_CASE_TEMPLATE("the z+ rule agrees with Zennit on single layers with inputs of both signs", Scalar,
                   double, float) {
    const double tolerance = std::is_same_v<Scalar, double> ? in_double : in_float;
    const rules::z_plus rule;
    CHECK(worst_error<Scalar>(rule, strided, "conv", ".ZPlus") < tolerance);
    CHECK(worst_error<Scalar>(rule, dilated, "convdil", ".ZPlus") < tolerance);
    CHECK(worst_error<Scalar>(rule, depthwise, "dwconv", ".ZPlus") < tolerance);
    CHECK(worst_error<Scalar>(rule, linear, "linear", ".ZPlus") < tolerance);
}

TEST_CASE_TEMPLATE("averages take the norm rule and maxima the gradient, as in Zennit", Scalar, double,
                   float) {
    const double tolerance = std::is_same_v<Scalar, double> ? in_double : in_float;
    const avg_pool average{.kernel = 3, .stride = 2, .padding = 1};
    avg_pool average_inside = average;
    average_inside.count_include_pad = false;
    CHECK(worst_error<Scalar>(rules::norm{}, average, "avgpool", "") < tolerance);
    CHECK(worst_error<Scalar>(rules::norm{}, average_inside, "avgpool_nopad", "") < tolerance);
    CHECK(worst_error<Scalar>(rules::gradient{}, max_pool{.kernel = 3, .stride = 2, .padding = 1}, "maxpool",
                              "") < tolerance);
}

TEST_CASE("a sum takes the norm rule; where it is exactly zero its sign counts as positive") {
    const test::array a = test::micro().at("sum.a");
    const test::array b = test::micro().at("sum.b");
    const test::array relevance = test::micro().at("sum.R_out");
    REQUIRE(a.values[0] == -b.values[0]);
    std::vector<double> output(a.values.size());
    for (std::size_t i = 0; i < output.size(); ++i) output[i] = a.values[i] + b.values[i];
    std::vector<double> into_a(output.size());
    std::vector<double> into_b(output.size());
    const sei::shape dims{.channels = static_cast<std::uint32_t>(output.size())};
    const std::array operands{sei::kernels::operand<double>{a.values.data(), dims},
                              sei::kernels::operand<double>{b.values.data(), dims}};
    const std::array<double*, 2> into{into_a.data(), into_b.data()};
    rules::norm::run(
        add{},
        backward_site<double>{
            .inputs = operands, .output = output, .from = relevance.values, .into = into, .out = dims});
    CHECK(test::error_in_max_norm(into_a, test::micro().at("sum.R_a").values) < in_double);
    CHECK(test::error_in_max_norm(into_b, test::micro().at("sum.R_b").values) < in_double);
    // The zero dominates the max norm; the other elements by themselves:
    std::vector<double> others = test::micro().at("sum.R_a").values;
    into_a[0] = others[0] = 0;
    CHECK(test::error_in_max_norm(into_a, others) < in_double);
}

TEST_CASE("a rule adds to what other consumers have left") {
    const std::vector<double> from{1, 2, 3};
    std::vector<double> into{10, 20, 30};
    double* const target = into.data();
    rules::pass::run(relu{},
                     backward_site<double>{.inputs = {}, .output = {}, .from = from, .into = {&target, 1}});
    CHECK(into == std::vector<double>{11, 22, 33});

    const std::vector<double> x{1, -1};
    const std::vector<double> weight{2, 3};
    const std::vector<double> output{-1};
    const sei::kernels::operand<double> operand{x.data(), {.channels = 2}};
    sei::weights::parameter_view<double> parameters;
    parameters.tensors[0] = weight;
    scratch_space<double> scratch;
    std::vector<double> sum{10, 20};
    double* const where = sum.data();
    const std::vector<double> relevance{1};
    const backward_site<double> site{.inputs = {&operand, 1},
                                     .output = output,
                                     .from = relevance,
                                     .into = {&where, 1},
                                     .parameters = parameters,
                                     .out = {.channels = 1},
                                     .scratch = &scratch};
    run_rule(rules::epsilon{.stabiliser = 1}, dense{.units = 1}, site); // R = x w / (-1 - 1)
    CHECK(sum == std::vector<double>{10 - 1.0, 20 + 1.5});
    run_rule(rules::z_plus{}, dense{.units = 1}, site); // only x+ w+ = 2 counts
    CHECK(sum[0] == doctest::Approx(9 + 2 / (2 + 1e-6)).epsilon(1e-15));
    CHECK(sum[1] == 21.5);
}
