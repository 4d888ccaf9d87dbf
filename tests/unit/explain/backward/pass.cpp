// SPDX-License-Identifier: MIT
#include <sei/explain/backward/pass.hpp>

#include "../reference_nets.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;
using namespace sei::layers;

namespace {

struct with_softmax final : sei::network<input{.channels = 3}, dense{.units = 4, .name = "fc1"}, relu{},
                                         dense{.units = 3, .name = "fc2"}, softmax{}> {};
struct without_softmax final : sei::network<input{.channels = 3}, dense{.units = 4, .name = "fc1"}, relu{},
                                            dense{.units = 3, .name = "fc2"}> {};

/// EpsilonPlus relevance of one sample at every layer that the reference stores.
template <class Net, class Scalar>
void check_relevance(const sei::weights::folded_weights<Scalar>& weights,
                     const test::reference_file& reference, std::size_t stored_layers, double tolerance) {
    tape<Net, Scalar> recorded(weights);
    relevances<Net, Scalar> relevance(weights);
    recorded.record(reference.at("input").template sample<Scalar>(0));
    relevance.run(recorded, recorded.predicted_class());
    const auto names = reference.names_after("rel.EpsilonPlus.");
    CHECK(names.size() == stored_layers);
    for (const std::string& name : names) {
        CAPTURE(name);
        CHECK(test::error_in_max_norm(relevance.at(test::node_named<Net>(name)),
                                      reference.at("rel.EpsilonPlus." + name).sample(0)) < tolerance);
    }
}

/// Total relevance at every layer, for every sample, relative to the sum of magnitudes.
template <class Net, class Scalar>
void check_totals(const sei::weights::folded_weights<Scalar>& weights, const test::reference_file& reference,
                  double tolerance) {
    tape<Net, Scalar> recorded(weights);
    relevances<Net, Scalar> relevance(weights);
    const test::array images = reference.at("input");
    const auto names = reference.names_after("sum.EpsilonPlus.");
    CHECK(names.size() == sei::nodes_of<Net>().size()); // all layers, the input included
    for (std::size_t image = 0; image < images.samples(); ++image) {
        recorded.record(images.template sample<Scalar>(image));
        relevance.run(recorded, static_cast<std::size_t>(reference.at("argmax").values[image]));
        for (const std::string& name : names) {
            double total = 0;
            double magnitude = 0;
            for (const Scalar value : relevance.at(test::node_named<Net>(name))) {
                total += double{value};
                magnitude += std::abs(double{value});
            }
            CAPTURE(name);
            CAPTURE(image);
            CHECK(std::abs(total - reference.at("sum.EpsilonPlus." + name).values[image]) <
                  tolerance * magnitude);
        }
    }
}

// The references were computed in float64; relevance is stored in float32, which rounds each number at 6e-8.
constexpr double in_double = 1e-7;
// What float32 adds, in the max norm of each array, is known to be below 1e-6 for these networks.
constexpr double in_float = 1e-5;
constexpr double totals_in_double = 1e-12;

} // namespace

TEST_CASE("EpsilonPlus relevance of the Fashion-MNIST network agrees with Zennit at every layer") {
    const test::reference_file reference{test::golden("netA.ref.safetensors")};
    check_relevance<test::net_a>(test::weights_of_net_a<double>(), reference, 10, in_double);
    check_relevance<test::net_a>(test::weights_of_net_a<float>(), reference, 10, in_float);
}

TEST_CASE("so it does with folded BatchNorm, depthwise and strided convolutions and residuals") {
    const test::reference_file reference{test::golden("netB.ref.safetensors")};
    check_relevance<test::net_b>(test::weights_of_net_b<double>(), reference, 15, in_double);
    check_relevance<test::net_b>(test::weights_of_net_b<float>(), reference, 15, in_float);
}

TEST_CASE(
    "relevance totals agree with Zennit for all samples; biases absorb relevance, so they are below 1") {
    const test::reference_file net_a{test::golden("netA.ref.safetensors")};
    check_totals<test::net_a>(test::weights_of_net_a<double>(), net_a, totals_in_double);
    check_totals<test::net_a>(test::weights_of_net_a<float>(), net_a, in_float);
    const test::reference_file net_b{test::golden("netB.ref.safetensors")};
    check_totals<test::net_b>(test::weights_of_net_b<double>(), net_b, totals_in_double);
    check_totals<test::net_b>(test::weights_of_net_b<float>(), net_b, in_float);
    CHECK(net_a.at("sum.EpsilonPlus.input").values[0] < 0.95);
}

TEST_CASE("relevance is linear in what is injected at the logit, and one object serves many images") {
    const test::reference_file reference{test::golden("netB.ref.safetensors")};
    const auto weights = test::weights_of_net_b<double>();
    tape<test::net_b, double> recorded(weights);
    relevances<test::net_b, double> used(weights);
    recorded.record(reference.at("input").sample(1));
    used.run(recorded, 3);
    recorded.record(reference.at("input").sample(0));
    used.run(recorded, 5, 4.0);
    relevances<test::net_b, double> fresh(weights);
    fresh.run(recorded, 5);
    std::vector<double> four_times(fresh.at(0).begin(), fresh.at(0).end());
    for (double& value : four_times) value *= 4; // exact, as is every product with a power of two
    CHECK(std::ranges::equal(used.at(0), four_times));
    CHECK(*std::ranges::max_element(four_times) > 0);
}

