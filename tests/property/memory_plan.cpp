// SPDX-License-Identifier: MIT
#include "stage_walk.hpp"

#include "../unit/engine/networks.hpp"

using namespace property;

namespace {

using namespace sei::layers;

// A branch without work shares the buffer of a tensor outside of the concat, which the sum still reads after
// it: behind a relu that would overwrite it, and as the addend of a convolution that reads the concat.
struct passed_on_net final
    : sei::network<
          input{.channels = 16, .height = 8, .width = 8}, conv2d{.filters = 16, .kernel = 1, .name = "a"},
          sei::residual<
              sei::sequence<sei::concat<sei::sequence<dropout{}>,
                                        sei::sequence<conv2d{.filters = 16, .kernel = 1, .name = "b"}>>{},
                            relu{}, conv2d{.filters = 16, .kernel = 1, .name = "c"}>>{}> {};

struct passed_on_to_a_sum_net final
    : sei::network<
          input{.channels = 16, .height = 8, .width = 8}, conv2d{.filters = 16, .kernel = 1, .name = "a"},
          sei::residual<
              sei::sequence<sei::concat<sei::sequence<dropout{}>,
                                        sei::sequence<conv2d{.filters = 16, .kernel = 1, .name = "b"}>>{},
                            conv2d{.filters = 16, .kernel = 1, .name = "c"}>>{}> {};

} // namespace

TEST_CASE("random networks are computed right between any two split points, the first twenty") {
    check_networks<0>(std::make_integer_sequence<unsigned, 20>{});
}

TEST_CASE("so are a residual network and one with a layer of each kind") {
    check_stages<test_networks::residual_net>("residual_net", 77);
    check_stages<test_networks::every_layer_net>("every_layer_net", 78);
}

TEST_CASE("a tensor that a concat passes on stays whole for those who read it later") {
    check_stages<passed_on_net>("passed_on_net", 79);
    check_stages<passed_on_to_a_sum_net>("passed_on_to_a_sum_net", 80);
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
