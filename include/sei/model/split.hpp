// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/split.hpp: a network cut in two: `split<fashion_net, "pool1">`, `split<fashion_net, 6>`.
///
/// A split point lies after a top-level layer: 0 after the input (remote computing), the last one is local
/// computing. There is none between a convolution or dense layer and the batch_norm that is folded into it,
/// and none inside a residual or concat, where a cut would need more than one tensor.

#include <sei/model/stage.hpp>

#include <utility>

namespace sei::inline SEI_RELEASE {

/// Where to cut: a layer's name or its index.
struct split_point {
    static constexpr std::size_t by_name = static_cast<std::size_t>(-1);

    label name{};
    std::size_t index = by_name;

    template <std::size_t Size>
    constexpr split_point(const char (&literal)[Size]) : name(literal) {}
    constexpr split_point(const label& layer_name) : name(layer_name) {}
    constexpr split_point(std::size_t layer_index) : index(layer_index) {}
};

enum class split_status { sound, no_such_layer, inside_a_block, before_folded_batch_norm };

struct located_split {
    split_status status = split_status::no_such_layer;
    std::size_t layer = 0;
};

/// What a cut after the top-level layer of that index would be.
[[nodiscard]] constexpr split_status status_of_split(std::span<const node> nodes, std::size_t layer) {
    const std::size_t end = nodes_through(nodes, layer);
    if (end == 0 || nodes[end - 1].layer != layer) return split_status::no_such_layer;
    const std::uint16_t absorbed = nodes[end - 1].absorbs;
    return absorbed == no_node ? split_status::sound : split_status::before_folded_batch_norm;
}

/// May the network be cut after this top-level layer?
[[nodiscard]] constexpr bool is_split_point(std::span<const node> nodes, std::size_t layer) {
    return status_of_split(nodes, layer) == split_status::sound;
}

[[nodiscard]] constexpr located_split locate_split(std::span<const node> nodes, const split_point& where) {
    if (where.index != split_point::by_name) {
        const split_status status = status_of_split(nodes, where.index);
        return {status, status == split_status::no_such_layer ? 0 : where.index};
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (where.name.empty() || nodes[i].name != where.name) continue;
        const std::size_t layer = nodes[i].layer;
        // The last node of a top-level layer carries its name; the others are inside a block.
        const bool ends_layer = i + 1 == nodes_through(nodes, layer);
        return {ends_layer ? status_of_split(nodes, layer) : split_status::inside_a_block, layer};
    }
    return {};
}

namespace detail {

template <class Net, split_point Where>
inline constexpr located_split located = locate_split(nodes_of<Net>(), Where);

/// Complete only for a sound split. Apart from `split::index`, so that a wrong name gives one error and no
/// other.
template <class Net, split_point Where>
struct checked_split {
    static constexpr located_split found = located<Net, Where>;
    static_assert(found.status != split_status::no_such_layer,
                  "sei::split: the network has no top-level layer of this name or index");
    static_assert(
        found.status != split_status::inside_a_block,
        "sei::split: this layer stands inside a residual or concat, where a cut would need more than one "
        "tensor; name the block instead");
    static_assert(
        found.status != split_status::before_folded_batch_norm,
        "sei::split: the batch_norm after this layer is folded into its weights; cut after the batch_norm");
};

} // namespace detail

/// The head runs on the device, the tail on the server; `wire` is the shape of the tensor between them.
template <described_network Net, split_point Where>
struct split {
    static_assert(sizeof(detail::checked_split<Net, Where>) != 0);

    static constexpr std::size_t index = detail::located<Net, Where>.layer;

    using head = stage<Net, 0, index>;
    using tail = stage<Net, index, layer_count<Net> - 1>;

    static constexpr shape wire = head::output;
    static constexpr std::size_t wire_bytes_float32 = wire.elements() * sizeof(float);
};

/// A list of split points for `visit_split`; bounds what is compiled.
template <std::size_t... Indices>
struct split_list {};

namespace detail {

// A named thunk keeps the list of indices out of every symbol (a lambda in the pack would drag it in).
template <class Net, std::size_t Index, class Visitor>
constexpr bool call_split(Visitor& visitor) {
    if constexpr (is_split_point(nodes_of<Net>(), Index)) {
        visitor(split<Net, Index>{});
        return true;
    } else {
        return false;
    }
}

template <class Net, class Visitor, std::size_t... Indices>
constexpr bool visit_one_of(std::size_t index, Visitor& visitor, std::index_sequence<Indices...>) {
    using thunk = bool (*)(Visitor&);
    constexpr std::array<thunk, sizeof...(Indices)> thunks{&call_split<Net, Indices, Visitor>...};
    constexpr std::array<std::size_t, sizeof...(Indices)> numbers{Indices...};
    for (std::size_t i = 0; i < sizeof...(Indices); ++i)
        if (numbers[i] == index) return thunks[i](visitor);
    return false;
}

template <class Net, class Visitor, std::size_t... Indices>
constexpr bool visit_one_of(std::size_t index, Visitor& visitor, split_list<Indices...>) {
    return visit_one_of<Net>(index, visitor, std::index_sequence<Indices...>{});
}

} // namespace detail

/// Takes an index known at run time back to a type: calls `visitor(split<Net, index>{})` and returns true, or
/// false if the network can't be cut there.
template <described_network Net, class Visitor>
constexpr bool visit_split(std::size_t index, Visitor&& visitor) {
    return detail::visit_one_of<Net>(index, visitor, std::make_index_sequence<layer_count<Net>>{});
}

/// The same for a list of candidates: `visit_split<Net, split_list<0, 5, 10>>(index, visitor)`.
template <described_network Net, class Candidates, class Visitor>
constexpr bool visit_split(std::size_t index, Visitor&& visitor) {
    return detail::visit_one_of<Net>(index, visitor, Candidates{});
}

} // namespace sei::inline SEI_RELEASE
