// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/detail/little_endian.hpp: unsigned words to and from little-endian bytes, on any host, at any
/// alignment.
///
/// Written as one expression per word, not as a loop: compilers then merge the bytes into one access at -O2
/// too.

#include <sei/config.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace sei::wire::inline SEI_RELEASE::detail {

template <std::unsigned_integral Word>
constexpr void store_little_endian(Word word, std::byte* out) noexcept {
    [&]<std::size_t... Byte>(std::index_sequence<Byte...>) {
        ((out[Byte] = static_cast<std::byte>(word >> (8 * Byte))), ...);
    }
    (std::make_index_sequence<sizeof(Word)>{});
}

template <std::unsigned_integral Word>
[[nodiscard]] constexpr Word load_little_endian(const std::byte* in) noexcept {
    return [&]<std::size_t... Byte>(std::index_sequence<Byte...>) {
        return static_cast<Word>((... | static_cast<Word>(static_cast<Word>(in[Byte]) << (8 * Byte))));
    }
    (std::make_index_sequence<sizeof(Word)>{});
}

} // namespace sei::wire::inline SEI_RELEASE::detail
