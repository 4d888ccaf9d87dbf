// SPDX-License-Identifier: MIT
#include <sei/engine/fusion.hpp>

#include "support.hpp"

#include <sei/engine/executor.hpp>
#include <sei/model/network.hpp>

#include <doctest/doctest.h>

using namespace sei::engine;
using namespace sei::layers;

namespace {

// clang-format off
struct chain_net final : sei::network<
    input{.channels = 16, .height = 12, .width = 12},
    conv2d{.filters = 32, .padding = 1, .name = "a"}, batch_norm{.name = "a_bn"}, relu{}, max_pool{},
    conv2d{.filters = 32, .kernel = 1, .name = "b"}, relu{}, max_pool{}> {};

struct block_net final : sei::network<
    input{.channels = 16, .height = 6, .width = 6},
    conv2d{.filters = 16, .kernel = 1, .name = "stem"},
    sei::residual<sei::sequence<conv2d{.filters = 16, .padding = 1, .name = "body"}, batch_norm{.name = "body_bn"}>>{},
    relu{},
    sei::residual<sei::sequence<conv2d{.filters = 8, .kernel = 1, .name = "left"}>,
                  sei::sequence<conv2d{.filters = 8, .kernel = 1, .name = "right"}, relu{}>>{},
    relu6{}> {};
// clang-format on

/// The steps of a network with random weights.
template <class Net>
struct prepared {
    step_list steps;

    prepared() { add(std::make_index_sequence<sei::program_of<Net>.node_count>{}); }

    [[nodiscard]] std::vector<fusions_of_node> fusions() const {
        return find_fusions(sei::nodes_of<Net>(), steps);
    }

private:
    template <std::size_t... Indices>
    void add(std::index_sequence<Indices...>) {
        (add_one<Indices>(), ...);
    }

    template <std::size_t Index>
    void add_one() {
        const sei::node& step = sei::nodes_of<Net>()[Index];
        if constexpr (Index != 0) {
            if (step.output_storage != sei::storage::unchanged) {
                std::array<sei::shape, sei::max_branches> inputs{};
                for (std::size_t k = 0; k < step.input_count; ++k)
                    inputs[k] = sei::nodes_of<Net>()[step.inputs[k]].out;
                const std::vector<float> weight(step.loaded_parameters, 0.1F);
                using layer = std::remove_const_t<decltype(sei::spec_of<Net, Index>)>;
                steps.push_back(step_for<layer>::make(
                    sei::spec_of<Net, Index>, {.inputs = std::span(inputs.data(), step.input_count),
                                               .out = step.out,
                                               .parameters = {{weight}},
                                               .options = {.kernels = &sei::kernels::best_kernel_set()}}));
                return;
            }
        }
        steps.push_back(nullptr);
    }
};

[[nodiscard]] std::vector<std::size_t> ends(const fusions_of_node& runs) {
    std::vector<std::size_t> last;
    for (const fusion& run : runs) last.push_back(run.last_node);
    return last;
}

using numbers = std::vector<std::size_t>;

} // namespace

TEST_CASE("a convolution takes a folded batch_norm, a relu and a pool; a direct one leaves the pool") {
    const prepared<chain_net> net;
    const auto found = net.fusions();
    CHECK(ends(found[1]) == numbers{1, 2, 3, 4}); // Winograd
    CHECK(found[1][2].bounds == sei::kernels::relu_bounds);
    CHECK_FALSE(found[1][2].pools);
    CHECK(found[1][3].pools);
    CHECK(ends(found[5]) == numbers{5, 6});
    CHECK(ends(found[0]) == numbers{0}); // the input
    CHECK(ends(found[7]) == numbers{7}); // a pool takes nothing
}

TEST_CASE("a sum belongs to the convolution that is computed last, unless a relu stands between") {
    const prepared<block_net> net;
    const auto found = net.fusions();
    // 1 stem; 2 body, 3 bn, 4 add, 5 relu; 6 left, 7 right, 8 relu, 9 add, 10 relu6
    CHECK(ends(found[1]) == numbers{1}); // its result is used twice
    CHECK(ends(found[2]) == numbers{2, 3, 4, 5});
    CHECK(found[2].back().addend == 1);
    CHECK(found[2].back().bounds == sei::kernels::relu_bounds);
    CHECK(ends(found[6]) == numbers{6}); // the sum's other operand comes later
    CHECK(ends(found[7]) == numbers{7, 8});
    CHECK(ends(found[9]) == numbers{9, 10});
    CHECK(found[9].back().bounds == sei::kernels::relu6_bounds);
}
