// SPDX-License-Identifier: MIT
#include <sei/weights/flatten.hpp>

#include "../engine/networks.hpp"
#include "support.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace sei::layers;

namespace {

struct small_net final
    : sei::network<input{.channels = 2, .height = 2, .width = 2},
                   conv2d{.filters = 3, .kernel = 1, .name = "conv"}, relu{.name = "relu"},
                   batch_norm{.name = "bn"}, flatten{}, dense{.units = 2, .bias = false, .name = "fc"}> {};

/// Folded weights with the numbers 0, 1, 2, ... in the order of the nodes.
[[nodiscard]] sei::weights::folded_weights<float> counted() {
    sei::weights::folded_weights<float> folded(sei::program_of<small_net>.node_count);
    float next = 0;
    const auto fill = [&](std::size_t node, std::size_t index, std::size_t count) {
        folded.tensor(node, index).resize(count);
        for (float& value : folded.tensor(node, index)) value = next++;
    };
    fill(1, 0, 6);  // conv.weight
    fill(1, 1, 3);  // conv.bias
    fill(3, 0, 3);  // scale of bn
    fill(3, 1, 3);  // shift of bn
    fill(5, 0, 24); // fc.weight
    return folded;
}

} // namespace

TEST_CASE("the whole network is one array in the order of the nodes") {
    std::vector<float> expected(39);
    std::iota(expected.begin(), expected.end(), 0.0F);
    CHECK(sei::weights::flatten<sei::whole<small_net>>(counted()) == expected);
}

TEST_CASE("head and tail together are the whole, at every split, and as long as the stage says") {
    const auto folded = counted();
    const auto whole = sei::weights::flatten<sei::whole<small_net>>(folded);
    CHECK(whole.size() == sei::whole<small_net>::flash_bytes / sizeof(float));
    for (std::size_t layer = 0; layer < sei::layer_count<small_net>; ++layer)
        sei::visit_split<small_net>(layer, [&](auto split) {
            using head = typename decltype(split)::head;
            using tail = typename decltype(split)::tail;
            auto both = sei::weights::flatten<head>(folded);
            CHECK(both.size() == head::flash_bytes / sizeof(float));
            const auto rest = sei::weights::flatten<tail>(folded);
            CHECK(rest.size() == tail::flash_bytes / sizeof(float));
            both.insert(both.end(), rest.begin(), rest.end());
            CHECK(both == whole);
        });
}

TEST_CASE("folded batch_norm takes no space of its own") {
    using net = test_networks::residual_net;
    const auto raw = sei::weights::load<net>(SEI_GOLDEN_DIR "/engine/residual_net.safetensors");
    const auto flat = sei::weights::flatten<sei::whole<net>>(sei::weights::fold<float, net>(raw));
    CHECK(flat.size() == sei::whole<net>::flash_bytes / sizeof(float));
    // Weights without those of batch_norm, and a bias for every filter.
    CHECK(flat.size() ==
          216 + 8 + 72 + 8 + 128 + 16 + 2304 + 16 + 2304 + 16 + 3456 + 24 + 5184 + 24 + 384 + 24 + 240 + 10);
}
