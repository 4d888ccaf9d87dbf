// SPDX-License-Identifier: MIT
#include <sei/explain/backward/composite.hpp>

#include "../composite_check.hpp"

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

// The inputs are stored exactly, and relevance in float64, as it was computed: a few roundings.
template <class Scalar>
constexpr test::relevance_tolerance exact =
    std::is_same_v<Scalar, double> ? test::relevance_tolerance{1e-13, 1e-13}
                                   : test::relevance_tolerance{1e-5, 1e-5};

} // namespace

TEST_CASE_TEMPLATE(
    "every rule on all layers of a small perceptron agrees with Zennit, for negative and all-zero "
    "inputs too",
    Scalar, double, float) {
    constexpr test::relevance_tolerance tolerance = exact<Scalar>;
    const auto weights = test::golden_weights<Scalar, net_c>("netC.weights.safetensors");
    test::checked_network<net_c, Scalar> network("netC", weights);
    network.check_activations(std::is_same_v<Scalar, double> ? 1e-15 : 1e-7);
    network.template check_composite<everywhere<rules::epsilon{}>>("Epsilon1e-6", tolerance);
    network.template check_composite<everywhere<rules::epsilon{.stabiliser = 0.25}>>("Epsilon0.25",
                                                                                     tolerance);
    network.template check_composite<everywhere<rules::epsilon{.stabiliser = 0.25, .bias = false}>>(
        "Epsilon0.25_nobias", tolerance);
    network.template check_composite<everywhere<rules::z_plus{}>>("ZPlus", tolerance);
    network.template check_composite<everywhere<rules::z_plus{.bias = false}>>("ZPlus_nobias", tolerance);
    network.template check_composite<everywhere<rules::alpha_beta{}>>("AlphaBeta21", tolerance);
    network.template check_composite<everywhere<rules::alpha_beta{.alpha = 1, .beta = 0}>>("AlphaBeta10",
                                                                                           tolerance);
    network.template check_composite<everywhere<rules::gamma{.gain = 0.25}>>("Gamma0.25", tolerance);
    network.template check_composite<everywhere<rules::gamma{.gain = 1}>>("Gamma1", tolerance);
    network.template check_composite<everywhere<rules::z_box<>{.low = {-1}, .high = {4}}>>("ZBox", tolerance);
    network.template check_composite<everywhere<rules::w_square{}>>("WSquare", tolerance);
    network.template check_composite<everywhere<rules::flat{}>>("Flat", tolerance);
    network.check(gradient_pass{}, "Gradient", tolerance);
    network.check_nothing_is_left();
}

TEST_CASE_TEMPLATE("ties in max pooling go to the first maximum, as in Zennit", Scalar, double, float) {
    const auto weights = test::golden_weights<Scalar, net_tie>("netTie.weights.safetensors");
    test::checked_network<net_tie, Scalar> network("netTie", weights);
    network.check_activations(std::is_same_v<Scalar, double> ? 1e-15 : 1e-7);
    network.template check_composite<composites::epsilon_plus>("Epsilon1e-6", exact<Scalar>);
    network.check_nothing_is_left();
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

TEST_CASE("the other composites differ where their names say") {
    using net = leaky_net;
    using alpha_beta = composites::epsilon_alpha2_beta1;
    CHECK(alpha_beta::rule<net, 1>().alpha == 2);
    CHECK(alpha_beta::rule<net, 1>().beta == 1);
    static_assert(std::is_same_v<decltype(alpha_beta::rule<net, 4>()), rules::epsilon>);
    using box = composites::epsilon_gamma_box<rules::z_box<>{.low = {-1}, .high = {2}}>;
    CHECK(box::rule<net, 1>().high[0] == 2);
    CHECK(box::rule<test::net_a, 1>().low[0] == -1);
    CHECK(box::rule<test::net_a, 3>().gain == 0.25);
    // Flat goes to the first layer with weights, be it a convolution or dense.
    using flat = composites::epsilon_plus_flat;
    static_assert(std::is_same_v<decltype(flat::rule<net, 1>()), rules::flat>);
    static_assert(std::is_same_v<decltype(flat::rule<net, 4>()), rules::epsilon>);
    static_assert(std::is_same_v<decltype(flat::rule<net_c, 1>()), rules::flat>);
    static_assert(std::is_same_v<decltype(flat::rule<net_c, 3>()), rules::epsilon>);
    using everywhere = composites::epsilon_everywhere<rules::epsilon{.stabiliser = 0.25}>;
    CHECK(everywhere::rule<net, 1>().stabiliser == 0.25);
    CHECK(everywhere::rule<net, 4>().stabiliser == 0.25);
    CHECK(composites::epsilon_everywhere<>::rule<net, 1>().stabiliser == 1e-6);
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
