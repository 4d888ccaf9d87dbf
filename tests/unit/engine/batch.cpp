// SPDX-License-Identifier: MIT
#include <sei/engine/batch.hpp>

#include "networks.hpp"
#include "support.hpp"

#include <sei/zoo/fashion_cnn.hpp>

#include <doctest/doctest.h>

using namespace engine_test;
using sei::engine::batch;
using sei::engine::executor;

namespace {

using namespace sei::layers;

struct all_maps_net final : sei::network<input{.channels = 2, .height = 5, .width = 4},
                                         conv2d{.filters = 3, .name = "conv"}, relu{}> {};

/// Ends in a layer without work.
struct dropped_net final : sei::network<input{.channels = 6}, dense{.units = 9, .name = "a"}, relu{},
                                        dropout{}, dense{.units = 4, .name = "b"}, dropout{}> {};

/// Does a batch give the bits of single runs?
template <class Net>
void check(std::size_t threads, std::size_t size) {
    const random_weights<Net> weights(21);
    const auto engine = executor::of<Net>(*weights, threads);
    const std::vector<float> inputs = random_numbers(size * Net::input.elements(), 22);
    std::vector<float> outputs(size * Net::output.elements());
    batch together(engine, size);
    for (int repeat = 0; repeat < 2; ++repeat) {
        together.run(inputs, outputs);
        for (std::size_t i = 0; i < size; ++i) {
            const auto input = std::span(inputs).subspan(i * Net::input.elements(), Net::input.elements());
            CHECK(same_bits(run_in_dirty_memory(engine, 0, engine.last_layer(), input),
                            std::span(outputs).subspan(i * Net::output.elements(), Net::output.elements())));
        }
    }
}

} // namespace

TEST_CASE("a batch gives the bits of single runs, for any size and number of threads") {
    for (const std::size_t threads : {1U, 2U, 3U})
        for (const std::size_t size : {1U, 2U, 5U, 8U}) {
            check<test_networks::residual_net>(threads, size);
            check<test_networks::every_layer_net>(threads, size);
            check<all_maps_net>(threads, size);
            check<dropped_net>(threads, size);
        }
    check<sei::zoo::fashion_cnn>(2, 7);
}

TEST_CASE("a batch can't be made from an executor that is about to go") {
    static_assert(!std::is_constructible_v<batch, executor, std::size_t>);
    CHECK(std::is_constructible_v<batch, const executor&, std::size_t>);
}

TEST_CASE("an empty batch, and spans of another size, are refused in one sentence") {
    const random_weights<all_maps_net> weights(23);
    const auto engine = executor::of<all_maps_net>(*weights);
    CHECK(error_of([&] { (void)batch(engine, 0); }) == "found a batch of 0 inputs, expected at least 1");
    batch two(engine, 2);
    CHECK(two.size() == 2);
    std::vector<float> outputs(2 * all_maps_net::output.elements());
    CHECK(error_of([&] { two.run(std::vector<float>(41), outputs); }) ==
          "found 41 numbers as the inputs of a batch of 2, expected 80");
    outputs.pop_back();
    CHECK(error_of([&] { two.run(std::vector<float>(80), outputs); }) ==
          "found 35 numbers as the outputs of a batch of 2, expected 36");
}
