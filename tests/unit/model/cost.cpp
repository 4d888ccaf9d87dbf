// SPDX-License-Identifier: MIT
#include <sei/model/cost.hpp>

#include "support.hpp"

using sei::cost_between;
using sei::nodes_of;
using sei::work_kind;

namespace {

[[nodiscard]] std::uint64_t operations(const sei::stage_cost& cost, work_kind kind) {
    return cost.operations[static_cast<std::size_t>(kind)];
}

[[nodiscard]] std::uint32_t count(const sei::stage_cost& cost, work_kind kind) {
    return cost.nodes[static_cast<std::size_t>(kind)];
}

} // namespace

TEST_CASE("the cost of a network, worked out by hand") {
    const sei::stage_cost cost = cost_between(nodes_of<support::fashion_net>(), 0, 9);
    CHECK(operations(cost, work_kind::convolution) == 784ULL * (16 * 9 + 16 * 16 * 9));
    CHECK(operations(cost, work_kind::dense) == 16ULL * 14 * 14 * 10);
    // relu, relu, 2x2 pooling; the folded batch_norm, flatten and dropout cost nothing
    CHECK(operations(cost, work_kind::elementwise) == 16ULL * 784 + 16 * 784 + 4 * 16 * 196);
    CHECK(count(cost, work_kind::convolution) == 2);
    CHECK(count(cost, work_kind::elementwise) == 3);
    CHECK(count(cost, work_kind::dense) == 1);
    CHECK(count(cost, work_kind::depthwise) == 0);
    CHECK(cost.macs() == 784ULL * (16 * 9 + 16 * 16 * 9) + 31360);
    CHECK(cost.file_parameters == (16 * 9 + 16) + (16 * 16 * 9 + 16) + 4 * 16 + (3136 * 10 + 10));
    CHECK(cost.flash_bytes == 4ULL * ((16 * 9 + 16) + (16 * 16 * 9 + 16) + (3136 * 10 + 10)));
}

TEST_CASE("the costs of head and tail add up to the whole") {
    const auto nodes = nodes_of<support::block_net>();
    const sei::stage_cost whole = cost_between(nodes, 0, 3);
    for (std::size_t cut = 0; cut <= 3; ++cut) {
        const sei::stage_cost head = cost_between(nodes, 0, cut);
        const sei::stage_cost tail = cost_between(nodes, cut, 3);
        for (std::size_t kind = 0; kind < sei::work_kinds; ++kind) {
            CHECK(head.operations[kind] + tail.operations[kind] == whole.operations[kind]);
            CHECK(head.nodes[kind] + tail.nodes[kind] == whole.nodes[kind]);
        }
        CHECK(head.file_parameters + tail.file_parameters == whole.file_parameters);
        CHECK(head.flash_bytes + tail.flash_bytes == whole.flash_bytes);
    }
}

TEST_CASE("a stage without layers costs nothing") {
    const sei::stage_cost cost = cost_between(nodes_of<support::fashion_net>(), 5, 5);
    CHECK(cost.macs() == 0);
    CHECK(cost.flash_bytes == 0);
    CHECK(operations(cost, work_kind::elementwise) == 0);
}

TEST_CASE("the add of a residual reads both its inputs, a join what it copies") {
    const auto nodes = nodes_of<support::block_net>();
    CHECK(nodes[7].work.operations == 2U * 4 * 8 * 8);
    CHECK(nodes[11].work.operations == 11U * 8 * 8);
}
