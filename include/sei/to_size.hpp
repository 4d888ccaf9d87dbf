// SPDX-License-Identifier: MIT
#pragma once
/// sei/to_size.hpp: a count of 64 bits as a std::size_t, without a cast where it has 64 bits itself.

#include <sei/config.hpp>

#include <cstddef>
#include <type_traits>

namespace sei::inline SEI_RELEASE::detail {

/// For values that are known to fit. A plain cast is one that -Wuseless-cast complains of on 64-bit hosts,
/// and none at all one that -Wconversion complains of on 32-bit boards.
template <class Count>
[[nodiscard]] constexpr std::size_t to_size(Count count) noexcept {
    if constexpr (std::is_same_v<Count, std::size_t>)
        return count;
    else
        return static_cast<std::size_t>(count);
}

} // namespace sei::inline SEI_RELEASE::detail
