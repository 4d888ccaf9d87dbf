// SPDX-License-Identifier: MIT
#include "stage_walk.hpp"

#include "../unit/engine/networks.hpp"

using namespace property;

TEST_CASE("random networks are computed right between any two split points, the first twenty") {
    check_networks<0>(std::make_integer_sequence<unsigned, 20>{});
}

TEST_CASE("so are a residual network and one with a layer of each kind") {
    check_stages<test_networks::residual_net>("residual_net", 77);
    check_stages<test_networks::every_layer_net>("every_layer_net", 78);
}

TEST_CASE("other weights are another network: the bound is no wider than what it should tell apart") {
    using net = test_networks::every_layer_net;
    const engine_test::random_weights<net> weights(1);
    const engine_test::random_weights<net> others(2);
    const auto engine = sei::engine::executor::of<net>(*weights, {.exact = true});
    stage_walk walk(engine, (*others).file(), sei::nodes_of<net>(),
                    engine_test::random_numbers(net::input.elements(), 3));
    CHECK_FALSE(walk.agrees(net{}));
}
