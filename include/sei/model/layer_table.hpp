// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layer_table.hpp: the top-level layers of a network by number, as tables and reports show them.
///
/// Row 0 is the input. Layers inside blocks have no row. A made-up name such as `relu#3` (kind and index) is
/// for people; `split` does not know it.

#include <sei/model/split.hpp>

namespace sei::inline SEI_RELEASE {

/// One top-level layer.
struct layer_row {
    label name{};   ///< as described; "relu#3" (kind and index) if the description gives no name
    label kind{};   ///< "conv2d", ...; a block goes by its last node: "add" or "concat"
    shape output{}; ///< what a cut after this layer puts on the wire
    layer_role role = layer_role::computes; ///< of its last node
    bool is_split_point = false;
};

namespace detail {

[[nodiscard]] constexpr label numbered(label kind, std::size_t index) {
    kind.push_back('#');
    std::size_t divisor = 1;
    while (index / divisor >= 10) divisor *= 10;
    for (; divisor != 0; divisor /= 10) kind.push_back(static_cast<char>('0' + index / divisor % 10));
    return kind;
}

} // namespace detail

/// All top-level layers, the input first.
template <described_network Net>
inline constexpr auto layer_table = [] {
    std::array<layer_row, layer_count<Net>> rows{};
    for (const node& step : nodes_of<Net>()) { // the last node of a layer overwrites those inside its block
        layer_row& row = rows[step.layer];
        row.name = step.name.empty() ? detail::numbered(step.kind, step.layer) : step.name;
        row.kind = step.kind;
        row.output = step.out;
        row.role = step.role;
        row.is_split_point = is_split_point(nodes_of<Net>(), step.layer);
    }
    return rows;
}();

} // namespace sei::inline SEI_RELEASE
