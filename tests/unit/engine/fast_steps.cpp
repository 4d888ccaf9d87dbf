// SPDX-License-Identifier: MIT
#include <sei/engine/fast_steps.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

using namespace sei::engine;
using namespace sei::layers;
using engine_test::random_numbers;
using engine_test::relative_difference;

namespace {

/// A tensor in engine memory.
struct placed {
    aligned_buffer memory;
    slot view;

    explicit placed(sei::shape dims, sei::extent halo = 0)
        : memory(dims.rank() == 3 ? sei::kernels::feature_map::floats_needed(dims, halo) : dims.elements()),
          view{memory.data(), dims, halo} {}
    placed(sei::shape dims, sei::extent halo, const std::vector<float>& values) : placed(dims, halo) {
        if (view.is_map())
            sei::kernels::pack(values.data(), view.map());
        else
            std::copy(values.begin(), values.end(), view.memory);
    }

    [[nodiscard]] std::vector<float> values() const {
        std::vector<float> result(view.dims.elements());
        if (view.is_map())
            sei::kernels::unpack(view.map(), result.data());
        else
            std::copy_n(view.memory, result.size(), result.data());
        return result;
    }
};

/// Weights, inputs and both ways to run a layer: the engine's step and the portable kernel.
template <class Layer>
struct comparison {
    Layer spec;
    std::vector<sei::shape> dims;
    sei::shape out;
    std::vector<float> weight;
    std::vector<float> bias;
    std::vector<std::vector<float>> inputs;
    std::unique_ptr<step> made;

    comparison(const Layer& layer, std::vector<sei::shape> shapes, sei::shape result)
        : spec(layer), dims(std::move(shapes)), out(result) {
        const sei::parameter_list parameters = sei::parameters_of(spec, dims[0]);
        if (parameters.count > 0) weight = random_numbers(parameters.tensors[0].elements(), 1);
        if (parameters.count > 1) bias = random_numbers(parameters.tensors[1].elements(), 2);
        for (const sei::shape in : dims)
            inputs.push_back(random_numbers(in.elements(), 3 + static_cast<std::uint32_t>(inputs.size())));
        made = step_for<Layer>::make(spec, dims, out, view());
    }

    [[nodiscard]] sei::weights::parameter_view<float> view() const { return {{weight, bias}}; }

    [[nodiscard]] std::vector<float> by_step(sei::kernels::clamp bounds = {}, std::size_t threads = 1) const {
        std::vector<placed> memory;
        std::vector<slot> slots;
        for (std::size_t i = 0; i < dims.size(); ++i)
            memory.emplace_back(dims[i], made->wanted_halo(), inputs[i]);
        for (const placed& input : memory) slots.push_back(input.view);
        const placed output(out, 1);
        std::vector<float> scratch(made->scratch_floats());
        made->run({.inputs = slots,
                   .output = output.view,
                   .bounds = bounds,
                   .scratch = scratch.data(),
                   .threads = threads});
        return output.values();
    }

    [[nodiscard]] std::vector<float> by_portable_kernel() const {
        std::vector<sei::kernels::operand<float>> operands;
        for (std::size_t i = 0; i < dims.size(); ++i) operands.push_back({inputs[i].data(), dims[i]});
        std::vector<float> result(out.elements());
        sei::kernels::forward<Layer>::template run<float>(spec, operands, view(), out, result.data());
        return result;
    }
};

template <class Layer>
[[nodiscard]] comparison<Layer> compare(const Layer& spec, sei::shape in) {
    return {spec, {in}, spec.infer(in).output};
}

// Sums of at most 1,000 products of numbers below 1, in another order: 1,000 * 2^-24 of the sum of magnitudes
// at the very worst, a hundredth of it in practice.
constexpr double tolerance = 1e-5;

} // namespace

