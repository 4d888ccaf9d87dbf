// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/aligned_buffer.hpp: floats that start on a cache line.

#include <sei/config.hpp>

#include <cstddef>
#include <new>
#include <vector>

namespace sei::engine::inline SEI_TARGET {

inline constexpr std::size_t cache_line_bytes = 64;

template <class Element>
struct cache_line_allocator {
    using value_type = Element;

    cache_line_allocator() = default;
    template <class Other>
    cache_line_allocator(const cache_line_allocator<Other>&) noexcept {}

    [[nodiscard]] Element* allocate(std::size_t count) {
        return static_cast<Element*>(
            ::operator new (count * sizeof(Element), std::align_val_t{cache_line_bytes}));
    }
    void deallocate(Element* memory, std::size_t) noexcept {
        ::operator delete (memory, std::align_val_t{cache_line_bytes});
    }

    friend bool operator==(const cache_line_allocator&, const cache_line_allocator&) = default;
};

using aligned_buffer = std::vector<float, cache_line_allocator<float>>;

} // namespace sei::engine::inline SEI_TARGET
