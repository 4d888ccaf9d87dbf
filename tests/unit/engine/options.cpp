// SPDX-License-Identifier: MIT
#include <sei/engine/options.hpp>

#include <doctest/doctest.h>

TEST_CASE("by default an executor takes one thread, the fastest arithmetic and the memory that it needs") {
    constexpr sei::engine::executor_options options{};
    static_assert(options.threads == 1);
    static_assert(!options.exact && !options.low_memory);
    CHECK(options.kernels == nullptr);
}
