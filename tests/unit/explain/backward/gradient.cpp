// SPDX-License-Identifier: MIT
#include <sei/explain/backward/gradient.hpp>

#include "../support.hpp"

#include <sei/explain/backward/pass.hpp>

#include <doctest/doctest.h>

using namespace sei::explain;
using namespace sei::layers;

namespace {

constexpr input map{.channels = 4, .height = 6, .width = 7};
constexpr dense head{.units = 3, .name = "head"};

/// A map through one layer; the dense layer behind weighs each output differently.
template <auto Layer>
struct map_net final : sei::network<map, Layer, flatten{}, head> {};

template <auto... Layers>
struct vector_net final : sei::network<input{.channels = 9}, Layers..., head> {};

struct folded_batch_norm_net final
    : sei::network<map, conv2d{.filters = 5, .bias = false, .name = "conv"}, batch_norm{.name = "bn"}, relu{},
                   flatten{}, dense{.units = 6, .name = "fc"}, batch_norm{.name = "bn_fc"}, head> {};

struct identity_residual_net final
    : sei::network<map,
                   sei::residual<sei::sequence<conv2d{.filters = 4, .padding = 1, .name = "body"}, relu{}>>{},
                   relu{}, flatten{}, head> {};

struct branching_net final
    : sei::network<
          map,
          sei::concat<
              sei::sequence<>, sei::sequence<conv2d{.filters = 3, .padding = 1, .name = "first"}, relu{}>,
              sei::sequence<
                  sei::residual<sei::sequence<conv2d{.filters = 2, .kernel = 1, .name = "body"}>,
                                sei::sequence<conv2d{.filters = 2, .padding = 1, .name = "shortcut"}>>{}>>{},
          max_pool{}, flatten{}, head> {};

/// The largest difference between the gradient of each logit and central differences, over the largest
/// gradient.
template <class Net>
double worst_error(std::uint32_t seed = 1) {
    constexpr double step = 0x1p-14;
    const auto weights = test::random_weights<double, Net>(seed);
    const std::vector<float> image = test::random_numbers(Net::input.elements(), seed + 100, -2.0F, 8.0F);
    tape<Net, double> recorded(weights);
    gradients<Net, double> gradient(weights);
    double worst = 0;
    for (std::size_t target = 0; target < recorded.logits().size(); ++target) {
        std::vector<double> x(image.begin(), image.end());
        recorded.record(x);
        gradient.run(recorded, target);
        const auto logit_at = [&](std::size_t i, double value) {
            x[i] = value;
            recorded.record(x);
            return recorded.logits()[target];
        };
        std::vector<double> differences(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double there = x[i];
            differences[i] = (logit_at(i, there + step) - logit_at(i, there - step)) / (2 * step);
            x[i] = there;
        }
        worst = test::worse(worst, test::error_in_max_norm(gradient.at(0), differences));
    }
    return worst;
}

/// Logits of up to 100, rounded to 1e-16 of their size, divided by a step of 6e-5: 2e-10 at most where the
/// network is piecewise linear. Softmax adds a truncation of step^2, 4e-9. A kink within the step would
/// show as an error of the gradient's own size, so that a passing image is one without kinks nearby.
constexpr double tolerance = 1e-8;

/// Float, whose maps stay in the kernels' blocks, against double in rows: the worst error of the values, the
/// gradients and (a tenth of) EpsilonPlus relevance over all nodes. Relevance divides by the logit, whose
/// terms may cancel, so that its bound is ten times as wide, as against the reference (1e-4, epsilon 1e-6).
template <class Net>
double worst_error_in_float() {
    const auto weights = test::random_weights<float, Net>(1);
    const auto exact = test::random_weights<double, Net>(1);
    const std::vector<float> image = test::random_numbers(Net::input.elements(), 101, -2.0F, 8.0F);
    tape<Net, float> recorded(weights);
    tape<Net, double> expected(exact);
    gradients<Net, float> gradient(weights);
    gradients<Net, double> expected_gradient(exact);
    relevances<Net, float> relevance(weights);
    relevances<Net, double> expected_relevance(exact);
    double worst = 0;
    for (const std::size_t target :
         {std::size_t{2}, std::size_t{0}}) { // again, with what the first run left behind
        recorded.record(image);
        expected.record(std::vector<double>(image.begin(), image.end()));
        gradient.run(recorded, target);
        expected_gradient.run(expected, target);
        relevance.run(recorded, target);
        expected_relevance.run(expected, target);
        for (std::size_t i = 0; i < logit_node<Net>; ++i)
            worst = (std::max)({worst, test::error_in_max_norm(recorded.value(i), expected.value(i)),
                                test::error_in_max_norm(gradient.at(i), expected_gradient.at(i)),
                                test::error_in_max_norm(relevance.at(i), expected_relevance.at(i)) / 10});
    }
    return worst;
}

/// One max_pool or avg_pool by hand.
template <class Pool>
std::vector<double> pool_gradient(const Pool& spec, sei::shape in, const std::vector<double>& x,
                                  const std::vector<double>& from) {
    const sei::shape out = spec.infer(in).output;
    std::vector<double> into(x.size());
    double* const target = into.data();
    const sei::kernels::operand<double> operand{x.data(), in};
    gradient_of<Pool>::run(
        spec, backward_site<double>{
                  .inputs = {&operand, 1}, .output = {}, .from = from, .into = {&target, 1}, .out = out});
    return into;
}

} // namespace

