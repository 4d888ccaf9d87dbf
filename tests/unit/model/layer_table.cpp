// SPDX-License-Identifier: MIT
#include <sei/model/layer_table.hpp>

#include "support.hpp"

#include <string>
#include <vector>

using support::block_net;
using support::fashion_net;
using support::text_of;

TEST_CASE("a layer without a name goes by its kind and index") {
    const auto& rows = sei::layer_table<fashion_net>;
    REQUIRE(rows.size() == 10);
    CHECK(text_of(rows[0].name) == "input");
    CHECK(text_of(rows[1].name) == "conv1");
    CHECK(text_of(rows[2].name) == "relu#2");
    CHECK(text_of(rows[5].name) == "relu#5");
    CHECK(text_of(rows[7].name) == "flatten#7");
    CHECK(text_of(rows[9].name) == "fc");
}

TEST_CASE("a row has kind, shape and whether the network can be cut there") {
    const auto& rows = sei::layer_table<fashion_net>;
    CHECK(text_of(rows[6].kind) == "max_pool");
    CHECK(rows[6].output == sei::shape{16, 14, 14});
    for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows[i].is_split_point == (i != 3));
}

TEST_CASE("a block is one row, by its own name and the kind of its last node") {
    const auto& rows = sei::layer_table<block_net>;
    REQUIRE(rows.size() == 4);
    CHECK(text_of(rows[1].name) == "outer");
    CHECK(text_of(rows[1].kind) == "add");
    CHECK(text_of(rows[3].name) == "mixed");
    CHECK(text_of(rows[3].kind) == "concat");
    CHECK(rows[3].output == sei::shape{11, 8, 8});
}

TEST_CASE("numbers of several digits are written out") {
    CHECK(text_of(sei::detail::numbered("relu", 0)) == "relu#0");
    CHECK(text_of(sei::detail::numbered("relu", 10)) == "relu#10");
    CHECK(text_of(sei::detail::numbered("relu", 65535)) == "relu#65535");
}

TEST_CASE("a row says what its layer is to a cut; a folded batch_norm is its convolution's row") {
    using namespace sei::layers;
    using sei::layer_role;
    using network =
        sei::network<input{.channels = 1, .height = 8, .width = 8}, conv2d{.filters = 2},
                     batch_norm{.name = "folded"}, relu{}, batch_norm{.name = "alone"}, flatten{}>;
    std::vector<layer_role> roles;
    for (const sei::layer_row& row : sei::layer_table<network>) roles.push_back(row.role);
    CHECK(roles == std::vector{layer_role::computes, layer_role::computes, layer_role::computes,
                               layer_role::activation, layer_role::activation, layer_role::passes_on});
}

TEST_CASE("engines compute bounds, sums and stacked channels in the pass of the layer before") {
    for (const sei::node& step : sei::nodes_of<block_net>()) {
        CAPTURE(text_of(step.kind));
        const std::string kind = text_of(step.kind);
        CHECK(step.is_fused == (kind == "relu" || kind == "relu6" || kind == "add" || kind == "concat"));
    }
}
