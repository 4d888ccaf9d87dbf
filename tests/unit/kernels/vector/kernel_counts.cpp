// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/kernel_counts.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace sei::kernels;

TEST_CASE("counts go up by one for the kind that ran, and for no other") {
    const kernel_counts before = executed_kernels();
    count(kernel_kind::winograd_4);
    count(kernel_kind::winograd_4);
    count(kernel_kind::portable);
    const kernel_counts after = executed_kernels();
    for (std::size_t i = 0; i < kernel_kinds; ++i) {
        const auto kind = static_cast<kernel_kind>(i);
        const std::uint64_t expected = kind == kernel_kind::winograd_4 ? 2
                                       : kind == kernel_kind::portable ? 1
                                                                       : 0;
        CHECK(after[i] - before[i] == expected);
    }
}

TEST_CASE("every kind has a name of its own") {
    for (std::size_t i = 1; i < kernel_kinds; ++i)
        CHECK(std::string(name_of(static_cast<kernel_kind>(i))) != name_of(static_cast<kernel_kind>(i - 1)));
}
