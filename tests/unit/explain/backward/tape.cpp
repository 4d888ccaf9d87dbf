// SPDX-License-Identifier: MIT
#include <sei/explain/backward/tape.hpp>

#include "../reference_nets.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;
using namespace sei::layers;

namespace {

struct small_classifier final
    : sei::network<input{.channels = 2}, dense{.units = 3, .bias = false, .name = "fc"},
                   softmax{.name = "softmax"}> {};

/// Identity on the first two outputs, their sum on the third.
template <class Scalar>
sei::weights::folded_weights<Scalar> weights_of_small_classifier() {
    sei::weights::folded_weights<Scalar> weights(3);
    weights.tensor(1, 0) = {1, 0, 0, 1, 1, 1};
    return weights;
}

template <class Net, class Scalar>
double worst_logit_error(const sei::weights::folded_weights<Scalar>& weights,
                         const test::reference_file& reference) {
    tape<Net, Scalar> recorded(weights);
    const test::array input = reference.at("input");
    const test::array logits = reference.at("logits");
    const test::array classes = reference.at("argmax");
    double worst = 0;
    for (std::size_t i = 0; i < input.samples(); ++i) {
        recorded.record(input.sample<Scalar>(i));
        worst = test::worse(worst, test::error_in_max_norm(recorded.logits(), logits.sample(i)));
        CHECK(static_cast<double>(recorded.predicted_class()) == classes.values[i]);
    }
    return worst;
}

} // namespace

TEST_CASE("logits and predicted classes of the Fashion-MNIST network agree with PyTorch") {
    const test::reference_file reference{test::golden("netA.ref.safetensors")};
    // The stored logits are rounded to float32 (6e-8).
    CHECK(worst_logit_error<test::net_a>(test::weights_of_net_a<double>(), reference) < 1e-7);
    // Sums of up to 3,136 products in float32, each rounding 6e-8, random in sign.
    CHECK(worst_logit_error<test::net_a>(test::weights_of_net_a<float>(), reference) < 2e-6);
}

TEST_CASE("every stored activation of a network with folded BatchNorm and residuals agrees with PyTorch") {
    const test::reference_file reference{test::golden("netB.ref.safetensors")};
    const auto weights = test::weights_of_net_b<double>();
    CHECK(worst_logit_error<test::net_b>(weights, reference) < 1e-7);
    tape<test::net_b, double> recorded(weights);
    recorded.record(reference.at("input").sample(0));
    std::size_t compared = 0;
    for (const std::string& name : reference.names_after("act.")) {
        const std::size_t index = test::node_named<test::net_b>(name);
        // PyTorch stored what the convolution gives before BatchNorm; folded, that number no longer exists.
        if (sei::nodes_of<test::net_b>()[index].absorbs != sei::no_node) continue;
        CAPTURE(name);
        CHECK(test::error_in_max_norm(recorded.value(index), reference.at("act." + name).sample(0)) < 1e-7);
        ++compared;
    }
    CHECK(compared == 14);
}

TEST_CASE("a tape can be used again, also with fewer activations than before") {
    const auto weights = test::weights_of_net_b<float>();
    const test::array images = test::reference_file{test::golden("netB.ref.safetensors")}.at("input");
    tape<test::net_b, float> fresh(weights);
    fresh.record(images.sample<float>(1));
    tape<test::net_b, float> used(weights);
    used.record(images.sample<float>(0));
    used.record(images.sample<float>(1));
    for (std::size_t i = 0; i < sei::nodes_of<test::net_b>().size(); ++i)
        CHECK(std::ranges::equal(used.value(i), fresh.value(i)));
}

TEST_CASE(
    "logits are the values before a final softmax, and the first of equal ones is the predicted class") {
    const auto weights = weights_of_small_classifier<double>();
    tape<small_classifier, double> recorded(weights);
    recorded.record(std::vector<double>{2.0, 0.0});
    CHECK(std::ranges::equal(recorded.logits(), std::vector<double>{2.0, 0.0, 2.0}));
    CHECK(recorded.predicted_class() == 0);
    CHECK(recorded.value(2)[0] == doctest::Approx(1 / (2 + std::exp(-2.0))).epsilon(1e-15));
    static_assert(logit_node<small_classifier> == 1);
    static_assert(logit_node<test::net_a> == sei::nodes_of<test::net_a>().size() - 1);
}

TEST_CASE("an image of the wrong size is an error that says both sizes") {
    const auto weights = weights_of_small_classifier<float>();
    tape<small_classifier, float> recorded(weights);
    CHECK_THROWS_WITH_AS(recorded.record(std::vector<float>(3)),
                         "an image of 3 numbers came where the network takes 2", sei::error);
    CHECK_THROWS_AS(recorded.record({}), sei::error);
}

TEST_CASE("a block is known by its last node") {
    CHECK(last_node_of<test::net_b>(0) == 0);
    CHECK(last_node_of<test::net_b>(1) == test::node_named<test::net_b>("conv1"));
    CHECK(last_node_of<test::net_b>(10) == test::node_named<test::net_b>("sum1"));
}
