// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/nearest_names.hpp: of the names there are, those that a wrong one was meant to be.

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace examples {

namespace detail {

[[nodiscard]] inline char small_letter(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// How many letters must be inserted, deleted or replaced, whatever their case (Levenshtein's distance).
[[nodiscard]] inline std::size_t edits(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const bool same = small_letter(from[i]) == small_letter(to[j]);
            const std::size_t replaced = diagonal + (same ? 0 : 1);
            diagonal = std::exchange(row[j + 1], (std::min)({replaced, row[j] + 1, row[j + 1] + 1}));
        }
    }
    return row.back();
}

} // namespace detail

/// "pool1, pool2, conv1": the `most` nearest names, those that are equally near in their order. A wrong name
/// is compared up to a length that no layer has.
[[nodiscard]] inline std::string nearest_names(std::string_view wrong, const std::vector<std::string>& names,
                                               std::size_t most = 3) {
    const std::string_view compared = wrong.substr(0, 200);
    std::vector<std::pair<std::size_t, std::size_t>> order; // edits, place
    for (std::size_t i = 0; i < names.size(); ++i) order.emplace_back(detail::edits(compared, names[i]), i);
    std::sort(order.begin(), order.end());
    std::string text;
    for (std::size_t i = 0; i < (std::min)(most, order.size()); ++i)
        text += (text.empty() ? "" : ", ") + names[order[i].second];
    return text;
}

} // namespace examples
