// SPDX-License-Identifier: MIT
/// All composites in whole networks against Zennit.
#include "composite_check.hpp"

using namespace sei::explain;
using namespace sei::layers;

namespace {

/// net_b with batch_norm by itself: a dropout, which does nothing, keeps it from being folded.
struct net_b_unfolded final
    : sei::network<
          input{.channels = 3, .height = 32, .width = 32},
          conv2d{.filters = 8, .stride = 2, .padding = 1, .bias = false, .name = "conv1"}, dropout{},
          batch_norm{.name = "bn1"}, relu{.name = "relu1"},
          conv2d{.filters = 8, .padding = 1, .groups = 8, .bias = false, .name = "dw2"}, dropout{},
          batch_norm{.name = "bn2"}, relu{.name = "relu2"}, conv2d{.filters = 16, .kernel = 1, .name = "pw3"},
          relu{.name = "relu3"}, avg_pool{.name = "avgpool"},
          sei::residual<sei::sequence<conv2d{.filters = 16, .padding = 1, .bias = false, .name = "conv4"},
                                      dropout{}, batch_norm{.name = "bn4"}, relu{.name = "relu4"},
                                      conv2d{.filters = 16, .padding = 1, .name = "conv5"}, dropout{},
                                      batch_norm{.name = "bn5"}>>{.name = "sum1"},
          relu{.name = "relu5"},
          sei::residual<
              sei::sequence<conv2d{.filters = 24, .stride = 2, .padding = 1, .bias = false, .name = "conv6"},
                            dropout{}, batch_norm{.name = "bn6"}, relu{.name = "relu6"},
                            conv2d{.filters = 24, .padding = 1, .bias = false, .name = "conv7"}, dropout{},
                            batch_norm{.name = "bn7"}>,
              sei::sequence<conv2d{.filters = 24, .kernel = 1, .stride = 2, .bias = false, .name = "ds"},
                            dropout{}, batch_norm{.name = "bnds"}>>{.name = "sum2"},
          relu{.name = "relu7"}, max_pool{.name = "maxpool"}, global_avg_pool{.name = "gap"},
          flatten{.name = "flatten"}, dense{.units = 10, .name = "fc"}> {};

// netA and netB: computed in float64 and stored in float32, which rounds each number at 6e-8.
template <class Scalar>
constexpr test::relevance_tolerance usual =
    std::is_same_v<Scalar, double> ? test::relevance_tolerance{1e-7, 1e-12}
                                   : test::relevance_tolerance{1e-5, 1e-5};
// Denominators that nearly cancel, with next to nothing to keep them from it.
template <class Scalar>
constexpr test::relevance_tolerance small_epsilon =
    std::is_same_v<Scalar, double> ? test::relevance_tolerance{1e-7, 1e-12}
                                   : test::relevance_tolerance{1e-4, 1e-4};

template <auto Limits, class Net, class Scalar>
void check_all(test::checked_network<Net, Scalar>& network) {
    network.template check_composite<composites::epsilon_plus>("EpsilonPlus", usual<Scalar>);
    network.template check_composite<composites::epsilon_alpha2_beta1>("EpsilonAlpha2Beta1", usual<Scalar>);
    network.template check_composite<composites::epsilon_gamma_box<Limits>>("EpsilonGammaBox", usual<Scalar>);
    network.template check_composite<composites::epsilon_plus_flat>("EpsilonPlusFlat", usual<Scalar>);
    network.template check_composite<composites::epsilon_everywhere<>>("Epsilon1e-6", small_epsilon<Scalar>);
    network.template check_composite<composites::epsilon_everywhere<rules::epsilon{.stabiliser = 0.25}>>(
        "Epsilon0.25", usual<Scalar>);
}

constexpr rules::z_box<> fashion_limits{.low = {0}, .high = {1}};
constexpr rules::z_box<3> colour_limits{.low = {-1, -1.25, -1.5}, .high = {1, 1.25, 1.5}};

} // namespace

TEST_CASE_TEMPLATE("all composites agree with Zennit in the Fashion-MNIST network", Scalar, double, float) {
    const auto weights = test::weights_of_net_a<Scalar>();
    test::checked_network<test::net_a, Scalar> network("netA", weights);
    network.check_activations(std::is_same_v<Scalar, double> ? 1e-7 : 2e-6);
    check_all<fashion_limits>(network);
    network.check_nothing_is_left();
}

