// SPDX-License-Identifier: MIT
/// The stage that firmware runs and the engine that servers run compute the same numbers, whoever has the
/// head and whoever the tail.
///
/// Both are float32 with other orders of summation: a layer differs by about 1e-7 of its largest value, and
/// the weights neither amplify nor damp, so that 1e-4 after at most 20 layers leaves room. A wrong address or
/// a wrong weight is off by its size.

#include <sei/kernels/portable/static_stage.hpp>

#include "../unit/engine/networks.hpp"
#include "../unit/engine/support.hpp"
#include "random_networks.hpp"

#include <sei/engine/executor.hpp>
#include <sei/weights/flatten.hpp>
#include <sei/zoo/fashion_cnn.hpp>

#include <doctest/doctest.h>

#include <memory>

using namespace engine_test;

namespace {

constexpr double tolerance = 1e-4;

/// Runs one stage as firmware does.
template <class Stage>
[[nodiscard]] std::vector<float> on_device(const sei::weights::folded_weights<float>& folded,
                                           std::span<const float> input) {
    using static_stage = sei::kernels::static_stage<Stage>;
    const std::vector<float> flat = sei::weights::flatten<Stage>(folded);
    REQUIRE(flat.size() == static_stage::weight_count);
    const std::span<const float, static_stage::weight_count> weights(flat);
    const auto stage = std::make_unique<static_stage>(); // too large for the stack of a test
    std::copy(input.begin(), input.end(), stage->input().begin());
    const auto output = stage->run(weights);
    return {output.begin(), output.end()};
}

template <class Net>
struct both_sides {
    random_weights<Net> weights{11};
    sei::weights::folded_weights<float> folded = sei::weights::fold<float, Net>(*weights);
    sei::engine::executor engine = sei::engine::executor::of<Net>(*weights);
    std::vector<float> input = random_numbers(Net::input.elements(), 12);
    std::vector<float> whole = run_in_dirty_memory(engine, 0, engine.last_layer(), input);

    template <std::size_t Layer>
    void check_split() const {
        using split = sei::split<Net, Layer>;
        CAPTURE(Layer);
        const auto wire = on_device<typename split::head>(folded, input);
        CHECK(relative_difference(wire, run_in_dirty_memory(engine, 0, Layer, input)) < tolerance);
        CHECK(relative_difference(run_in_dirty_memory(engine, Layer, engine.last_layer(), wire), whole) <
              tolerance);
        const auto bits = on_device<sei::whole<Net>>(folded, input);
        CHECK(same_bits(on_device<typename split::tail>(folded, wire), bits));
        CHECK(relative_difference(bits, whole) < tolerance);
    }

    template <std::size_t... Layers>
    void check_splits(std::index_sequence<Layers...>) const {
        (check_one_of<Layers>(), ...);
    }

private:
    template <std::size_t Layer>
    void check_one_of() const {
        if constexpr (sei::is_split_point(sei::nodes_of<Net>(), Layer)) check_split<Layer>();
    }
};

template <unsigned... Numbers>
void check_random(std::integer_sequence<unsigned, Numbers...>) {
    const auto check = [](auto net) {
        using network = decltype(net);
        const both_sides<network> both;
        CHECK(relative_difference(on_device<sei::whole<network>>(both.folded, both.input), both.whole) <
              tolerance);
    };
    (check(property::random_network<Numbers>{}), ...);
}

} // namespace

TEST_CASE(
    "fashion_cnn: device and server agree at every split, and two devices in a chain give the bits of one") {
    both_sides<sei::zoo::fashion_cnn>{}.check_splits(
        std::make_index_sequence<sei::layer_count<sei::zoo::fashion_cnn>>{});
}

TEST_CASE("networks with blocks: the same at some splits") {
    both_sides<test_networks::residual_net>{}.check_splits(std::index_sequence<0, 2, 8, 10, 15>{});
    both_sides<test_networks::every_layer_net>{}.check_splits(std::index_sequence<2, 4, 7, 9, 14>{});
}

TEST_CASE("random networks run on the device as on the server") {
    check_random(std::make_integer_sequence<unsigned, 12>{});
}
