// SPDX-License-Identifier: MIT
#include <sei/explain/backward/linear_operator.hpp>

#include <doctest/doctest.h>

using namespace sei::explain;
using namespace sei::layers;

namespace {

const std::vector<double> weights{1, 2, 3, 4, 5, 6}; // two outputs, three inputs

std::vector<double> product(const linear_operator<dense, double>& weight, const std::vector<double>& x) {
    std::vector<double> y(2, 1e9); // must be overwritten
    scratch_space<double> scratch;
    weight.apply(x.data(), y.data(), scratch);
    return y;
}

} // namespace

TEST_CASE("an operator gives W x and W^T q with the weights that it was made from") {
    const linear_operator<dense, double> weight(dense{.units = 2}, {.channels = 3}, {.channels = 2}, weights);
    CHECK(product(weight, {1, 0, -1}) == std::vector<double>{-2, -2});
    std::vector<double> x(3, 1e9);
    scratch_space<double> scratch;
    weight.apply_transposed(std::vector<double>{1, -1}.data(), x.data(), scratch);
    CHECK(x == std::vector<double>{-3, -3, -3});
    CHECK(weight.positions() == 1);
}

TEST_CASE("weights that are handed over stay with the operator, when it moves too") {
    std::vector<double> changed = weights;
    changed[0] = 100;
    linear_operator<dense, double> first(dense{.units = 2}, {.channels = 3}, {.channels = 2},
                                         std::move(changed));
    const linear_operator<dense, double> second = std::move(first);
    CHECK(product(second, {1, 0, 0}) == std::vector<double>{100, 4});
}

TEST_CASE("a convolution in double is an operator like any other") {
    const conv2d spec{.filters = 1, .kernel = {1, 2}};
    const std::vector<double> kernel{1, -1};
    const linear_operator<conv2d, double> weight(spec, {1, 1, 3}, {1, 1, 2}, kernel);
    std::vector<double> y(2);
    scratch_space<double> scratch;
    weight.apply(std::vector<double>{5, 3, 7}.data(), y.data(), scratch);
    CHECK(y == std::vector<double>{2, -4});
    CHECK(weight.positions() == 2);
}
