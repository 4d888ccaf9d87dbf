// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/simd.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

using namespace sei::kernels;

#define SEI_TEXT_OF(...) #__VA_ARGS__
#define SEI_TEXT(...) SEI_TEXT_OF(__VA_ARGS__)

TEST_CASE("the width follows from the target that names the namespace") {
    constexpr std::string_view target = SEI_TEXT(SEI_TARGET);
    CHECK(sizeof(vector) == vector_width * sizeof(float));
    CHECK(vector_width == (target == "host_avx512" ? 16U : target == "host_avx2" ? 8U : 4U));
    CHECK(vector_registers >= 16);
}

TEST_CASE("load and store work at any address") {
    std::vector<float> numbers(3 * vector_width);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i);
    for (std::size_t offset = 0; offset <= vector_width; ++offset) {
        const vector value = load(numbers.data() + offset);
        for (std::size_t lane = 0; lane < vector_width; ++lane)
            REQUIRE(value[lane] == static_cast<float>(offset + lane));
        std::vector<float> copy(3 * vector_width, -1.0F);
        store(copy.data() + offset, value);
        for (std::size_t i = 0; i < copy.size(); ++i) {
            const bool written = i >= offset && i < offset + vector_width;
            REQUIRE(copy[i] == (written ? numbers[i] : -1.0F));
        }
    }
}

TEST_CASE("broadcast keeps every bit that counts: signed zeros apart, infinities and NaN") {
    for (const float value :
         {1.5F, -2.0F, 0.0F, std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
          std::numeric_limits<float>::denorm_min()}) {
        const vector all = broadcast(value);
        for (std::size_t lane = 0; lane < vector_width; ++lane) CHECK(all[lane] == value);
    }
    CHECK(std::isnan(broadcast(std::numeric_limits<float>::quiet_NaN())[vector_width - 1]));
}

TEST_CASE("at_least and at_most compare lane by lane, and a NaN on the left stays") {
    vector value = broadcast(0.0F);
    value[0] = -1.0F;
    value[1] = 3.0F;
    value[2] = std::numeric_limits<float>::quiet_NaN();
    const vector low = at_least(value, broadcast(1.0F));
    CHECK(low[0] == 1.0F);
    CHECK(low[1] == 3.0F);
    CHECK(std::isnan(low[2]));
    CHECK(low[3] == 1.0F);
    const vector high = at_most(value, broadcast(1.0F));
    CHECK(high[0] == -1.0F);
    CHECK(high[1] == 1.0F);
    CHECK(std::isnan(high[2]));
    CHECK(high[3] == 0.0F);
}
