// SPDX-License-Identifier: MIT
#include <sei/engine/aligned_buffer.hpp>

#include <doctest/doctest.h>

#include <cstdint>

TEST_CASE("a buffer starts on a cache line whatever its size, and starts as zeros") {
    for (std::size_t size = 1; size < 300; size += 7) {
        const sei::engine::aligned_buffer buffer(size);
        CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % sei::engine::cache_line_bytes == 0);
        for (const float value : buffer) CHECK(value == 0.0F);
    }
}

TEST_CASE("a buffer can be copied, moved and grown like any vector") {
    sei::engine::aligned_buffer buffer{1.0F, 2.0F};
    buffer.resize(1000, 3.0F);
    const sei::engine::aligned_buffer copy = buffer;
    const sei::engine::aligned_buffer moved = std::move(buffer);
    CHECK(copy == moved);
    CHECK(copy[1] == 2.0F);
    CHECK(copy[999] == 3.0F);
}
