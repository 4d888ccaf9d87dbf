// SPDX-License-Identifier: MIT
#include <sei/model/program.hpp>

#include "support.hpp"

using namespace sei::layers;
using sei::no_node;
using sei::nodes_of;

TEST_CASE("a chain's nodes follow one another") {
    const auto nodes = nodes_of<support::fashion_net>();
    REQUIRE(nodes.size() == 10);
    CHECK(nodes[0].input_count == 0);
    for (std::size_t i = 1; i < nodes.size(); ++i) {
        CHECK(nodes[i].layer == i);
        CHECK(nodes[i].input_count == 1);
        CHECK(nodes[i].inputs[0] == i - 1);
        CHECK(nodes[i].in == nodes[i - 1].out);
    }
}

TEST_CASE("a node knows its description") {
    const auto nodes = nodes_of<support::fashion_net>();
    CHECK(nodes[3].name == sei::label{"conv2"});
    CHECK(nodes[3].kind == sei::label{"conv2d"});
    CHECK(nodes[3].out == sei::shape{16, 28, 28});
    CHECK(nodes[3].work.kind == sei::work_kind::convolution);
    CHECK(nodes[3].work.operations == 16U * 9 * 16 * 28 * 28);
    CHECK(nodes[3].file_parameters == 16 * 16 * 9 + 16);
    CHECK(sei::spec_of<support::fashion_net, 3>.filters == 16);
    CHECK(sei::spec_of<support::block_net, 9>.filters == 3);
}

TEST_CASE("last_use is the last reader of a node's result, and the node itself if nobody reads it") {
    const auto nodes = nodes_of<support::block_net>();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        std::size_t last = i;
        for (std::size_t reader = 0; reader < nodes.size(); ++reader)
            for (std::size_t k = 0; k < nodes[reader].input_count; ++k)
                if (nodes[reader].inputs[k] == i) last = reader;
        CHECK(nodes[i].last_use == last);
    }
    CHECK(nodes[0].last_use == 6);
    CHECK(nodes[11].last_use == 11);
}

TEST_CASE("nodes_through counts the nodes up to a layer") {
    const auto nodes = nodes_of<support::block_net>();
    CHECK(sei::nodes_through(nodes, 0) == 1);
    CHECK(sei::nodes_through(nodes, 1) == 8);
    CHECK(sei::nodes_through(nodes, 2) == 9);
    CHECK(sei::nodes_through(nodes, 3) == 12);
    CHECK(sei::nodes_through(nodes, 99) == 12);
    CHECK(sei::nodes_through({}, 0) == 0);
}

TEST_CASE(
    "a batch_norm straight after a convolution is folded: no work, no parameters, no memory of its own") {
    const auto nodes = nodes_of<support::fashion_net>();
    CHECK(nodes[3].absorbs == 4);
    CHECK(nodes[4].folded_into == 3);
    CHECK(nodes[4].work.operations == 0);
    CHECK(nodes[4].loaded_parameters == 0);
    CHECK(nodes[4].file_parameters == 4 * 16);
    CHECK(nodes[4].output_storage == sei::storage::unchanged);
}

TEST_CASE("a convolution that absorbs a batch_norm has a bias afterwards, whether or not it had one") {
    const auto with_bias = nodes_of<support::fashion_net>();
    CHECK(with_bias[3].loaded_parameters == 16 * 16 * 9 + 16);
    const auto without_bias = nodes_of<support::block_net>();
    CHECK(without_bias[1].file_parameters == 4 * 4 * 9);
    CHECK(without_bias[1].loaded_parameters == 4 * 4 * 9 + 4);
}

TEST_CASE("folding works inside the body of a residual") {
    const auto nodes = nodes_of<support::block_net>();
    CHECK(nodes[1].absorbs == 2);
    CHECK(nodes[2].folded_into == 1);
}

TEST_CASE("a dense layer absorbs a batch_norm, too") {
    struct net : sei::network<input{.channels = 6}, dense{.units = 4, .bias = false}, batch_norm{}> {};
    const auto nodes = nodes_of<net>();
    CHECK(nodes[1].absorbs == 2);
    CHECK(nodes[1].loaded_parameters == 6 * 4 + 4);
}

