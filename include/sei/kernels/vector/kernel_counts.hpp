// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/kernel_counts.hpp: how often each kind of kernel ran in this process: what tests and
/// reports go by when they say which kernel a layer took.
///
/// One set of numbers per process; counting is atomic, relaxed. Threads and groups of tiles raise a number:
/// compare with zero, or take differences. Of Winograd's three passes only the multiplication counts;
/// `elementwise` includes what the engine copies for flatten and concat.

#include <sei/config.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace sei::kernels::inline SEI_TARGET {

/// `portable`: a layer that ran through the portable kernels, unpacked and packed again.
enum class kernel_kind : std::uint8_t {
    convolution,
    depthwise,
    winograd_2,
    winograd_4,
    dense,
    pooling,
    elementwise,
    portable
};
inline constexpr std::size_t kernel_kinds = 8;

[[nodiscard]] constexpr const char* name_of(kernel_kind kind) {
    constexpr std::array names{"convolution", "depthwise", "winograd_2",  "winograd_4",
                               "dense",       "pooling",   "elementwise", "portable"};
    return names[static_cast<std::size_t>(kind)];
}

using kernel_counts = std::array<std::uint64_t, kernel_kinds>;

namespace detail {

inline std::array<std::atomic<std::uint64_t>, kernel_kinds> executed{};

} // namespace detail

/// Called by every kernel, once for each range of units.
inline void count(kernel_kind kind) {
    detail::executed[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed);
}

/// Calls since the program started, by kernel_kind.
[[nodiscard]] inline kernel_counts executed_kernels() {
    kernel_counts counts{};
    for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] = detail::executed[i].load(std::memory_order_relaxed);
    return counts;
}

} // namespace sei::kernels::inline SEI_TARGET
