// SPDX-License-Identifier: MIT
#include <sei/explain/scores/damage_scores.hpp>

#include "../reference_nets.hpp"

#include <doctest/doctest.h>

#include <tbb/global_control.h>

using namespace sei::explain;
using sei::damage_estimate;
using test::net_a;

namespace {

/// All elements become this share of themselves.
damage scaled(float share) {
    return {"scaled", [share](std::span<float> tensor, std::uint64_t) {
                for (float& value : tensor) value *= share;
            }};
}

const explained_network<net_a>& model_of_net_a() {
    static const explained_network<net_a> made(test::weights_of_net_a<float>());
    return made;
}

image_set images_of_net_a(std::size_t count) {
    static const auto pixels =
        test::reference_file{test::golden("netA.ref.safetensors")}.at("input").all<float>();
    return {std::span(pixels).first(count * net_a::input.elements()), count};
}

const damage_estimate& after(const std::vector<layer_damage>& layers, const std::string& name,
                             std::size_t which = 0) {
    const std::size_t layer = sei::nodes_of<net_a>()[test::node_named<net_a>(name)].layer;
    for (const layer_damage& each : layers)
        if (each.layer == layer) return each.estimates.at(which);
    throw sei::error("no estimate after " + name);
}

} // namespace

TEST_CASE("estimates of one image are what the formulas give in double precision") {
    const auto weights = test::weights_of_net_a<double>();
    tape<net_a, double> recorded(weights);
    gradients<net_a, double> gradient(weights);
    const auto image =
        test::reference_file{test::golden("netA.ref.safetensors")}.at("input").sample<double>(0);
    recorded.record(image);
    const std::size_t top = recorded.predicted_class();
    gradient.run(recorded, top);
    const std::vector<damage> damages{damages::quantised(2)};
    const auto found = score_damages(model_of_net_a(), images_of_net_a(1), damages);
    for (const std::string name : {"conv1", "pool1", "relu4", "fc1"}) {
        const std::size_t index = test::node_named<net_a>(name);
        std::vector<float> damaged(recorded.value(index).begin(), recorded.value(index).end());
        damages[0].apply(damaged, 0);
        double squares = 0;
        double sum = 0;
        for (std::size_t i = 0; i < damaged.size(); ++i) {
            const double term = gradient.at(index)[i] * (double{damaged[i]} - recorded.value(index)[i]);
            squares += term * term;
            sum += term;
        }
        CAPTURE(name);
        // float32 differences of neighbouring numbers, thousands of them
        CHECK(after(found, name).norm ==
              doctest::Approx(std::sqrt(squares) / recorded.logits()[top]).epsilon(1e-3));
        CHECK(after(found, name).sum ==
              doctest::Approx(std::abs(sum) / recorded.logits()[top]).epsilon(1e-2));
    }
}

TEST_CASE("behind the last layers the network is linear, and then the turn is exact") {
    // fc2 is linear in fc1's relu: z + J da are the logits of the damaged tensor.
    const auto weights = test::weights_of_net_a<float>();
    tape<net_a, float> recorded(weights);
    recorded.record(images_of_net_a(1).image(0));
    const std::size_t relu6 = test::node_named<net_a>("relu6");
    std::vector<float> damaged(recorded.value(relu6).begin(), recorded.value(relu6).end());
    const damage coarse = damages::quantised(1);
    coarse.apply(damaged, 0);
    const auto fc2 = weights.of_node(test::node_named<net_a>("fc2"));
    std::vector<double> before(recorded.logits().begin(), recorded.logits().end());
    std::vector<double> change(10);
    for (std::size_t k = 0; k < 10; ++k)
        for (std::size_t i = 0; i < damaged.size(); ++i)
            change[k] += double{fc2.weight()[k * damaged.size() + i]} *
                         (double{damaged[i]} - double{recorded.value(relu6)[i]});
    const auto found = score_damages(model_of_net_a(), images_of_net_a(1), {&coarse, 1});
    CHECK(after(found, "relu6").turn == doctest::Approx(detail::turn_of({before, change})).epsilon(1e-4));
}

TEST_CASE(
    "a damage that only scales or lifts the logits changes nothing, one that takes all leaves no direction") {
    const std::vector<double> logits{3, 1, -1};
    const auto pair = [&](std::vector<double> change) { return detail::logit_pair(logits, change); };
    CHECK(detail::turn_of(pair({3, 1, -1})) == doctest::Approx(0).epsilon(1e-15));
    CHECK(detail::shift_of(pair({3, 1, -1})) == doctest::Approx(0).epsilon(1e-15));
    CHECK(detail::turn_of(pair({5, 5, 5})) == doctest::Approx(0).epsilon(1e-15));
    CHECK(detail::turn_of(pair({-6, -2, 2})) == doctest::Approx(2));
    CHECK(detail::turn_of(pair({-3, -1, 1})) == 1);
    CHECK(detail::turn_of(detail::logit_pair(std::vector<double>{1, 1}, std::vector<double>{1, 0})) == 0);
    CHECK(detail::shift_of(detail::logit_pair(std::vector<double>{1, 1}, std::vector<double>{1, 0})) == 0);
}

