// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/detail/nearest_names.hpp: the names of a file that a missing one may have meant, and the
/// prefix that all of them share.

#include <sei/config.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

namespace sei::weights::inline SEI_RELEASE::detail {

/// Levenshtein's distance: how many characters must be put in, left out or exchanged. O(product of lengths).
[[nodiscard]] inline std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1); // distances of left's beginning to right's beginnings
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t exchanged = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = (std::min)({exchanged, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

/// At most `count` of the names, the nearest first. Names of more than 200 bytes are passed over: no layer
/// has one, and a hostile file could make them cost minutes.
[[nodiscard]] inline std::vector<std::string_view>
nearest_names(std::string_view wanted, const std::vector<std::string_view>& names, std::size_t count) {
    constexpr std::size_t longest = 200;
    std::vector<std::pair<std::size_t, std::string_view>> ranked;
    for (const std::string_view name : names)
        if (name.size() <= longest) ranked.emplace_back(edit_distance(wanted.substr(0, longest), name), name);
    count = (std::min)(count, ranked.size());
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count), ranked.end());
    std::vector<std::string_view> nearest;
    for (std::size_t i = 0; i < count; ++i) nearest.push_back(ranked[i].second);
    return nearest;
}

/// What all names begin with, up to and including a dot: "module." or "module.backbone.". Empty if there is
/// none.
[[nodiscard]] inline std::string_view shared_prefix(const std::vector<std::string_view>& names) {
    if (names.empty()) return {};
    std::string_view shared = names.front();
    for (const std::string_view name : names) {
        const auto differs = std::mismatch(shared.begin(), shared.end(), name.begin(), name.end()).first;
        shared = shared.substr(0, static_cast<std::size_t>(differs - shared.begin()));
    }
    const std::size_t dot = shared.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : shared.substr(0, dot + 1);
}

} // namespace sei::weights::inline SEI_RELEASE::detail