TEST_CASE("a class that the network doesn't have is an error") {
    const auto weights = test::random_weights<double, without_softmax>(1);
    tape<without_softmax, double> recorded(weights);
    recorded.record(std::vector<double>{1, 2, 3});
    gradients<without_softmax, double> gradient(weights);
    CHECK_NOTHROW(gradient.run(recorded, 2));
    CHECK_THROWS_WITH_AS(gradient.run(recorded, 3), "class 3 was asked for, the network has 3", sei::error);
    CHECK_THROWS_AS(gradient.run(recorded, std::size_t(-1)), sei::error);
}

TEST_CASE("behind a final softmax the logit is explained, not the probability") {
    const auto weights = test::random_weights<double, with_softmax>(1);
    const auto same_weights = test::random_weights<double, without_softmax>(1);
    tape<with_softmax, double> recorded(weights);
    tape<without_softmax, double> plain(same_weights);
    recorded.record(std::vector<double>{1, -2, 3});
    plain.record(std::vector<double>{1, -2, 3});
    gradients<with_softmax, double> gradient(weights);
    gradients<without_softmax, double> plain_gradient(same_weights);
    relevances<with_softmax, double> relevance(weights);
    relevances<without_softmax, double> plain_relevance(same_weights);
    gradient.run(recorded, 1);
    plain_gradient.run(plain, 1);
    relevance.run(recorded, 1);
    plain_relevance.run(plain, 1);
    for (std::size_t i = 0; i < sei::nodes_of<without_softmax>().size(); ++i) {
        CHECK(std::ranges::equal(gradient.at(i), plain_gradient.at(i)));
        CHECK(std::ranges::equal(relevance.at(i), plain_relevance.at(i)));
    }
    CHECK(std::ranges::any_of(gradient.at(0), [](double value) { return value != 0; }));
}

TEST_CASE("an image that is not a number runs through, and shows at the logits and the layers before them") {
    const auto weights = test::weights_of_net_b<float>();
    tape<test::net_b, float> recorded(weights);
    gradients<test::net_b, float> gradient(weights);
    relevances<test::net_b, float> relevance(weights);
    recorded.record(
        std::vector<float>(test::net_b::input.elements(), std::numeric_limits<float>::quiet_NaN()));
    CHECK(std::ranges::all_of(recorded.logits(), [](float value) { return std::isnan(value); }));
    CHECK(recorded.predicted_class() == 0); // no logit is larger than the first
    gradient.run(recorded, 0);
    relevance.run(recorded, 0);
    const std::size_t flatten = test::node_named<test::net_b>("flatten");
    CHECK(std::ranges::none_of(gradient.at(flatten), [](float value) { return std::isnan(value); }));
    CHECK(std::ranges::all_of(relevance.at(flatten), [](float value) { return std::isnan(value); }));
}

namespace {

struct dead_area final : sei::network<input{.channels = 32, .height = 32, .width = 32},
                                      conv2d{.filters = 32, .padding = 1, .name = "conv"}, flatten{},
                                      dense{.units = 4, .name = "fc"}> {};

/// By which factor the one is most nearly the other.
double common_factor(std::span<const float> found, std::span<const double> expected) {
    double product = 0;
    double square = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        product += double{found[i]} * expected[i];
        square += expected[i] * expected[i];
    }
    return product / square;
}

} // namespace

TEST_CASE("no relevance leaks out of an area of zeros, where denominators are zero beside large ones") {
    // Winograd rounds relative to the largest number of a tile; divided by the stabiliser that would be 4 %.
    const auto random = test::random_weights<float, dead_area>(3);
    sei::weights::folded_weights<double> exact(sei::nodes_of<dead_area>().size());
    sei::weights::folded_weights<float> weights(sei::nodes_of<dead_area>().size());
    for (std::size_t node = 0; node < sei::nodes_of<dead_area>().size(); ++node)
        for (std::size_t k = 0; k < 2; ++k) {
            const auto tensor = random.of_node(node).tensors[k];
            weights.tensor(node, k).assign(tensor.begin(), tensor.end());
        }
    for (std::size_t i = 0; i < 32; i += 2) weights.tensor(1, 1)[i] = -1; // no positive part: z = 0
    for (std::size_t node = 0; node < sei::nodes_of<dead_area>().size(); ++node)
        for (std::size_t k = 0; k < 2; ++k) {
            const auto tensor = weights.of_node(node).tensors[k];
            exact.tensor(node, k).assign(tensor.begin(), tensor.end());
        }
    std::vector<float> image = test::random_numbers(dead_area::input.elements(), 4, 0.0F, 1.0F);
    for (std::size_t i = 0; i < image.size(); ++i)
        if (i % 32 >= 13) image[i] = 0;
    tape<dead_area, float> recorded(weights);
    tape<dead_area, double> recorded_exactly(exact);
    recorded.record(image);
    recorded_exactly.record(std::vector<double>(image.begin(), image.end()));
    relevances<dead_area, float> relevance(weights);
    relevances<dead_area, double> expected(exact);
    relevance.run(recorded, 0);
    expected.run(recorded_exactly, 0);
    // The logit, 61, is what is left of terms whose magnitudes add up to 33,559: its rounding, which depends
    // on the kernels' order of summation, scales all relevance alike (2e-5 with AVX2) and is no leak.
    const std::size_t before = test::node_named<dead_area>("fc") - 1;
    const double scale = common_factor(relevance.at(before), expected.at(before));
    CHECK(scale == doctest::Approx(1).epsilon(33'559.0 / 61 * 1e-6));
    std::vector<double> scaled;
    for (const float value : relevance.at(0)) scaled.push_back(double{value} / scale);
    CHECK(test::error_in_max_norm(scaled, expected.at(0)) < 1e-5);
}
