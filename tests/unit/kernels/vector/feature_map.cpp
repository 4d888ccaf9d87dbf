// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/feature_map.hpp>

#include "blocked.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace kernels_test;
using sei::kernels::feature_map;

namespace {

constexpr std::array<std::size_t, 4> widths{1, 4, 8, 16};

} // namespace

TEST_CASE("packing and unpacking gives the same tensor for any shape and halo, and touches nothing else") {
    numbers random{11};
    for (int i = 0; i < 200; ++i) {
        const sei::shape dims{random.between(1, 50), random.between(1, 9), random.between(1, 9)};
        const auto plain = random.of_shape<float>(dims);
        const blocked map(plain, {random.below(4), random.below(4)}, widths[random.below(4)]);
        CHECK(map.plain() == plain.values);
        CHECK(map.missing_lanes_are_zero());
        CHECK(map.halo_is([](float value) { return value == 0.0F; }));
        CHECK(map.guards_are_whole());
    }
}

TEST_CASE("pack leaves the halo alone, and clear_halo the map") {
    numbers random{12};
    const auto plain = random.of_shape<float>({5, 3, 4});
    const blocked map(sei::shape{5, 3, 4}, {2, 1}, 4);
    sei::kernels::pack(plain.values.data(), map.map());
    CHECK(map.halo_is([](float value) { return std::isnan(value); }));
    sei::kernels::clear_halo(map.map());
    CHECK(map.halo_is([](float value) { return value == 0.0F; }));
    CHECK(map.plain() == plain.values);
}

TEST_CASE("a halo on two sides only is cleared, too") {
    for (const sei::extent halo : {sei::extent{0, 2}, sei::extent{3, 0}, sei::extent{0}}) {
        const blocked map(sei::shape{9, 2, 3}, halo, 8);
        sei::kernels::clear_halo(map.map());
        CHECK(map.halo_is([](float value) { return value == 0.0F; }));
        CHECK(map.guards_are_whole());
    }
}

TEST_CASE("strides count halo and lanes, and the last element is the last of floats_needed") {
    constexpr std::size_t lanes = 8;
    const blocked made(sei::shape{2 * lanes, 3, 4}, {1, 2}, lanes);
    const feature_map& map = made.map();
    CHECK(map.blocks() == 2);
    CHECK(map.row_stride() == 8 * lanes);
    CHECK(map.block_stride() == 5 * 8 * lanes);
    CHECK(feature_map::floats_needed(map.dims, map.halo, lanes) == 2 * 5 * 8 * lanes);
    const float* first = map.at(0, -1, -2);
    const float* last = map.at(1, 3, 5) + lanes - 1;
    CHECK(static_cast<std::size_t>(last - first) + 1 ==
          feature_map::floats_needed(map.dims, map.halo, lanes));
}

TEST_CASE("blocks_for and rounded_up round up") {
    static_assert(sei::kernels::blocks_for(1, 16) == 1);
    static_assert(sei::kernels::blocks_for(16, 16) == 1);
    static_assert(sei::kernels::rounded_up(17, 16) == 32);
    CHECK(sei::kernels::blocks_for(17, 16) == 2);
}