TEST_CASE("the shift is one less the overlap of the probabilities") {
    // less the mean: (1, -1) before, (-1, 1) after
    const detail::logit_pair swapped(std::vector<double>{2, 0}, std::vector<double>{-2, 2});
    const double p = 1 / (1 + std::exp(-2.0));
    CHECK(detail::shift_of(swapped) == doctest::Approx(1 - 2 * std::sqrt(p * (1 - p))).epsilon(1e-12));
    const detail::logit_pair gone(std::vector<double>{2, 0}, std::vector<double>{-2, 0});
    CHECK(detail::shift_of(gone) ==
          doctest::Approx(1 - std::sqrt(p / 2) - std::sqrt((1 - p) / 2)).epsilon(1e-12));
}

TEST_CASE("relevance is lost where elements are, by how far each changed") {
    const std::vector<damage> damages{scaled(1), scaled(0.5F), scaled(0), scaled(-3)};
    const auto found = score_damages(model_of_net_a(), images_of_net_a(2), damages);
    CHECK(*after(found, "pool1", 0).lost_relevance == 0);
    CHECK(*after(found, "pool1", 1).lost_relevance == doctest::Approx(0.5).epsilon(1e-6));
    CHECK(*after(found, "pool1", 2).lost_relevance == doctest::Approx(1).epsilon(1e-12));
    CHECK(*after(found, "pool1", 3).lost_relevance == doctest::Approx(1).epsilon(1e-12)); // not more
    CHECK(after(found, "pool1", 0).norm == 0);
    CHECK(after(found, "pool1", 0).turn == 0);
    const auto without = score_damages<no_relevance>(model_of_net_a(), images_of_net_a(1), damages);
    CHECK_FALSE(after(without, "pool1").lost_relevance.has_value());
    CHECK(after(without, "pool1", 2).norm > 0);
}

TEST_CASE("estimates don't depend on threads, and have no layer at or behind the logits") {
    const std::vector<damage> damages{damages::packets_lost(0.3, 4), damages::quantised(3)};
    const auto usual = score_damages(model_of_net_a(), images_of_net_a(8), damages);
    const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
    const auto again = score_damages(model_of_net_a(), images_of_net_a(8), damages);
    REQUIRE(again.size() == usual.size());
    for (std::size_t layer = 0; layer < usual.size(); ++layer)
        for (std::size_t k = 0; k < damages.size(); ++k) {
            CHECK(again[layer].estimates[k].turn == usual[layer].estimates[k].turn);
            CHECK(again[layer].estimates[k].lost_relevance == usual[layer].estimates[k].lost_relevance);
        }
    CHECK_THROWS_AS(static_cast<void>(after(usual, "fc2")), sei::error);
    CHECK_NOTHROW(static_cast<void>(after(usual, "input")));
}

TEST_CASE("an image that is black, or a network without weights, has finite estimates") {
    const std::vector<float> black(net_a::input.elements(), 0.0F);
    sei::weights::folded_weights<float> nothing(sei::nodes_of<net_a>().size());
    for (std::size_t i = 0; i < sei::nodes_of<net_a>().size(); ++i)
        for (std::size_t k = 0; k < sei::parameter_table<net_a>[i].count; ++k)
            nothing.tensor(i, k).assign(sei::parameter_table<net_a>[i].tensors[k].elements(), 0.0F);
    const std::vector<damage> damages{damages::quantised(1), scaled(0)};
    for (const auto& layers :
         {score_damages(model_of_net_a(), {black, 1}, damages),
          score_damages(explained_network<net_a>(std::move(nothing)), {black, 1}, damages)})
        for (const layer_damage& layer : layers)
            for (const damage_estimate& estimate : layer.estimates) {
                CHECK(std::isfinite(estimate.turn));
                CHECK(std::isfinite(estimate.shift));
                CHECK(std::isfinite(estimate.norm));
                CHECK(std::isfinite(*estimate.lost_relevance));
            }
}

TEST_CASE("one pass back gives every score of the top logit, and the others add only shift and turn") {
    const std::vector<damage> damages{damages::quantised(3), damages::packets_lost(0.3, 4)};
    const auto alone = score_damages(model_of_net_a(), images_of_net_a(3), damages, {.logits = 1});
    const auto all = score_all(model_of_net_a(), images_of_net_a(8), damages, 3);
    const auto scores = score_images(model_of_net_a(), images_of_net_a(8));
    REQUIRE(alone.size() == all.damages.size());
    for (std::size_t layer = 0; layer < alone.size(); ++layer)
        for (std::size_t k = 0; k < damages.size(); ++k) {
            const damage_estimate& few = alone[layer].estimates[k];
            const damage_estimate& many = all.damages[layer].estimates[k];
            CHECK(few.norm == many.norm);
            CHECK(few.sum == many.sum);
            CHECK(few.lost_relevance == many.lost_relevance);
            CHECK(few.turn == 0);
            CHECK(few.shift == 0);
        }
    CHECK(after(all.damages, "pool1").shift > 0);
    REQUIRE(all.images.size() == 8);
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(all.images[i].importance == scores[i].importance);
        CHECK(all.images[i].relevance == scores[i].relevance);
    }
    CHECK(score_all(model_of_net_a(), images_of_net_a(1), damages, 0).damages.empty());
}
