// SPDX-License-Identifier: MIT
#include <sei/model/residual.hpp>

#include "support.hpp"

TEST_CASE("an add has two inputs: the end of the body and the end of the shortcut") {
    const auto nodes = sei::nodes_of<support::block_net>();
    // 1 outer.conv, 2 outer.bn, 3 relu, 4 inner.conv, 5 inner (add), 6 outer.shortcut, 7 outer (add)
    CHECK(nodes[7].name == sei::label{"outer"});
    CHECK(nodes[7].kind == sei::label{"add"});
    CHECK(nodes[7].input_count == 2);
    CHECK(nodes[7].inputs[0] == 5);
    CHECK(nodes[7].inputs[1] == 6);
}

TEST_CASE("the shortcut starts from the tensor that the body starts from") {
    const auto nodes = sei::nodes_of<support::block_net>();
    CHECK(nodes[1].inputs[0] == 0);
    CHECK(nodes[6].inputs[0] == 0);
}

TEST_CASE("without a shortcut the input itself is added") {
    const auto nodes = sei::nodes_of<support::block_net>();
    CHECK(nodes[5].name == sei::label{"inner"});
    CHECK(nodes[5].inputs[0] == 4);
    CHECK(nodes[5].inputs[1] == 2);
}

TEST_CASE("an empty residual doubles its input") {
    using namespace sei::layers;
    struct twice : sei::network<input{.channels = 3}, sei::residual<sei::sequence<>>{}> {};
    const auto nodes = sei::nodes_of<twice>();
    CHECK(nodes.size() == 2);
    CHECK(nodes[1].input_count == 2);
    CHECK(nodes[1].inputs[0] == 0);
    CHECK(nodes[1].inputs[1] == 0);
    CHECK(twice::output == sei::shape{.channels = 3});
}

TEST_CASE("to the outside a residual is one layer") {
    CHECK(sei::layer_count<support::block_net> == 4);
    const auto nodes = sei::nodes_of<support::block_net>();
    for (std::size_t i = 1; i <= 7; ++i) CHECK(nodes[i].layer == 1);
    CHECK(nodes[8].layer == 2);
}

TEST_CASE("a block may be a branch without a sequence around it") {
    using namespace sei::layers;
    struct direct
        : sei::network<input{.channels = 3}, sei::residual<sei::residual<sei::sequence<relu{}>>>{}> {};
    const auto nodes = sei::nodes_of<direct>();
    CHECK(nodes.size() == 4); // input, relu, inner add, outer add
    CHECK(nodes[3].inputs[0] == 2);
    CHECK(nodes[3].inputs[1] == 0);
}
