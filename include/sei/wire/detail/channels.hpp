// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/detail/channels.hpp: walks a range of elements channel by channel.

#include <sei/wire/element_type.hpp>

#include <cstddef>

namespace sei::wire::inline SEI_RELEASE::detail {

/// Calls `visit(channel, piece)` for each piece of `range` that lies in one channel of `positions` elements,
/// in order. With one channel everything belongs to it, whatever `positions` says (parameters per tensor).
template <typename Visit>
constexpr void for_each_channel(std::size_t channels, std::size_t positions, element_range range,
                                Visit&& visit) {
    if (channels == 1) {
        visit(std::size_t{0}, range);
        return;
    }
    while (range.count != 0) {
        const std::size_t channel = range.first / positions;
        const std::size_t rest = (channel + 1) * positions - range.first;
        const element_range piece{range.first, rest < range.count ? rest : range.count};
        visit(channel, piece);
        range = {range.first + piece.count, range.count - piece.count};
    }
}

} // namespace sei::wire::inline SEI_RELEASE::detail
