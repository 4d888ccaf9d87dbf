// SPDX-License-Identifier: MIT
#include <sei/engine/convolution_algorithm.hpp>

#include <doctest/doctest.h>

using namespace sei::engine;
using sei::layers::conv2d;

namespace {

/// A 3x3 layer with padding 1 on 16 lanes.
[[nodiscard]] constexpr convolution_algorithm choice(std::uint32_t channels, std::uint32_t filters,
                                                     std::uint32_t size, bool winograd = true) {
    const conv2d spec{.filters = filters, .padding = 1};
    const sei::shape in{channels, size, size};
    return choose_algorithm(spec, in, spec.infer(in).output, 16, winograd);
}

[[nodiscard]] constexpr convolution_algorithm choice(const conv2d& spec, sei::shape in) {
    return choose_algorithm(spec, in, spec.infer(in).output, 16, true);
}

} // namespace

TEST_CASE("3x3 layers of common networks: large tiles, small ones where weights dominate, else direct") {
    static_assert(choice(64, 64, 224) == convolution_algorithm::winograd_4);
    static_assert(choice(512, 512, 14) == convolution_algorithm::winograd_4);
    static_assert(choice(512, 512, 7) == convolution_algorithm::winograd_2);
    static_assert(choice(512, 512, 4) == convolution_algorithm::winograd_2);
    static_assert(choice(512, 512, 2) == convolution_algorithm::direct);
    CHECK(choice(3, 64, 224) == convolution_algorithm::direct);
}

TEST_CASE("Winograd can be forbidden, and needs its shape of kernel") {
    static_assert(choice(64, 64, 224, false) == convolution_algorithm::direct);
    static_assert(choice({.filters = 64, .kernel = 1}, {64, 14, 14}) == convolution_algorithm::direct);
    static_assert(choice({.filters = 64, .stride = 2}, {64, 14, 14}) == convolution_algorithm::direct);
    CHECK(choice({.filters = 64, .dilation = 2}, {64, 14, 14}) == convolution_algorithm::direct);
}

TEST_CASE("groups: depthwise, slices of whole blocks, or the portable kernel") {
    static_assert(choice({.filters = 24, .groups = 24}, {24, 9, 9}) == convolution_algorithm::depthwise);
    static_assert(choice({.filters = 64, .groups = 2}, {32, 9, 9}) == convolution_algorithm::grouped);
    CHECK(choice({.filters = 64, .groups = 4}, {32, 9, 9}) == convolution_algorithm::portable);
}
