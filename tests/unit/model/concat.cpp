// SPDX-License-Identifier: MIT
#include <sei/model/concat.hpp>

#include "support.hpp"

TEST_CASE("a join's inputs are the ends of all branches in order; an empty branch is the block's input") {
    const auto nodes = sei::nodes_of<support::block_net>();
    // 8 relu, 9 three, 10 max_pool, 11 mixed (concat)
    CHECK(nodes[11].name == sei::label{"mixed"});
    CHECK(nodes[11].kind == sei::label{"concat"});
    CHECK(nodes[11].input_count == 3);
    CHECK(nodes[11].inputs[0] == 8);
    CHECK(nodes[11].inputs[1] == 9);
    CHECK(nodes[11].inputs[2] == 10);
}

TEST_CASE("every branch starts from the block's input") {
    const auto nodes = sei::nodes_of<support::block_net>();
    CHECK(nodes[9].inputs[0] == 8);
    CHECK(nodes[10].inputs[0] == 8);
}

TEST_CASE("channels add up, height and width stay") {
    CHECK(support::block_net::output == sei::shape{4 + 3 + 4, 8, 8});
}

TEST_CASE("vectors are joined, too") {
    using namespace sei::layers;
    struct wide
        : sei::network<input{.channels = 8},
                       sei::concat<sei::sequence<dense{.units = 5}>, sei::sequence<dense{.units = 2}>>{}> {};
    CHECK(wide::output == sei::shape{.channels = 7});
}

TEST_CASE("eight branches are as many as there may be") {
    using namespace sei::layers;
    using one = sei::sequence<>;
    struct wide : sei::network<input{.channels = 3}, sei::concat<one, one, one, one, one, one, one, one>{}> {
    };
    CHECK(sei::nodes_of<wide>()[1].input_count == 8);
    CHECK(wide::output == sei::shape{.channels = 24});
}
