// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/pooling.hpp>

#include "blocked.hpp"

#include <sei/kernels/portable/all.hpp>

#include <doctest/doctest.h>

#include <cstring>

using namespace kernels_test;
using namespace sei::kernels;

namespace {

[[nodiscard]] bool same_bits(const std::vector<float>& left, const std::vector<float>& right) {
    return left.size() == right.size() &&
           std::memcmp(left.data(), right.data(), left.size() * sizeof(float)) == 0;
}

[[nodiscard]] sei::shape random_shape(numbers& random) {
    return {random.between(1, 40), random.between(1, 9), random.between(1, 9)};
}

/// A pool whose window and stride are those of the layer.
template <class Pool>
[[nodiscard]] pooling task_of(const Pool& spec, const blocked& input, const blocked& output) {
    return {.kernel = spec.kernel,
            .stride = spec.stride,
            .padding = spec.padding,
            .input = input.map(),
            .output = output.map()};
}

} // namespace

TEST_CASE("max pools give the bits of the portable kernel, NaN included, and never read a halo") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{43};
        for (int i = 0; i < 120; ++i) {
            sei::shape in;
            const auto spec = random_pool<sei::layers::max_pool>(random, in);
            auto plain = random.of_shape<float>(in);
            for (float& value : plain.values) value -= 2.0F; // a zero of the halo would win
            if (i % 3 == 0)
                plain.values[random.below(static_cast<std::uint32_t>(plain.values.size()))] =
                    std::numeric_limits<float>::quiet_NaN();
            const blocked input(plain, {random.below(3), random.below(3)}, kernels.lanes);
            const blocked output(spec.infer(in).output, random.below(3), kernels.lanes);
            const pooling task = task_of(spec, input, output);
            in_pieces(kernels.map_rows(task.output), 3,
                      [&](std::size_t begin, std::size_t end) { kernels.pool_largest(task, begin, end); });
            CHECK(same_bits(output.plain(), run(spec, plain)));
            CHECK(output.guards_are_whole());
        }
    });
}

TEST_CASE("mean pools agree with the portable kernel in double, padding counted or not") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{44};
        for (int i = 0; i < 120; ++i) {
            sei::shape in;
            auto spec = random_pool<sei::layers::avg_pool>(random, in);
            spec.count_include_pad = i % 2 == 0;
            const auto plain = random.of_shape<float>(in);
            const blocked input(plain, random.below(3), kernels.lanes);
            const blocked output(spec.infer(in).output, random.below(3), kernels.lanes);
            pooling task = task_of(spec, input, output);
            task.count_include_pad = spec.count_include_pad;
            kernels.pool_mean(task, 0, kernels.map_rows(task.output));
            const auto expected = run(spec, tensor<double>{in, converted<double>(plain.values)});
            // At most 16 numbers below 1 are added and divided: 17 roundings of 2^-24 each.
            CHECK(largest_difference(output.plain(), expected) < 17.0 / (1 << 24));
            CHECK(output.missing_lanes_are_zero());
        }
    });
}

TEST_CASE("global means agree with the portable kernel in double") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{45};
        for (int i = 0; i < 60; ++i) {
            const auto plain = random.of_shape<float>(random_shape(random));
            const blocked input(plain, random.below(3), kernels.lanes);
            const blocked output(sei::shape{plain.dims.channels, 1, 1}, random.below(2), kernels.lanes);
            kernels.pool_globally({.input = input.map(), .output = output.map()}, 0, input.map().blocks());
            const auto expected = run(sei::layers::global_avg_pool{},
                                      tensor<double>{plain.dims, converted<double>(plain.values)});
            CHECK(largest_difference(output.plain(), expected) < 82.0 / (1 << 24));
            CHECK(output.guards_are_whole());
        }
    });
}

TEST_CASE("relu and relu6 on maps give the bits of the portable kernels, NaN included, in place or not") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{41};
        for (int i = 0; i < 40; ++i) {
            auto plain = random.of_shape<float>(random_shape(random));
            for (float& value : plain.values) value *= 10.0F;
            plain.values[0] = std::numeric_limits<float>::quiet_NaN();
            const auto relu = run(sei::layers::relu{}, plain);
            const auto relu6 = run(sei::layers::relu6{}, plain);
            const blocked input(plain, {random.below(3), random.below(3)}, kernels.lanes);
            const blocked output(plain.dims, {random.below(3), random.below(3)}, kernels.lanes);
            const std::size_t rows = kernels.map_rows(output.map());
            kernels.bound_rows(input.map(), output.map(), {.addend = {}, .bounds = relu_bounds}, 0, rows);
            CHECK(same_bits(output.plain(), relu));
            kernels.bound_rows(input.map(), output.map(), {.addend = {}, .bounds = relu6_bounds}, 0, rows);
            CHECK(same_bits(output.plain(), relu6));
            kernels.bound_rows(input.map(), input.map(), {.addend = {}, .bounds = relu_bounds}, 0, rows);
            CHECK(same_bits(input.plain(), relu));
            CHECK(output.guards_are_whole());
            CHECK(input.halo_is([](float value) { return value == 0.0F; }));
        }
    });
}

TEST_CASE("sums of maps with different halos, in place or not") {
    for_each_kernel_set([](const kernel_set& kernels) {
        numbers random{42};
        for (int i = 0; i < 40; ++i) {
            const auto left = random.of_shape<float>(random_shape(random));
            const auto right = random.of_shape<float>(left.dims);
            std::vector<float> sum;
            for (std::size_t k = 0; k < left.values.size(); ++k)
                sum.push_back(left.values[k] + right.values[k]);
            const blocked first(left, random.below(3), kernels.lanes);
            const blocked second(right, random.below(3), kernels.lanes);
            const blocked output(left.dims, random.below(3), kernels.lanes);
            const epilogue add{.addend = second.map(), .bounds = {}};
            const std::size_t rows = kernels.map_rows(output.map());
            kernels.bound_rows(first.map(), output.map(), add, 0, rows);
            CHECK(output.plain() == sum);
            CHECK(output.guards_are_whole());
            kernels.bound_rows(first.map(), first.map(), add, 0, rows);
            CHECK(first.plain() == sum);
            CHECK(first.halo_is([](float value) { return value == 0.0F; }));
        }
    });
}
