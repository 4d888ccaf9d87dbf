// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/aligned_buffer.hpp: floats that start on a cache line; large ones on a large page.
///
/// `data()` is a multiple of 64 bytes, of 2 MiB for buffers of 2 MiB and more, which on Linux ask for large
/// pages (MADV_HUGEPAGE); nothing else changes if these are not granted.

#include <sei/config.hpp>

#include <cstddef>
#include <new>
#include <vector>

#if defined(__linux__)
#    include <sys/mman.h>
#endif

namespace sei::engine::inline SEI_TARGET {

inline constexpr std::size_t cache_line_bytes = 64;
inline constexpr std::size_t large_page_bytes = std::size_t{2} << 20U;

/// Buffers of a large page and more ask for large pages: a single stream of reads from memory is up to a
/// quarter faster from them.
template <class Element>
struct cache_line_allocator {
    using value_type = Element;

    cache_line_allocator() = default;
    template <class Other>
    cache_line_allocator(const cache_line_allocator<Other>&) noexcept {}

    [[nodiscard]] Element* allocate(std::size_t count) {
        const std::size_t bytes = count * sizeof(Element);
        void* const memory = ::operator new(bytes, alignment_of(bytes));
#if defined(__linux__)
        if (bytes >= large_page_bytes) ::madvise(memory, bytes, MADV_HUGEPAGE); // a wish: failing is fine
#endif
        return static_cast<Element*>(memory);
    }
    void deallocate(Element* memory, std::size_t count) noexcept {
        ::operator delete(memory, alignment_of(count * sizeof(Element)));
    }

    friend bool operator==(const cache_line_allocator&, const cache_line_allocator&) = default;

private:
    [[nodiscard]] static std::align_val_t alignment_of(std::size_t bytes) {
        return std::align_val_t{bytes >= large_page_bytes ? large_page_bytes : cache_line_bytes};
    }
};

using aligned_buffer = std::vector<float, cache_line_allocator<float>>;

} // namespace sei::engine::inline SEI_TARGET
