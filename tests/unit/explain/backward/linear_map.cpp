// SPDX-License-Identifier: MIT
#include <sei/explain/backward/linear_map.hpp>

#include "../support.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace sei::explain;
using namespace sei::layers;

namespace {

constexpr conv2d strided{.filters = 3, .stride = 2, .padding = 1};
constexpr conv2d dilated{
    .filters = 4, .kernel = {3, 2}, .stride = {1, 2}, .padding = {2, 0}, .dilation = {2, 1}, .groups = 2};
constexpr conv2d depthwise{.filters = 4, .padding = 1, .groups = 4, .bias = false};

/// W x + b of one sample, as PyTorch stored it; `name` is the layer's name in the reference.
template <class Scalar, class Layer>
double worst_error_of_apply(const Layer& spec, const std::string& name) {
    const test::array input = test::micro().at(name + ".input");
    const test::array output = test::micro().at(name + ".output");
    const auto weight = test::micro().at(name + ".weight").template all<Scalar>();
    const bool has_bias = !test::micro().names_after(name + ".bias").empty();
    const auto bias =
        has_bias ? test::micro().at(name + ".bias").template all<Scalar>() : std::vector<Scalar>{};
    const linear_map<Layer> map(spec, test::shape_of(input), test::shape_of(output));
    REQUIRE(map.weight_count() == weight.size());

    double worst = 0;
    scratch_space<Scalar> scratch;
    for (std::size_t i = 0; i < input.samples(); ++i) {
        std::vector<Scalar> result(output.sample_size());
        map.apply(weight.data(), input.template sample<Scalar>(i).data(), result.data(), scratch);
        for (std::size_t k = 0; k < result.size() && has_bias; ++k) result[k] += bias[k / map.positions()];
        worst = test::worse(worst, test::error_in_max_norm(result, output.sample(i)));
    }
    return worst;
}

/// <W x, q> against <x, transposed(W) q>, which are equal for any x and q.
template <class Layer>
double asymmetry(const Layer& spec, sei::shape in) {
    const sei::shape out = spec.infer(in).output;
    const linear_map<Layer> map(spec, in, out);
    const auto doubles = [](std::size_t count, std::uint32_t seed) {
        const std::vector<float> numbers = test::random_numbers(count, seed, -1.0F, 1.0F);
        return std::vector<double>(numbers.begin(), numbers.end());
    };
    const std::vector<double> weight = doubles(map.weight_count(), 1);
    const std::vector<double> x = doubles(in.elements(), 2);
    const std::vector<double> q = doubles(out.elements(), 3);
    std::vector<double> forward(out.elements());
    std::vector<double> back(in.elements(), 1e9); // must be overwritten
    scratch_space<double> scratch;
    map.apply(weight.data(), x.data(), forward.data(), scratch);
    map.apply_transposed(weight.data(), q.data(), back.data(), scratch);
    const double left = std::inner_product(forward.begin(), forward.end(), q.begin(), 0.0);
    const double right = std::inner_product(x.begin(), x.end(), back.begin(), 0.0);
    REQUIRE(std::abs(left) > 0.01);
    return std::abs(left - right) / std::abs(left);
}

} // namespace

TEST_CASE("the product agrees with PyTorch for stride, padding, dilation, groups and rectangular kernels") {
    // The reference is float64, so that only the order of at most 27 additions differs.
    CHECK(worst_error_of_apply<double>(strided, "conv") < 1e-14);
    CHECK(worst_error_of_apply<double>(dilated, "convdil") < 1e-14);
    CHECK(worst_error_of_apply<double>(depthwise, "dwconv") < 1e-14);
    CHECK(worst_error_of_apply<double>(dense{.units = 5}, "linear") < 1e-14);
    // Some roundings of 6e-8 each.
    CHECK(worst_error_of_apply<float>(strided, "conv") < 1e-6);
    CHECK(worst_error_of_apply<float>(dilated, "convdil") < 1e-6);
    CHECK(worst_error_of_apply<float>(depthwise, "dwconv") < 1e-6);
    CHECK(worst_error_of_apply<float>(dense{.units = 5}, "linear") < 1e-6);
}

TEST_CASE("the transposed product is the transpose of the product") {
    CHECK(asymmetry(strided, {2, 7, 6}) < 1e-12);
    CHECK(asymmetry(dilated, {2, 6, 7}) < 1e-12);
    CHECK(asymmetry(depthwise, {4, 5, 5}) < 1e-12);
    CHECK(asymmetry(conv2d{.filters = 6, .kernel = 1, .stride = 3}, {4, 8, 5}) < 1e-12);
    CHECK(asymmetry(conv2d{.filters = 2, .kernel = {1, 5}, .padding = {3, 4}}, {3, 2, 4}) < 1e-12);
    CHECK(asymmetry(conv2d{.filters = 2, .kernel = 7}, {3, 7, 7}) < 1e-12);
    CHECK(asymmetry(dense{.units = 7}, {.channels = 11}) < 1e-12);
}

TEST_CASE("a dense layer has one bias per output, a convolution one per map") {
    CHECK(linear_map<dense>(dense{.units = 7}, {.channels = 11}, {.channels = 7}).positions() == 1);
    CHECK(linear_map<conv2d>(strided, {2, 7, 6}, {3, 4, 3}).positions() == 12);
}
