// SPDX-License-Identifier: MIT
#include <sei/wire/fill.hpp>

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace sei::wire;

namespace {

constexpr sei::shape map{.channels = 3, .height = 1, .width = 2};
constexpr std::array means{10.0f, 20.0f, 30.0f};

std::vector<float> filled(const fill& rule, element_range missing) {
    std::vector<float> tensor{1, 2, 3, 4, 5, 6};
    rule(missing, tensor);
    return tensor;
}

} // namespace

TEST_CASE("zero writes zeros into the missing elements and nowhere else") {
    CHECK(filled(fill::zero(), {1, 3}) == std::vector<float>{1, 0, 0, 0, 5, 6});
    CHECK(filled(fill::zero(), {6, 0}) == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("mean writes each channel's mean") {
    CHECK(filled(fill::mean(means, 2), {1, 4}) == std::vector<float>{1, 10, 20, 20, 30, 6});
    CHECK(filled(fill::mean(std::span{means}.first(1), 1), {1, 4}) ==
          std::vector<float>{1, 10, 10, 10, 10, 6});
}

TEST_CASE("last frame writes the previous tensor's elements, and zeros when there is none") {
    const std::vector<float> previous{-1, -2, -3, -4, -5, -6};
    CHECK(filled(fill::last_frame(previous), {2, 2}) == std::vector<float>{1, 2, -3, -4, 5, 6});
    CHECK(filled(fill::last_frame({}), {2, 2}) == std::vector<float>{1, 2, 0, 0, 5, 6});
    std::vector<float> same{1, 2, 3, 4, 5, 6};
    fill::last_frame(same)({0, 6}, same);
    CHECK(same == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("a rule knows the shapes that its data fit") {
    CHECK(fill::zero().fits(map));
    CHECK(fill::mean(means, 2).fits(map));
    CHECK_FALSE(fill::mean(means, 3).fits(map));
    CHECK_FALSE(fill::mean(std::span{means}.first(2), 3).fits(map));
    CHECK_FALSE(fill::mean({}, 2).fits(map));
    CHECK(fill::mean(std::span{means}.first(1), 99).fits(map));
    CHECK(fill::last_frame({}).fits(map));
    CHECK_FALSE(fill::last_frame(means).fits(map));
    CHECK(fill::last_frame(means).fits({.channels = 3}));
    CHECK(fill::last_frame({}).rule() == fill_rule::last_frame);
}
