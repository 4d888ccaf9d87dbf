// SPDX-License-Identifier: MIT
#include <sei/kernels/portable/blocks.hpp>

#include "../support.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace kernels_test;
using namespace sei::layers;

TEST_CASE("add sums two tensors, also over its first input and with itself") {
    numbers random{6};
    auto left = random.of_shape<float>({3, 2, 5});
    const auto right = random.of_shape<float>({3, 2, 5});
    std::vector<float> expected;
    for (std::size_t i = 0; i < left.values.size(); ++i) expected.push_back(left.values[i] + right.values[i]);
    const std::array operands{left.operand(), right.operand()};
    std::vector<float> result(expected.size());
    sei::kernels::forward<add>::run<float>(add{}, operands, {}, left.dims, result.data());
    CHECK(result == expected);
    sei::kernels::forward<add>::run<float>(add{}, operands, {}, left.dims, left.values.data());
    CHECK(left.values == expected);

    for (float& value : expected) value += value;
    const std::array twice{left.operand(), left.operand()};
    sei::kernels::forward<add>::run<float>(add{}, twice, {}, left.dims, left.values.data());
    CHECK(left.values == expected);
}

TEST_CASE("join stacks the channels of up to eight branches in their order") {
    numbers random{7};
    std::vector<tensor<float>> branches;
    std::vector<sei::kernels::operand<float>> operands;
    std::vector<float> expected;
    for (std::uint32_t channels = 1; channels <= 8; ++channels)
        branches.push_back(random.of_shape<float>({channels, 3, 2}));
    for (const auto& branch : branches) {
        operands.push_back(branch.operand());
        expected.insert(expected.end(), branch.values.begin(), branch.values.end());
    }
    std::vector<float> result(expected.size());
    sei::kernels::forward<join>::run<float>(join{}, operands, {}, {36, 3, 2}, result.data());
    CHECK(result == expected);
}
