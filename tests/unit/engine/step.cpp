// SPDX-License-Identifier: MIT
#include <sei/engine/step.hpp>

#include <doctest/doctest.h>

#include <numeric>

using namespace sei::engine;
using namespace sei::layers;

namespace {

/// Memory of one slot.
struct owned_slot {
    aligned_buffer memory;
    slot view;

    explicit owned_slot(sei::shape dims, sei::extent halo = 0)
        : memory(dims.rank() == 3 ? sei::kernels::feature_map::floats_needed(dims, halo, lanes)
                                  : dims.elements()),
          view{memory.data(), dims, halo, lanes} {}

    static constexpr std::size_t lanes = 8;
};

[[nodiscard]] step_site site_of(std::span<const sei::shape> inputs, sei::shape out,
                                const sei::weights::parameter_view<float>& parameters = {}) {
    return {.inputs = inputs,
            .out = out,
            .parameters = parameters,
            .options = {.kernels = &sei::kernels::best_kernel_set()}};
}

} // namespace

TEST_CASE("a slot of rank 3 is a map, one of rank 1 a plain vector") {
    const owned_slot map({3, 4, 5}, {1, 2});
    CHECK(map.view.is_map());
    CHECK(map.view.map().at(0, -1, -2) == map.memory.data());
    CHECK_FALSE(owned_slot({.channels = 7}).view.is_map());
}

TEST_CASE("a portable step unpacks maps, runs the kernel and packs the result") {
    const avg_pool spec{.kernel = 2, .stride = 1};
    const sei::shape in{19, 3, 3};
    const sei::shape out = spec.infer(in).output;
    const owned_slot input(in, 2);
    const owned_slot output(out, 1);
    std::vector<float> numbers(in.elements());
    std::iota(numbers.begin(), numbers.end(), 0.0F);
    sei::kernels::pack(numbers.data(), input.view.map());

    const portable_step<avg_pool> step(spec, site_of(std::span{&in, 1}, out));
    std::vector<float> scratch(step.scratch_floats());
    step.run({.inputs = std::span{&input.view, 1}, .output = output.view, .scratch = scratch.data()});

    std::vector<float> result(out.elements());
    sei::kernels::unpack(output.view.map(), result.data());
    // Each mean of 2x2 neighbours lies 2 behind the first of them: (0 + 1 + 3 + 4) / 4.
    for (std::size_t channel = 0; channel < 19; ++channel)
        CHECK(result[channel * 4] == static_cast<float>(channel * 9) + 2.0F);
}

TEST_CASE("a portable step on vectors needs no copies, and keeps its own parameters") {
    std::vector<float> scale{2.0F, 3.0F};
    std::vector<float> shift{1.0F, -1.0F};
    const sei::shape dims{.channels = 2};
    const portable_step<batch_norm> step(batch_norm{}, site_of(std::span{&dims, 1}, dims, {{scale, shift}}));
    scale.assign(2, 0.0F); // the caller's copies may go
    const owned_slot both(dims);
    both.view.memory[0] = 10.0F;
    both.view.memory[1] = 20.0F;
    std::vector<float> scratch(step.scratch_floats());
    step.run({.inputs = std::span{&both.view, 1}, .output = both.view, .scratch = scratch.data()});
    CHECK(both.view.memory[0] == 21.0F);
    CHECK(both.view.memory[1] == 59.0F);
}

TEST_CASE("a step asks for nothing unless it says so") {
    const sei::shape dims{.channels = 1};
    const portable_step<relu> step(relu{}, site_of(std::span{&dims, 1}, dims));
    CHECK_FALSE(step.fuses_bounds());
    CHECK(step.wanted_halo() == sei::extent{0});
    CHECK(step.as_bounds() == nullptr);
    CHECK_FALSE(step.fuses_sum());
    CHECK_FALSE(step.fuses_pool(max_pool{}));
    CHECK_FALSE(step.takes_batches());
}

TEST_CASE("step_for takes the portable kernel of a layer without a faster way") {
    const sei::shape in{.channels = 2};
    const auto step = step_for<softmax>::make(softmax{}, site_of(std::span{&in, 1}, in));
    CHECK(dynamic_cast<const portable_step<softmax>*>(step.get()) != nullptr);
}
