// SPDX-License-Identifier: MIT
#include <sei/explain/scores/image_scores.hpp>

#include "../reference_nets.hpp"

#include <doctest/doctest.h>

using namespace sei::explain;
using test::net_a;

TEST_CASE("scores of single images agree with the reference, layer by layer") {
    const test::reference_file reference{test::golden("netA.ref.safetensors")};
    const test::reference_file importance{test::golden("netA.cui.safetensors")};
    const auto pixels = reference.at("input").all<float>();
    const explained_network<net_a> explained(test::weights_of_net_a<float>());
    const auto scores = score_images(explained, {pixels, 8});
    REQUIRE(scores.size() == 8);
    const auto layers = importance.list("layers");
    for (std::size_t image = 0; image < 8; ++image) {
        CHECK(scores[image].predicted_class ==
              static_cast<std::size_t>(reference.at("argmax").values[image]));
        for (const std::string& name : importance.names_after("cui_img.")) {
            const std::size_t layer = sei::nodes_of<net_a>()[test::node_named<net_a>(name)].layer;
            CAPTURE(name);
            CHECK(scores[image].importance[layer] ==
                  doctest::Approx(importance.at("cui_img." + name).values[image]).epsilon(1e-5));
        }
    }
}

namespace {

struct with_softmax_inside final
    : sei::network<sei::layers::input{.channels = 4}, sei::layers::dense{.units = 3, .name = "fc"},
                   sei::layers::softmax{.name = "soft"}, sei::layers::dense{.units = 2, .name = "head"}> {};

} // namespace

TEST_CASE("a network with a layer without a rule is scored without relevance, with the reason") {
    using composites::epsilon_plus;
    static_assert(first_without_rule<net_a, epsilon_plus> == sei::no_node);
    static_assert(first_without_rule<test::net_b, epsilon_plus> == sei::no_node);
    static_assert(first_without_rule<with_softmax_inside, epsilon_plus> == 2);
    static_assert(std::is_same_v<relevance_if_possible<net_a, epsilon_plus>, epsilon_plus>);
    CHECK(missing_rule_sentence<net_a, epsilon_plus>().empty());
    CHECK(missing_rule_sentence<with_softmax_inside, epsilon_plus>() ==
          "Layer 2, 'soft' (softmax), has no relevance rule; specialise sei::explain::rule_of for it.");
    using possible = relevance_if_possible<with_softmax_inside, epsilon_plus>;
    const explained_network<with_softmax_inside> explained(
        test::random_weights<float, with_softmax_inside>(1));
    const auto scores = score_images<possible>(explained, {std::vector<float>{1, 2, 3, 4}, 1});
    CHECK(scores[0].relevance.empty());
    CHECK(scores[0].importance[1] > 0);
}

TEST_CASE("what comes behind the logits has no importance, and relevance can be left out") {
    using namespace sei::layers;
    struct with_softmax final
        : sei::network<input{.channels = 4}, dense{.units = 3, .name = "fc"}, softmax{.name = "softmax"}> {};
    const explained_network<with_softmax> explained(test::random_weights<float, with_softmax>(1));
    const std::vector<float> image{1, 2, 3, 4};
    const auto scores = score_images<no_relevance>(explained, {image, 1});
    CHECK(scores[0].importance[2] == 0);
    CHECK(scores[0].relevance.empty());
}
