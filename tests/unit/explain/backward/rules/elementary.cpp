// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rules/elementary.hpp>

#include "../../single_layers.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;
using namespace sei::layers;

TEST_CASE_TEMPLATE("averages take the norm rule and maxima the gradient, as in Zennit", Scalar, double,
                   float) {
    constexpr double tolerance = test::tolerance_of_rules<Scalar>;
    const avg_pool average{.kernel = 3, .stride = 2, .padding = 1};
    avg_pool average_inside = average;
    average_inside.count_include_pad = false;
    CHECK(test::worst_error<Scalar>(rules::norm{}, average, "avgpool", "") < tolerance);
    CHECK(test::worst_error<Scalar>(rules::norm{}, average_inside, "avgpool_nopad", "") < tolerance);
    CHECK(test::worst_error<Scalar>(rules::gradient{}, max_pool{.kernel = 3, .stride = 2, .padding = 1},
                                    "maxpool", "") < tolerance);
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
    CHECK(test::error_in_max_norm(into_a, test::micro().at("sum.R_a").values) <
          test::tolerance_of_rules<double>);
    CHECK(test::error_in_max_norm(into_b, test::micro().at("sum.R_b").values) <
          test::tolerance_of_rules<double>);
    // The zero dominates the max norm; the other elements by themselves:
    std::vector<double> others = test::micro().at("sum.R_a").values;
    into_a[0] = others[0] = 0;
    CHECK(test::error_in_max_norm(into_a, others) < test::tolerance_of_rules<double>);
}

TEST_CASE("the gradient rule at a layer with weights hands back W^T R") {
    CHECK(test::dense_by_hand{.x = {1, -1}, .weight = {2, 3}}.run(rules::gradient{}) ==
          std::vector<double>{2, 3});
}

TEST_CASE("pass adds to what other consumers have left") {
    const std::vector<double> from{1, 2, 3};
    std::vector<double> into{10, 20, 30};
    double* const target = into.data();
    rules::pass::run(relu{},
                     backward_site<double>{.inputs = {}, .output = {}, .from = from, .into = {&target, 1}});
    CHECK(into == std::vector<double>{11, 22, 33});
}