TEST_CASE("ordinary and depthwise convolutions take vector kernels, want a halo and fuse bounds") {
    const auto direct = compare(conv2d{.filters = 21, .padding = {1, 2}}, {5, 9, 8});
    CHECK(direct.made->fuses_bounds());
    CHECK(direct.made->wanted_halo() == sei::extent{1, 2});
    CHECK(relative_difference(direct.by_step(), direct.by_portable_kernel()) < tolerance);

    const auto depthwise =
        compare(conv2d{.filters = 18, .kernel = 5, .padding = 2, .groups = 18, .bias = false}, {18, 6, 7});
    CHECK(depthwise.made->fuses_bounds());
    CHECK(depthwise.made->wanted_halo() == sei::extent{2});
    CHECK(relative_difference(depthwise.by_step(), depthwise.by_portable_kernel()) < tolerance);
}

TEST_CASE("a fused relu bounds the result") {
    const auto layer = compare(conv2d{.filters = 8}, {3, 6, 6});
    auto expected = layer.by_step();
    for (float& value : expected) value = (std::max)(value, 0.0F);
    CHECK(layer.by_step(sei::kernels::relu_bounds) == expected);
}

TEST_CASE("other groupings take the portable kernel, without a halo") {
    const auto grouped = compare(conv2d{.filters = 6, .padding = 1, .groups = 2}, {4, 5, 5});
    CHECK(grouped.made->wanted_halo() == sei::extent{0});
    CHECK_FALSE(grouped.made->fuses_bounds());
    CHECK(grouped.by_step() == grouped.by_portable_kernel());
    const auto twofold = compare(conv2d{.filters = 8, .groups = 4}, {4, 5, 5}); // two filters a channel
    CHECK(twofold.by_step() == twofold.by_portable_kernel());
}

TEST_CASE("threads change nothing in a convolution that is large enough for them") {
    const auto layer = compare(conv2d{.filters = 48, .padding = 1}, {48, 20, 20});
    REQUIRE(layer.spec.cost({48, 20, 20}, layer.out).operations >= macs_worth_a_thread);
    const auto alone = layer.by_step();
    CHECK(layer.by_step({}, 2) == alone);
    CHECK(layer.by_step({}, 4) == alone);
}

TEST_CASE("dense layers with and without bias agree with the portable kernel") {
    const auto with = compare(dense{.units = 13}, {.channels = 57});
    CHECK(relative_difference(with.by_step(), with.by_portable_kernel()) < tolerance);
    const auto without = compare(dense{.units = 1, .bias = false}, {.channels = 3});
    CHECK(relative_difference(without.by_step(), without.by_portable_kernel()) < tolerance);
}

TEST_CASE("relu and relu6 are bounds, on maps and on vectors") {
    const auto check = [](const auto& layer, float highest) {
        REQUIRE(layer.made->as_bounds() != nullptr);
        CHECK(layer.made->as_bounds()->lowest == 0.0F);
        CHECK(layer.made->as_bounds()->highest == highest);
        CHECK(layer.by_step() == layer.by_portable_kernel());
    };
    for (const sei::shape dims : {sei::shape{19, 3, 4}, sei::shape{.channels = 19}}) {
        check(compare(relu{}, dims), std::numeric_limits<float>::infinity());
        check(compare(relu6{}, dims), 6.0F);
    }
}

TEST_CASE("max_pool, flatten and add give the numbers of the portable kernels") {
    const auto pool = compare(max_pool{.kernel = 3, .stride = 2, .padding = 1}, {19, 7, 8});
    CHECK(pool.by_step() == pool.by_portable_kernel());
    const auto flat = compare(flatten{}, {19, 3, 2});
    CHECK(flat.by_step() == flat.by_portable_kernel());
    for (const sei::shape dims : {sei::shape{19, 3, 4}, sei::shape{.channels = 19}}) {
        const comparison<add> sum(add{}, {dims, dims}, dims);
        CHECK(sum.by_step() == sum.by_portable_kernel());
    }
}
