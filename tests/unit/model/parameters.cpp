// SPDX-License-Identifier: MIT
#include <sei/model/parameters.hpp>

#include "support.hpp"

#include <string_view>

using sei::parameter_table;
using support::block_net;
using support::fashion_net;

TEST_CASE("every node has its row, empty if it has no weights") {
    const auto& table = parameter_table<fashion_net>;
    REQUIRE(table.size() == 10);
    CHECK(table[0].count == 0); // input
    CHECK(table[1].count == 2); // conv1: weight, bias
    CHECK(table[2].count == 0); // relu
    CHECK(table[4].count == 4); // bn2, though it will be folded
    CHECK(table[9].count == 2); // fc
}

TEST_CASE("tensors have the shape of the state_dict's") {
    const auto& table = parameter_table<fashion_net>;
    CHECK(std::string_view{table[1].tensors[0].suffix} == "weight");
    CHECK(table[1].tensors[0].dimensions == std::array<std::uint32_t, 4>{16, 1, 3, 3});
    CHECK(table[9].tensors[0].rank == 2);
    CHECK(table[9].tensors[0].dimensions[1] == 16 * 14 * 14);
    CHECK(std::string_view{table[4].tensors[3].suffix} == "running_var");
}

TEST_CASE("the numbers in all tensors of a node are what its node says") {
    for (std::size_t i = 0; i < parameter_table<fashion_net>.size(); ++i)
        CHECK(parameter_table<fashion_net>[i].elements() == sei::nodes_of<fashion_net>()[i].file_parameters);
    for (std::size_t i = 0; i < parameter_table<block_net>.size(); ++i)
        CHECK(parameter_table<block_net>[i].elements() == sei::nodes_of<block_net>()[i].file_parameters);
}
