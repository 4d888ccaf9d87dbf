// SPDX-License-Identifier: MIT
#include <sei/model/split.hpp>

#include "support.hpp"

#include <type_traits>
#include <vector>

using sei::split;
using support::block_net;
using support::fashion_net;

TEST_CASE("a split by name is the split by that layer's index") {
    CHECK(split<fashion_net, "pool1">::index == 6);
    CHECK(std::is_same_v<split<fashion_net, "pool1">::head, split<fashion_net, 6>::head>);
    CHECK(std::is_same_v<split<fashion_net, "pool1">::tail, sei::stage<fashion_net, 6, 9>>);
    CHECK(split<fashion_net, "input">::index == 0);
    CHECK(split<fashion_net, "fc">::index == 9);
}

TEST_CASE("the wire carries the head's result, which is the tail's input") {
    CHECK(split<fashion_net, "pool1">::wire == sei::shape{16, 14, 14});
    CHECK(split<fashion_net, "pool1">::wire_bytes_float32 == 16U * 14 * 14 * 4);
    CHECK(split<fashion_net, "pool1">::tail::input == split<fashion_net, "pool1">::wire);
}

TEST_CASE("a block is cut behind, by the block's name") {
    CHECK(split<block_net, "outer">::index == 1);
    CHECK(split<block_net, "mixed">::index == 3);
}

TEST_CASE("locate_split says why a cut is impossible") {
    const auto status = [](auto nodes, sei::split_point where) {
        return sei::locate_split(nodes, where).status;
    };
    const auto chain = sei::nodes_of<fashion_net>();
    CHECK(status(chain, "pool1") == sei::split_status::sound);
    CHECK(status(chain, "pool2") == sei::split_status::no_such_layer);
    CHECK(status(chain, "pool") == sei::split_status::no_such_layer);
    CHECK(status(chain, "") == sei::split_status::no_such_layer);
    CHECK(status(chain, 10) == sei::split_status::no_such_layer);
    CHECK(status(chain, "conv2") == sei::split_status::before_folded_batch_norm);
    CHECK(status(chain, 3) == sei::split_status::before_folded_batch_norm);
    CHECK(status(chain, "bn2") == sei::split_status::sound);
    const auto blocks = sei::nodes_of<block_net>();
    CHECK(status(blocks, "inner") == sei::split_status::inside_a_block);
    CHECK(status(blocks, "outer.conv") == sei::split_status::inside_a_block);
    CHECK(status(blocks, "outer") == sei::split_status::sound);
}

TEST_CASE("every top-level layer is a split point but one before its folded batch_norm") {
    const auto nodes = sei::nodes_of<fashion_net>();
    for (std::size_t layer = 0; layer < 10; ++layer) CHECK(sei::is_split_point(nodes, layer) == (layer != 3));
    CHECK_FALSE(sei::is_split_point(nodes, 10));
    for (std::size_t layer = 0; layer < 4; ++layer)
        CHECK(sei::is_split_point(sei::nodes_of<block_net>(), layer));
}

TEST_CASE("visit_split takes every index back to its type") {
    std::vector<std::size_t> visited;
    for (std::size_t index = 0; index < 12; ++index) {
        const bool found = sei::visit_split<fashion_net>(index, [&]<class Split>(Split) {
            visited.push_back(Split::index);
            CHECK(Split::index == index);
            CHECK(Split::wire == sei::shape_after<fashion_net>(index));
        });
        CHECK(found == (index < 10 && index != 3));
    }
    CHECK(visited == std::vector<std::size_t>{0, 1, 2, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("visit_split over a list of candidates knows no other index") {
    std::size_t visited = 0;
    const auto visitor = [&visited]<class Split>(Split) { visited = Split::index; };
    CHECK(sei::visit_split<fashion_net, sei::split_list<2, 6, 3>>(6, visitor));
    CHECK(visited == 6);
    CHECK_FALSE(sei::visit_split<fashion_net, sei::split_list<2, 6, 3>>(5, visitor));
    CHECK_FALSE(sei::visit_split<fashion_net, sei::split_list<2, 6, 3>>(3, visitor));
    CHECK_FALSE(sei::visit_split<fashion_net, sei::split_list<>>(0, visitor));
    CHECK(visited == 6);
}

TEST_CASE("visit_split works in constant expressions") {
    constexpr std::size_t elements = [] {
        std::size_t found = 0;
        sei::visit_split<fashion_net>(6, [&found]<class Split>(Split) { found = Split::wire.elements(); });
        return found;
    }();
    CHECK(elements == 16U * 14 * 14);
}
