// SPDX-License-Identifier: MIT
#include <sei/explain/composite.hpp>

#include "reference_nets.hpp"

#include <sei/explain/backward.hpp>

#include <doctest/doctest.h>

// A layer that sei doesn't have, described, computed, differentiated and explained from outside.
namespace outside {

struct leaky_relu {
    float slope = 0.01F;
    sei::label name{};

    static constexpr sei::label kind = "leaky_relu";

    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const { return {in}; }
};

} // namespace outside

template <>
struct sei::kernels::forward<outside::leaky_relu> {
    template <class Scalar>
    static constexpr void run(const outside::leaky_relu& spec, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        for (std::size_t i = 0; i < out.elements(); ++i)
            result[i] = inputs[0].data[i] * (inputs[0].data[i] > Scalar{0} ? Scalar{1} : Scalar{spec.slope});
    }
};

template <>
struct sei::explain::gradient_of<outside::leaky_relu> {
    template <class Scalar>
    static void run(const outside::leaky_relu& spec, const backward_site<Scalar>& site) {
        for (std::size_t i = 0; i < site.from.size(); ++i)
            site.into[0][i] += site.from[i] * (site.output[i] > Scalar{0} ? Scalar{1} : Scalar{spec.slope});
    }
};

template <>
struct sei::explain::rule_of<outside::leaky_relu> {
    using type = rules::pass;
};

namespace {

using namespace sei::explain;
using namespace sei::layers;

struct net_c final : sei::network<input{.channels = 4}, dense{.units = 3, .name = "fc1"},
                                  relu{.name = "relu1"}, dense{.units = 2, .name = "fc2"}> {};

struct net_tie final : sei::network<input{.channels = 1, .height = 4, .width = 4}, max_pool{.name = "pool"},
                                    flatten{.name = "flatten"}, dense{.units = 2, .name = "fc"}> {};

struct softmax_net final
    : sei::network<input{.channels = 4}, dense{.units = 3, .name = "fc"}, softmax{.name = "softmax"}> {};

struct leaky_net final
    : sei::network<input{.channels = 2, .height = 5, .width = 5}, conv2d{.filters = 3, .name = "conv"},
                   outside::leaky_relu{.slope = 0.25F, .name = "leaky"}, flatten{},
                   dense{.units = 2, .name = "fc"}> {};

/// One rule for all layers with weights.
template <auto Rule>
using everywhere = composite<on<Rule, conv2d, dense>>;

/// All samples and layers that the reference has of one composite; the inputs are stored exactly.
template <class Net, class Pass>
void check_against(const std::string& net, const std::string& composite) {
    const test::reference_file reference{test::golden(net + ".ref.safetensors")};
    const auto weights = test::golden_weights<double, Net>(net + ".weights.safetensors");
    tape<Net, double> recorded(weights);
    backward<Net, double, Pass> pass(weights);
    const test::array images = reference.at("input");
    const auto layers = reference.names_after("rel." + composite + ".");
    REQUIRE(layers.size() == sei::nodes_of<Net>().size());
    for (std::size_t i = 0; i < images.samples(); ++i) {
        recorded.record(images.sample(i));
        REQUIRE(test::error_in_max_norm(recorded.logits(), reference.at("logits").sample(i)) < 1e-15);
        pass.run(recorded, static_cast<std::size_t>(reference.at("argmax").values[i]));
        for (const std::string& layer : layers) {
            CAPTURE(i);
            CAPTURE(layer);
            // Float64 on both sides: a few roundings.
            CHECK(test::error_in_max_norm(pass.at(test::node_named<Net>(layer)),
                                          reference.at("rel." + composite + "." + layer).sample(i)) < 1e-13);
        }
    }
}

} // namespace