TEST_CASE("a depthwise convolution absorbs a batch_norm, too") {
    struct net : sei::network<input{.channels = 6, .height = 5, .width = 5},
                              conv2d{.filters = 6, .groups = 6, .bias = false}, batch_norm{}> {};
    CHECK(nodes_of<net>()[1].loaded_parameters == 6 * 9 + 6);
}

namespace {

struct after_relu final : sei::network<input{.channels = 4, .height = 8, .width = 8}, conv2d{.filters = 4},
                                       relu{}, batch_norm{}> {};

struct second_norm final : sei::network<input{.channels = 4, .height = 8, .width = 8}, conv2d{.filters = 4},
                                        batch_norm{}, batch_norm{}> {};

// The shortcut reads the convolution's result as it is.
struct branch_between final
    : sei::network<input{.channels = 4, .height = 8, .width = 8}, conv2d{.filters = 4},
                   sei::residual<sei::sequence<batch_norm{}>>{}> {};

// The batch_norm normalises the shortcut's start, not the body's end.
struct next_branch final
    : sei::network<
          input{.channels = 4, .height = 8, .width = 8},
          sei::residual<sei::sequence<conv2d{.filters = 4, .padding = 1}>, sei::sequence<batch_norm{}>>{}> {};

struct after_block final
    : sei::network<input{.channels = 4, .height = 8, .width = 8},
                   sei::residual<sei::sequence<conv2d{.filters = 4, .padding = 1}>>{}, batch_norm{}> {};

struct first_layer final : sei::network<input{.channels = 4, .height = 8, .width = 8}, batch_norm{}> {};

template <class Net>
bool folds_nothing() {
    for (const sei::node& step : nodes_of<Net>())
        if (step.folded_into != no_node || step.absorbs != no_node) return false;
    return true;
}

} // namespace

TEST_CASE("a batch_norm is not folded over a relu, a branch or the end of a block") {
    CHECK(folds_nothing<after_relu>());
    CHECK(folds_nothing<branch_between>());
    CHECK(folds_nothing<next_branch>());
    CHECK(folds_nothing<after_block>());
    CHECK(folds_nothing<first_layer>());
}

TEST_CASE("a convolution absorbs one batch_norm; a second one stays") {
    const auto nodes = nodes_of<second_norm>();
    CHECK(nodes[1].absorbs == 2);
    CHECK(nodes[2].folded_into == 1);
    CHECK(nodes[3].folded_into == no_node);
    CHECK(nodes[3].loaded_parameters == 2 * 4);
    CHECK(nodes[3].work.operations == 4 * 6 * 6);
}

TEST_CASE("a batch_norm that is not folded keeps a scale and a shift and works in place") {
    const auto nodes = nodes_of<after_relu>();
    CHECK(nodes[3].loaded_parameters == 2 * 4);
    CHECK(nodes[3].output_storage == sei::storage::in_place);
}

TEST_CASE("layers without a name may be many; hashing tells names apart") {
    struct net : sei::network<input{.channels = 3}, relu{}, relu{}, relu{.name = "a"}, relu{.name = "b"},
                              relu{.name = "ab"}, relu{.name = "ba"}, relu{}> {};
    CHECK(sei::layer_count<net> == 8);
}

TEST_CASE("a node is found by its name, at run time and in the compiler") {
    const auto nodes = nodes_of<support::fashion_net>();
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (!nodes[i].name.empty()) CHECK(sei::find_node(nodes, nodes[i].name) == i);
    CHECK(sei::find_node(nodes, "conv2") == 3);
    CHECK(sei::find_node(nodes, "conv20") == no_node);
    CHECK(sei::find_node(nodes, "") == no_node); // nameless layers are not what was asked for
    CHECK(sei::find_node({}, "conv2") == no_node);
    static_assert(sei::node_named<support::fashion_net, "conv2"> == 3);
}
