// SPDX-License-Identifier: MIT
#include <sei/explain/backward/convolution_operator.hpp>

#include "../support.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace sei::explain;
using namespace sei::layers;
using sei::extent;

namespace {

std::vector<double> doubles(const std::vector<float>& numbers) { return {numbers.begin(), numbers.end()}; }

std::vector<double> magnitudes(std::vector<double> numbers) {
    for (double& number : numbers) number = std::abs(number);
    return numbers;
}

/// The largest difference over the largest sum of magnitudes of products, which is what rounding grows with.
double error_over(const std::vector<float>& found, const std::vector<double>& expected,
                  const std::vector<double>& sums_of_magnitudes) {
    return test::share_of_scale(test::largest_difference(found, expected),
                                test::largest_magnitude(sums_of_magnitudes));
}

struct worst_errors {
    double product = 0;
    double transposed = 0;
};

/// One convolution with random numbers in float against the same in double.
worst_errors compare(const conv2d& spec, sei::shape in, std::uint32_t seed) {
    const sei::shape out = spec.infer(in).output;
    const linear_map<conv2d> map(spec, in, out);
    const std::vector<float> weight = test::random_numbers(map.weight_count(), seed, -1.0F, 1.0F);
    const std::vector<float> x = test::random_numbers(in.elements(), seed + 1, -1.0F, 1.0F);
    const std::vector<float> q = test::random_numbers(out.elements(), seed + 2, -1.0F, 1.0F);
    const linear_operator<conv2d, float> found(spec, in, out, weight);
    REQUIRE(found.positions() == out.positions());
    scratch_space<float> scratch;
    std::vector<float> y(out.elements(), 1e9F); // must be overwritten
    std::vector<float> back(in.elements(), 1e9F);
    found.apply(x.data(), y.data(), scratch);
    found.apply_transposed(q.data(), back.data(), scratch);

    scratch_space<double> columns;
    const auto apply = [&](const std::vector<double>& matrix, const std::vector<double>& vector) {
        std::vector<double> result(out.elements());
        map.apply(matrix.data(), vector.data(), result.data(), columns);
        return result;
    };
    const auto apply_transposed = [&](const std::vector<double>& matrix, const std::vector<double>& vector) {
        std::vector<double> result(in.elements());
        map.apply_transposed(matrix.data(), vector.data(), result.data(), columns);
        return result;
    };
    const std::vector<double> exact = doubles(weight);
    return {error_over(y, apply(exact, doubles(x)), apply(magnitudes(exact), magnitudes(doubles(x)))),
            error_over(back, apply_transposed(exact, doubles(q)),
                       apply_transposed(magnitudes(exact), magnitudes(doubles(q))))};
}

/// A convolution that fits its input; about every fourth is depthwise, 1x1 or padded beyond its reach.
struct random_convolution {
    conv2d spec;
    sei::shape in;

    explicit random_convolution(std::mt19937& random) {
        const auto between = [&](std::uint32_t least, std::uint32_t most) {
            return std::uniform_int_distribution<std::uint32_t>{least, most}(random);
        };
        do {
            const bool is_depthwise = between(0, 3) == 0;
            const bool is_pointwise = between(0, 3) == 0;
            const std::uint32_t groups = is_depthwise ? between(2, 20) : between(1, 3);
            const std::uint32_t channels = is_depthwise ? 1 : between(1, 20);
            in = {groups * channels, between(1, 15), between(1, 15)};
            spec = {};
            spec.groups = groups;
            spec.filters = groups * (is_depthwise ? between(1, 2) : between(1, 20));
            spec.kernel = is_pointwise ? extent{1} : extent{between(1, 5), between(1, 5)};
            spec.stride = between(0, 1) == 0 ? extent{1} : extent{between(1, 3), between(1, 3)};
            spec.dilation = between(0, 1) == 0 ? extent{1} : extent{between(1, 3), between(1, 3)};
            const std::uint32_t beyond = between(0, 3) == 0 ? 3 : 0;
            spec.padding = {between(0, spec.dilation.height * (spec.kernel.height - 1) + beyond),
                            between(0, spec.dilation.width * (spec.kernel.width - 1) + beyond)};
        } while (spec.infer(in).reason != sei::fault::none);
    }
};

/// Of the largest sum of magnitudes of products. A float rounds at 6e-8; the sums here have up to 500
/// products and errors that mostly cancel; Winograd's F(4x4) multiplies them by about ten (Lavin and Gray,
/// 2016).
constexpr double bound = 1e-6;

} // namespace

TEST_CASE("convolutions in float and their transposes agree with the same in double, whatever their shape") {
    std::mt19937 random{2026};
    std::array<std::size_t, 5>
        met{}; // padded beyond the kernel's reach, 1x1 with stride, depthwise, dilated, both
    for (std::uint32_t round = 0; round < 400; ++round) {
        const random_convolution layer(random);
        const conv2d& spec = layer.spec;
        CAPTURE(round);
        CAPTURE(layer.in.channels);
        CAPTURE(layer.in.height);
        CAPTURE(layer.in.width);
        const worst_errors worst = compare(spec, layer.in, round);
        CHECK(worst.product < bound);
        CHECK(worst.transposed < bound);
        const bool has_stride = spec.stride != extent{1};
        met[0] += !detail::is_transposable(spec);
        met[1] += spec.kernel == extent{1} && has_stride;
        met[2] += spec.groups > 1 && spec.groups == layer.in.channels;
        met[3] += spec.dilation != extent{1} && spec.kernel != extent{1};
        met[4] += has_stride && spec.dilation != extent{1} && spec.kernel != extent{1};
    }
    for (const std::size_t count : met) CHECK(count >= 20);
}

