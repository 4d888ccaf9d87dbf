// SPDX-License-Identifier: MIT
/// Everything in the engine that several threads touch, under the thread sanitizer: teams, whole networks
/// with each kind of step, batches, and one executor in many threads.

#include <sei/engine/batch.hpp>

#include "../../unit/engine/networks.hpp"
#include "../../unit/engine/support.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace engine_test;
using namespace sei::layers;
using sei::engine::executor;
using sei::engine::team;

namespace {

/// Winograd with groups of tiles of its own and shared ones, strides, depthwise, pools, a residual, dense.
struct busy_net final
    : sei::network<input{.channels = 3, .height = 48, .width = 48},
                   conv2d{.filters = 32, .padding = 1, .name = "a"}, relu{},
                   conv2d{.filters = 32, .padding = 1, .name = "b"}, relu{}, max_pool{},
                   sei::residual<sei::sequence<conv2d{.filters = 32, .padding = 1, .name = "c"}>>{}, relu{},
                   conv2d{.filters = 32, .padding = 1, .groups = 32, .name = "d"}, relu6{},
                   conv2d{.filters = 256, .kernel = 1, .name = "e"}, relu{},
                   conv2d{.filters = 256, .stride = 2, .padding = 1, .name = "f"}, relu{},
                   conv2d{.filters = 256, .padding = 1, .name = "g"}, relu{}, avg_pool{}, flatten{},
                   dense{.units = 64, .name = "h"}, relu{}, dense{.units = 10, .name = "i"}> {};

} // namespace

TEST_CASE("teams hand out pieces, job after job") {
    for (const std::size_t threads : {2U, 4U})
        team::with(threads, [&](team& crew) {
            std::vector<int> visits(500);
            for (int job = 1; job <= 300; ++job) {
                crew.share(visits.size(), sei::engine::macs_worth_a_team,
                           [&](std::size_t, std::size_t begin, std::size_t end) {
                               for (std::size_t i = begin; i < end; ++i) ++visits[i];
                           });
                CHECK(visits[static_cast<std::size_t>(job) % visits.size()] == job);
            }
        });
}

TEST_CASE("networks on several threads compute what one thread computes") {
    const random_weights<busy_net> weights(1);
    const auto input = random_numbers(busy_net::input.elements(), 2);
    const auto one = executor::of<busy_net>(*weights);
    const auto expected = run_in_dirty_memory(one, 0, one.last_layer(), input);
    const auto four = executor::of<busy_net>(*weights, 4);
    for (int i = 0; i < 3; ++i)
        CHECK(same_bits(run_in_dirty_memory(four, 0, four.last_layer(), input), expected));
}

TEST_CASE("batches, and two threads with one executor") {
    const random_weights<busy_net> weights(3);
    const auto engine = executor::of<busy_net>(*weights, 2);
    const auto inputs = random_numbers(4 * busy_net::input.elements(), 4);
    const auto run = [&] {
        std::vector<float> outputs(4 * busy_net::output.elements());
        sei::engine::batch(engine, 4).run(inputs, outputs);
        return outputs;
    };
    std::vector<float> first;
    std::thread other([&] { first = run(); });
    const std::vector<float> second = run();
    other.join();
    CHECK(same_bits(first, second));
}