TEST_CASE("gradients of linear layers equal central differences") {
    CHECK(worst_error<map_net<conv2d{.filters = 3, .name = "conv"}>>() < tolerance);
    CHECK(
        worst_error<map_net<conv2d{.filters = 6, .stride = 2, .padding = 1, .groups = 2, .name = "conv"}>>() <
        tolerance);
    CHECK(worst_error<map_net<conv2d{.filters = 3,
                                     .kernel = {2, 3},
                                     .stride = {2, 1},
                                     .padding = {0, 2},
                                     .dilation = {3, 2},
                                     .bias = false,
                                     .name = "conv"}>>() < tolerance);
    CHECK(worst_error<map_net<conv2d{.filters = 4, .padding = 1, .groups = 4, .name = "conv"}>>() <
          tolerance);
    CHECK(worst_error<vector_net<dense{.units = 5, .bias = false, .name = "fc"}>>() < tolerance);
}

TEST_CASE("gradients of pointwise layers equal central differences") {
    CHECK(worst_error<map_net<relu{}>>() < tolerance);
    CHECK(worst_error<map_net<relu6{}>>() < tolerance);
    CHECK(worst_error<map_net<batch_norm{.name = "bn"}>>() < tolerance);
    CHECK(worst_error<map_net<dropout{}>>() < tolerance);
    CHECK(worst_error<map_net<flatten{}>>() < tolerance);
    CHECK(worst_error<vector_net<relu6{}>>() < tolerance);
    CHECK(worst_error<vector_net<batch_norm{.name = "bn"}>>() < tolerance);
    CHECK(worst_error<vector_net<softmax{}>>() < tolerance);
}

TEST_CASE("gradients of pooling layers equal central differences, also where windows overlap or reach into "
          "padding") {
    CHECK(worst_error<map_net<max_pool{}>>() < tolerance);
    CHECK(worst_error<map_net<max_pool{.kernel = 3, .stride = 1, .padding = 1}>>() < tolerance);
    CHECK(worst_error<map_net<max_pool{.kernel = {3, 2}, .stride = {2, 1}}>>() < tolerance);
    CHECK(worst_error<map_net<avg_pool{.kernel = 3, .stride = 2, .padding = 1}>>() < tolerance);
    CHECK(
        worst_error<map_net<avg_pool{.kernel = 3, .stride = 2, .padding = 1, .count_include_pad = false}>>() <
        tolerance);
    CHECK(worst_error<map_net<avg_pool{
              .kernel = {2, 4}, .stride = 1, .padding = {1, 2}, .count_include_pad = false}>>() < tolerance);
    CHECK(worst_error<map_net<global_avg_pool{}>>() < tolerance);
}