TEST_CASE_TEMPLATE("so they do with folded BatchNorm, depthwise and strided convolutions and residuals",
                   Scalar, double, float) {
    const auto weights = test::weights_of_net_b<Scalar>();
    test::checked_network<test::net_b, Scalar> network("netB", weights);
    network.check_activations(std::is_same_v<Scalar, double> ? 1e-7 : 2e-6);
    check_all<colour_limits>(network);
    network.check_nothing_is_left({"EpsilonPlus_nocanon"});
}

TEST_CASE_TEMPLATE("batch_norm that is not folded passes relevance on, as in Zennit without a canonizer",
                   Scalar, double, float) {
    const auto weights = test::golden_weights<Scalar, net_b_unfolded>("netB.weights.safetensors");
    test::checked_network<net_b_unfolded, Scalar> network("netB", weights);
    network.check_activations(std::is_same_v<Scalar, double> ? 1e-7 : 2e-6);
    network.template check_composite<composites::epsilon_plus>(
        "EpsilonPlus_nocanon",
        std::is_same_v<Scalar, double> ? usual<double> : test::relevance_tolerance{1e-4, 1e-4});
}

TEST_CASE("folded weights are those of Zennit's canonizer") {
    const auto weights = test::weights_of_net_b<double>();
    for (const std::filesystem::path& path : test::files_of("netB")) {
        const test::reference_file reference{path};
        for (const std::string& name : reference.names_after("merged.")) { // the whole reference has them
            const std::size_t dot = name.rfind('.');
            const auto& parameters = weights.of_node(test::node_named<test::net_b>(name.substr(0, dot)));
            const std::span<const double> found =
                name.substr(dot) == ".weight" ? parameters.weight() : parameters.bias();
            CAPTURE(name);
            CHECK(test::error_in_max_norm(found, reference.at("merged." + name).values) < 1e-7);
        }
    }
}

TEST_CASE("a user's own list decides layer by layer in a network, and what it leaves alone stays as it was") {
    // epsilon_plus, but for conv5 by its name and the first dense layer.
    using mine = composite<named<"conv5", rules::w_square{}>, on_first<rules::flat{}, dense>,
                           on<rules::z_plus{}, conv2d>, on<rules::epsilon{}, dense>>;
    const auto weights = test::weights_of_net_a<double>();
    tape<test::net_a, double> recorded(weights);
    recorded.record(test::reference_file{test::golden("netA.ref.safetensors")}.at("input").sample(0));
    relevances<test::net_a, double> usual_rules(weights);
    relevances<test::net_a, double, mine> own_rules(weights);
    usual_rules.run(recorded, recorded.predicted_class());
    own_rules.run(recorded, recorded.predicted_class());
    const auto at = [](const auto& pass, std::string_view layer) {
        return pass.at(test::node_named<test::net_a>(layer));
    };
    CHECK(std::ranges::equal(at(own_rules, "fc1"), at(usual_rules, "fc1")));
    CHECK(!std::ranges::equal(at(own_rules, "flatten"), at(usual_rules, "flatten")));
    // flat: every input of fc1 gets the same.
    const std::span<const double> shares = at(own_rules, "flatten");
    CHECK(std::ranges::count(shares, shares[0]) == std::ptrdiff_t(shares.size()));
    // w^2 at conv5, by hand, from what arrives there.
    const std::size_t conv5 = test::node_named<test::net_a>("conv5");
    const sei::node& step = sei::nodes_of<test::net_a>()[conv5];
    const rules::w_square::prepared<conv2d, double> rule(
        rules::w_square{}, {sei::spec_of<test::net_a, 11>, step.in, step.out, weights.of_node(conv5)});
    CHECK(conv5 == 11);
    std::vector<double> expected(step.in.elements());
    double* const target = expected.data();
    const sei::kernels::operand<double> operand{recorded.value(conv5 - 1).data(), step.in};
    scratch_space<double> scratch;
    rule.run({.inputs = {&operand, 1},
              .output = recorded.value(conv5),
              .from = own_rules.at(conv5),
              .into = {&target, 1},
              .parameters = weights.of_node(conv5),
              .out = step.out,
              .scratch = &scratch});
    CHECK(std::ranges::equal(at(own_rules, "pool2"), expected));
}