TEST_CASE("so do 3x3 kernels with many channels, which take Winograd's way, and rows that the stride skips") {
    for (const std::uint32_t size : {7U, 8U, 14U, 17U}) {
        CAPTURE(size);
        const worst_errors square = compare({.filters = 33, .padding = 1}, {40, size, size}, size);
        CHECK(square.product < bound);
        CHECK(square.transposed < bound);
        // The last row and column of even inputs are read by no output.
        const worst_errors skipping = compare({.filters = 5, .stride = 3}, {4, size, size}, size);
        CHECK(skipping.product < bound);
        CHECK(skipping.transposed < bound);
        const worst_errors pointwise =
            compare({.filters = 9, .kernel = 1, .stride = 3}, {17, size, size}, size);
        CHECK(pointwise.product < bound);
        CHECK(pointwise.transposed < bound);
    }
}

TEST_CASE("inputs that no output reads get exactly nothing") {
    const conv2d spec{.filters = 1, .kernel = 1, .stride = 2};
    const std::vector<float> weight{3};
    const linear_operator<conv2d, float> found(spec, {1, 4, 4}, {1, 2, 2}, weight);
    std::vector<float> x(16, 1e9F);
    scratch_space<float> scratch;
    found.apply_transposed(std::vector<float>{1, 2, 3, 4}.data(), x.data(), scratch);
    CHECK(x == std::vector<float>{3, 0, 6, 0, 0, 0, 0, 0, 9, 0, 12, 0, 0, 0, 0, 0});
}

TEST_CASE("the weights may go once the operator is made, and scratch memory serves any layer") {
    const conv2d spec{
        .filters = 2, .kernel = {1, 2}, .padding = {2, 0}}; // beyond the reach: no transposed kernel
    std::vector<float> weight{1, 2, 3, 4};
    const linear_operator<conv2d, float> found(spec, {1, 1, 2}, {2, 5, 1}, weight);
    std::ranges::fill(weight, 0.0F);
    scratch_space<float> scratch(3, 7.0F); // left over from another layer
    std::vector<float> y(10);
    found.apply(std::vector<float>{1, 10}.data(), y.data(), scratch);
    CHECK(y == std::vector<float>{0, 0, 21, 0, 0, 0, 0, 43, 0, 0});
    std::vector<float> x(2);
    found.apply_transposed(y.data(), x.data(), scratch);
    CHECK(x == std::vector<float>{21 + 3 * 43.0F, 2 * 21 + 4 * 43.0F});
}

TEST_CASE("an operator made for one direction gives the same there") {
    const conv2d spec{.filters = 4, .stride = 2, .padding = 1};
    const sei::shape in{3, 7, 7};
    const sei::shape out{4, 4, 4};
    const std::vector<float> weight = test::random_numbers(4 * 3 * 9, 1, -1.0F, 1.0F);
    const linear_operator<conv2d, float> both(spec, in, out, weight);
    const linear_operator<conv2d, float> forward(spec, in, out, weight, directions::forward);
    const linear_operator<conv2d, float> transposed(spec, in, out, weight, directions::transposed);
    const std::vector<float> x = test::random_numbers(in.elements(), 2, -1.0F, 1.0F);
    const std::vector<float> q = test::random_numbers(out.elements(), 3, -1.0F, 1.0F);
    scratch_space<float> scratch;
    std::vector<float> y(out.elements());
    std::vector<float> same_y(out.elements());
    both.apply(x.data(), y.data(), scratch);
    forward.apply(x.data(), same_y.data(), scratch);
    CHECK(y == same_y);
    std::vector<float> back(in.elements());
    std::vector<float> same_back(in.elements());
    both.apply_transposed(q.data(), back.data(), scratch);
    transposed.apply_transposed(q.data(), same_back.data(), scratch);
    CHECK(back == same_back);
}

TEST_CASE("one operator serves several threads, each with its own scratch memory") {
    const conv2d spec{.filters = 8, .padding = 1};
    const std::vector<float> weight = test::random_numbers(8 * 6 * 9, 1, -1.0F, 1.0F);
    const linear_operator<conv2d, float> found(spec, {6, 9, 9}, {8, 9, 9}, weight);
    const std::vector<float> q = test::random_numbers(8 * 81, 2, -1.0F, 1.0F);
    std::array<std::vector<float>, 4> results;
    {
        std::vector<std::jthread> threads;
        for (std::vector<float>& result : results)
            threads.emplace_back([&] {
                scratch_space<float> scratch;
                result.resize(6 * 81);
                for (int round = 0; round < 20; ++round)
                    found.apply_transposed(q.data(), result.data(), scratch);
            });
    }
    for (const std::vector<float>& result : results) CHECK(result == results[0]);
    CHECK(results[0][0] != 0);
}