TEST_CASE("gradients through folded BatchNorm and through blocks equal central differences") {
    CHECK(worst_error<folded_batch_norm_net>() < tolerance);
    CHECK(worst_error<identity_residual_net>() < tolerance);
    CHECK(worst_error<branching_net>() < tolerance);
}

TEST_CASE("at the kinks themselves relu and relu6 have gradient zero, as in PyTorch") {
    const std::vector<double> x{-1, 0, 3, 6, 7};
    const std::vector<double> from{1, 1, 1, 1, 1};
    const auto through = [&](const auto& spec, const std::vector<double>& output) {
        std::vector<double> into(x.size());
        double* const target = into.data();
        gradient_of<std::remove_cvref_t<decltype(spec)>>::run(
            spec, backward_site<double>{.inputs = {}, .output = output, .from = from, .into = {&target, 1}});
        return into;
    };
    CHECK(through(relu{}, {0, 0, 3, 6, 7}) == std::vector<double>{0, 0, 1, 1, 1});
    CHECK(through(relu6{}, {0, 0, 3, 6, 6}) == std::vector<double>{0, 0, 1, 0, 0});
}

TEST_CASE("of equal maxima the first in row-major order receives everything, and overlapping windows add") {
    CHECK(pool_gradient(max_pool{}, {1, 2, 4}, {5, 5, 0, 1, 5, 5, 2, 2}, {10, 20}) ==
          std::vector<double>{10, 0, 0, 0, 0, 0, 20, 0});
    CHECK(pool_gradient(max_pool{.kernel = {1, 3}, .stride = 1}, {1, 1, 5}, {0, 1, 4, 1, 4}, {1, 2, 4}) ==
          std::vector<double>{0, 0, 7, 0, 0});
}

TEST_CASE("an average hands back equal shares of the divisor that was used") {
    const avg_pool with_padding{.kernel = 2, .stride = 2, .padding = 1};
    avg_pool without_padding = with_padding;
    without_padding.count_include_pad = false;
    // The four corner windows see one number each.
    CHECK(pool_gradient(with_padding, {1, 2, 2}, {1, 2, 3, 4}, {4, 8, 12, 16}) ==
          std::vector<double>{1, 2, 3, 4});
    CHECK(pool_gradient(without_padding, {1, 2, 2}, {1, 2, 3, 4}, {4, 8, 12, 16}) ==
          std::vector<double>{4, 8, 12, 16});
}

TEST_CASE("float in the kernels' blocks agrees with double in rows, whichever of the two a layer sees") {
    constexpr double in_float = 1e-5;
    CHECK(worst_error_in_float<map_net<conv2d{.filters = 35, .padding = 1, .name = "conv"}>>() < in_float);
    CHECK(worst_error_in_float<map_net<conv2d{.filters = 6, .stride = 2, .groups = 2, .name = "conv"}>>() <
          in_float);
    CHECK(worst_error_in_float<map_net<conv2d{.filters = 3, .kernel = 1, .stride = 2, .name = "conv"}>>() <
          in_float);
    CHECK(worst_error_in_float<map_net<conv2d{.filters = 3, .kernel = 1, .padding = 1, .name = "conv"}>>() <
          in_float); // no transposed kernel
    CHECK(worst_error_in_float<map_net<relu6{}>>() < in_float);
    CHECK(worst_error_in_float<map_net<dropout{}>>() < in_float);
    CHECK(worst_error_in_float<map_net<batch_norm{.name = "bn"}>>() < in_float);
    CHECK(worst_error_in_float<map_net<max_pool{.kernel = 3, .stride = 1, .padding = 1}>>() < in_float);
    CHECK(worst_error_in_float<map_net<avg_pool{.kernel = 3, .stride = 2, .padding = 1}>>() < in_float);
    CHECK(worst_error_in_float<map_net<global_avg_pool{}>>() < in_float);
    CHECK(worst_error_in_float<folded_batch_norm_net>() < in_float);
    CHECK(worst_error_in_float<identity_residual_net>() < in_float);
    CHECK(worst_error_in_float<branching_net>() < in_float);
}