TEST_CASE(
    "rules on all layers of a small perceptron agree with Zennit, for negative and all-zero inputs too") {
    check_against<net_c, relevance_pass<everywhere<rules::epsilon{}>>>("netC", "Epsilon1e-6");
    check_against<net_c, relevance_pass<everywhere<rules::epsilon{.stabiliser = 0.25}>>>("netC",
                                                                                         "Epsilon0.25");
    check_against<net_c, relevance_pass<everywhere<rules::z_plus{}>>>("netC", "ZPlus");
    check_against<net_c, gradient_pass>("netC", "Gradient");
}

TEST_CASE("ties in max pooling go to the first maximum, as in Zennit") {
    check_against<net_tie, relevance_pass<composites::epsilon_plus>>("netTie", "Epsilon1e-6");
}

TEST_CASE("epsilon_plus gives z+ to convolutions and epsilon to dense layers") {
    using composites::epsilon_plus;
    using net = leaky_net; // 0 input, 1 convolution, 2 leaky_relu, 3 flatten, 4 dense
    static_assert(std::is_same_v<decltype(epsilon_plus::rule<net, 1>()), rules::z_plus>);
    static_assert(std::is_same_v<decltype(epsilon_plus::rule<net, 2>()), rules::pass>);
    static_assert(std::is_same_v<decltype(epsilon_plus::rule<net, 3>()), rules::gradient>);
    static_assert(std::is_same_v<decltype(epsilon_plus::rule<net, 4>()), rules::epsilon>);
    CHECK(epsilon_plus::rule<net, 4>().stabiliser == 1e-6);
}

TEST_CASE("of several entries that fit a layer the first decides: by name, by place, by type") {
    using mine = composite<named<"fc2", rules::z_plus{}>, on_first<rules::epsilon{.stabiliser = 0.5}, dense>,
                           on<rules::epsilon{}, dense>, on<rules::pass{}, relu>>;
    CHECK(mine::rule<net_c, 1>().stabiliser == 0.5);
    static_assert(std::is_same_v<decltype(mine::rule<net_c, 3>()), rules::z_plus>);
    using by_type =
        composite<on_first<rules::epsilon{.stabiliser = 0.5}, dense>, on<rules::epsilon{}, dense>>;
    CHECK(by_type::rule<net_c, 3>().stabiliser == 1e-6);
}

TEST_CASE("a layer without a rule is known as such, and needs none behind the logits") {
    static_assert(has_rule<outside::leaky_relu>);
    static_assert(!has_rule<softmax>);
    using pass = relevance_pass<composites::epsilon_plus>;
    static_assert(!pass::supports<softmax_net, 2>);
    static_assert(gradient_pass::supports<softmax_net, 2>);
}

TEST_CASE("a layer from outside has gradients and relevance like sei's own") {
    const auto weights = test::random_weights<double, leaky_net>(7);
    const std::vector<float> image = test::random_numbers(leaky_net::input.elements(), 8, -1.0F, 1.0F);
    std::vector<double> x(image.begin(), image.end());
    tape<leaky_net, double> recorded(weights);
    recorded.record(x);
    const std::size_t leaky = test::node_named<leaky_net>("leaky");
    CHECK(std::ranges::any_of(recorded.value(leaky), [](double value) { return value < 0; }));

    gradients<leaky_net, double> gradient(weights);
    gradient.run(recorded, 0);
    relevances<leaky_net, double> relevance(weights);
    relevance.run(recorded, 0);
    CHECK(std::ranges::equal(relevance.at(leaky), relevance.at(leaky - 1))); // rules::pass

    // Piecewise linear: a difference quotient is exact but for rounding.
    constexpr double step = 0x1p-14;
    std::vector<double> differences;
    for (double& pixel : x) {
        const double there = pixel;
        pixel = there + step;
        recorded.record(x);
        const double above = recorded.logits()[0];
        pixel = there - step;
        recorded.record(x);
        differences.push_back((above - recorded.logits()[0]) / (2 * step));
        pixel = there;
    }
    CHECK(test::error_in_max_norm(gradient.at(0), differences) < 1e-9);
}
