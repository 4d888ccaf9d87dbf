// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/arrival_map.hpp: which elements of a tensor have arrived, one bit each, in memory that the caller
/// owns.
///
/// Bits count elements, not datagrams, because a sender may cut its tensor as it likes, and differently for a
/// repetition. `mark` and `for_each_missing` take a step per 32 elements and per run.

#include <sei/wire/element_type.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

class arrival_map {
public:
    /// Words that a map of `elements` elements needs.
    [[nodiscard]] static constexpr std::size_t words_for(std::size_t elements) noexcept {
        return elements / 32 + (elements % 32 != 0 ? 1 : 0);
    }

    /// A map of `elements` elements, none of them arrived. Of 0 elements if `words` has fewer than
    /// `words_for(elements)`.
    constexpr arrival_map(std::span<std::uint32_t> words, std::size_t elements) noexcept
        : words_{words}, elements_{words.size() < words_for(elements) ? 0 : elements} {
        clear();
    }

    constexpr void clear() noexcept {
        for (std::uint32_t& word : words_.first(words_for(elements_))) word = 0;
        arrived_ = 0;
    }

    /// Marks `range`, which lies within the map, as arrived. Returns how many of these elements are new.
    constexpr std::size_t mark(element_range range) noexcept {
        std::size_t added = 0;
        const std::size_t end = range.first + range.count;
        for (std::size_t at = range.first; at < end; at = (at / 32 + 1) * 32) {
            std::uint32_t& word = words_[at / 32];
            const std::size_t in_word = end - at / 32 * 32;
            const std::uint32_t below_end = in_word >= 32 ? ~0U : (1U << in_word) - 1U;
            const std::uint32_t marked = word | (below_end & (~0U << (at % 32)));
            added += static_cast<std::size_t>(std::popcount(marked ^ word));
            word = marked;
        }
        arrived_ += added;
        return added;
    }

    [[nodiscard]] constexpr bool contains(std::size_t element) const noexcept {
        return ((words_[element / 32] >> (element % 32)) & 1U) != 0;
    }
    [[nodiscard]] constexpr std::size_t elements() const noexcept { return elements_; }
    [[nodiscard]] constexpr std::size_t arrived() const noexcept { return arrived_; }
    [[nodiscard]] constexpr std::size_t missing() const noexcept { return elements_ - arrived_; }

    /// Calls `visit(element_range)` for each longest run of missing elements within `range`, in order.
    template <typename Visit>
    constexpr void for_each_missing(element_range range, Visit&& visit) const {
        const std::size_t end = range.first + range.count;
        for (std::size_t first = find<false>(range.first, end); first != end;) {
            const std::size_t last = find<true>(first, end);
            visit(element_range{first, last - first});
            first = find<false>(last, end);
        }
    }

    /// The same over the whole tensor.
    template <typename Visit>
    constexpr void for_each_missing(Visit&& visit) const {
        for_each_missing({0, elements_}, visit);
    }

private:
    /// The first element of `[from, end)` that has (or has not) arrived, or `end`.
    template <bool Arrived>
    [[nodiscard]] constexpr std::size_t find(std::size_t from, std::size_t end) const noexcept {
        while (from < end) {
            const std::uint32_t word = Arrived ? words_[from / 32] : ~words_[from / 32];
            const std::uint32_t rest = word >> (from % 32);
            if (rest != 0) {
                const std::size_t found = from + static_cast<std::size_t>(std::countr_zero(rest));
                return found < end ? found : end;
            }
            from = (from / 32 + 1) * 32;
        }
        return end;
    }

    std::span<std::uint32_t> words_;
    std::size_t elements_;
    std::size_t arrived_ = 0;
};

} // namespace sei::wire::inline SEI_RELEASE
