// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/pointwise.hpp>

#include "blocked.hpp"

#include <sei/kernels/portable/pointwise.hpp>

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

} // namespace

TEST_CASE("relu and relu6 on maps give the bits of the portable kernels, NaN included, in place or not") {
    numbers random{41};
    for (int i = 0; i < 60; ++i) {
        auto plain = random.of_shape<float>(random_shape(random));
        for (float& value : plain.values) value *= 10.0F;
        plain.values[0] = std::numeric_limits<float>::quiet_NaN();
        const auto relu = run(sei::layers::relu{}, plain);
        const auto relu6 = run(sei::layers::relu6{}, plain);
        const blocked input(plain, {random.below(3), random.below(3)});
        const blocked output(plain.dims, {random.below(3), random.below(3)});
        apply_bounds(input.map(), output.map(), relu_bounds);
        CHECK(same_bits(output.plain(), relu));
        apply_bounds(input.map(), output.map(), relu6_bounds);
        CHECK(same_bits(output.plain(), relu6));
        apply_bounds(input.map(), input.map(), relu_bounds);
        CHECK(same_bits(input.plain(), relu));
        CHECK(output.guards_are_whole());
        CHECK(input.halo_is([](float value) { return value == 0.0F; }));
    }
}

TEST_CASE("add_maps sums maps with different halos, in place or not") {
    numbers random{42};
    for (int i = 0; i < 60; ++i) {
        const auto left = random.of_shape<float>(random_shape(random));
        const auto right = random.of_shape<float>(left.dims);
        std::vector<float> sum;
        for (std::size_t k = 0; k < left.values.size(); ++k) sum.push_back(left.values[k] + right.values[k]);
        const blocked first(left, random.below(3));
        const blocked second(right, random.below(3));
        const blocked output(left.dims, random.below(3));
        add_maps(first.map(), second.map(), output.map());
        CHECK(output.plain() == sum);
        CHECK(output.guards_are_whole());
        add_maps(first.map(), second.map(), first.map());
        CHECK(first.plain() == sum);
        CHECK(first.halo_is([](float value) { return value == 0.0F; }));
    }
}

TEST_CASE("max_pool_map gives the bits of the portable kernel, NaN included, and never reads a halo") {
    numbers random{43};
    for (int i = 0; i < 200; ++i) {
        sei::shape in;
        const auto spec = random_pool<sei::layers::max_pool>(random, in);
        auto plain = random.of_shape<float>(in);
        for (float& value : plain.values) value -= 2.0F; // a zero of the halo would win
        if (i % 3 == 0)
            plain.values[random.below(static_cast<std::uint32_t>(plain.values.size()))] =
                std::numeric_limits<float>::quiet_NaN();
        const blocked input(plain, {random.below(3), random.below(3)});
        const blocked output(spec.infer(in).output, random.below(3));
        max_pool_map(spec, input.map(), output.map());
        CHECK(same_bits(output.plain(), run(spec, plain)));
        CHECK(output.guards_are_whole());
    }
}

TEST_CASE("for_each_row visits every row of every block once, in order") {
    const blocked made(sei::shape{2 * vector_width, 3, 1}, 0);
    std::vector<std::pair<std::size_t, std::ptrdiff_t>> rows;
    for_each_row(made.map(), [&](std::size_t block, std::ptrdiff_t row) { rows.emplace_back(block, row); });
    CHECK(rows == std::vector<std::pair<std::size_t, std::ptrdiff_t>>{
                      {0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}});
}
