// SPDX-License-Identifier: MIT
#pragma once
/// Helpers of the wire tests: bytes written by hand, and random tensors.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace sei::wire::test {

using bytes = std::vector<std::byte>;

inline bytes bytes_of(std::initializer_list<unsigned> values) {
    bytes result;
    for (const unsigned value : values) result.push_back(static_cast<std::byte>(value));
    return result;
}

inline bytes bytes_of(std::string_view text) {
    const auto view = std::as_bytes(std::span{text});
    return {view.begin(), view.end()};
}

inline std::vector<float> uniform_tensor(std::size_t elements, float lowest, float highest,
                                         unsigned seed = 1) {
    std::mt19937 random{seed};
    std::uniform_real_distribution<float> uniform{lowest, highest};
    std::vector<float> tensor(elements);
    for (float& element : tensor) element = uniform(random);
    return tensor;
}

inline bytes random_bytes(std::size_t size, std::mt19937& random) {
    bytes result(size);
    for (std::byte& byte : result) byte = static_cast<std::byte>(random());
    return result;
}

/// 0, 1, 2, ...: every element is told apart, and exact in every codec but int8 for small tensors.
inline std::vector<float> counting_tensor(std::size_t elements) {
    std::vector<float> tensor(elements);
    for (std::size_t i = 0; i != elements; ++i) tensor[i] = static_cast<float>(i);
    return tensor;
}

} // namespace sei::wire::test
