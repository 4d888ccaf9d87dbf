// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/network.hpp: a neural network as a type: a list of layer values, checked by the compiler.
///
///     struct fashion_net final : sei::network<input{.channels = 1, .height = 28, .width = 28},
///                                             conv2d{.filters = 16, .padding = 1, .name = "conv1"}, relu{},
///                                             flatten{}, dense{.units = 10, .name = "fc"}> {};
///
/// Inherit to name a network: errors and symbols then show `fashion_net` instead of the whole list.

#include <sei/model/concat.hpp>
#include <sei/model/layers/avg_pool.hpp>
#include <sei/model/layers/dropout.hpp>
#include <sei/model/layers/flatten.hpp>
#include <sei/model/layers/global_avg_pool.hpp>
#include <sei/model/layers/max_pool.hpp>
#include <sei/model/layers/relu.hpp>
#include <sei/model/layers/relu6.hpp>
#include <sei/model/layers/softmax.hpp>
#include <sei/model/program.hpp>
#include <sei/model/residual.hpp>

#include <utility>

namespace sei::inline SEI_RELEASE {

namespace detail {

template <std::size_t Index, auto Item>
struct leaf {
    static constexpr auto value = Item;
};

template <class Indices, class Description>
struct leaves;

template <std::size_t... Indices, auto... Items>
struct leaves<std::index_sequence<Indices...>, instruction_list<Items...>> : leaf<Indices, Items>... {};

template <std::size_t Index, auto Item>
leaf<Index, Item> pick(const leaf<Index, Item>&);

/// The instruction at Index of a description, as a type with a `value`.
template <class Description, std::size_t Index>
using instruction_at =
    decltype(pick<Index>(std::declval<leaves<std::make_index_sequence<Description::size>, Description>>()));

template <auto Item, class Indices>
struct spelled_name;

template <auto Item, std::size_t... Indices>
struct spelled_name<Item, std::index_sequence<Indices...>> {
    using type = text<Item.name.characters[Indices]...>;
};

template <shape Shape>
struct printed {
    using type = chw<Shape.channels, Shape.height, Shape.width>;
};
template <shape Shape>
requires(Shape.rank() == 1) struct printed<Shape> {
    using type = vector_of<Shape.channels>;
};
template <shape Shape>
requires(Shape.rank() == 0) struct printed<Shape> {
    using type = nothing;
};

/// `type` is complete for a sound network and the network_error of the first fault otherwise.
template <class Description, fault Reason>
struct verdict {
    static constexpr const auto& outcome = lowered<Description>;
    using culprit = instruction_at<Description, outcome.fault_instruction>;
    using kind = std::remove_const_t<decltype(culprit::value)>;
    using name =
        typename spelled_name<culprit::value, std::make_index_sequence<culprit::value.name.length>>::type;
    using type = network_error<outcome.fault_layer, kind, name,
                               typename printed<outcome.fault_incoming>::type, Reason>;
};

template <fault Reason>
struct verdict<instruction_list<>, Reason> {
    using type = network_error<0, nothing, text<>, nothing, Reason>;
};

struct sound_network {};

template <class Description>
struct verdict<Description, fault::none> {
    using type = sound_network;
};

/// Stops the compiler unless Verdict is complete. The parameter keeps g++ from printing how the verdict was
/// spelled: by the whole description.
template <class Verdict>
struct must_be_sound {
    static_assert(sizeof(Verdict) != 0);
};

template <auto... Items>
using description_of = concatenate_t<typename expand<Items>::type...>;

template <class Description>
using verdict_on = typename verdict<Description, lowered<Description>.reason>::type;

} // namespace detail

/// A list of layers, the first of which is an `input`. Shapes are inferred, `[channels, height, width]` as in
/// PyTorch. A list that does not fit together stops the compiler with one `network_error<...>` for its first
/// fault.
template <network_item auto... Layers>
struct network {
    using description = detail::description_of<Layers...>;

    // Not a base class: the network would be incomplete, and clang would report every use of it, too.
    static_assert(sizeof(detail::must_be_sound<detail::verdict_on<description>>) != 0);

    /// Shape of what goes in and of what comes out.
    static constexpr shape input = detail::lowered<description>.input();
    static constexpr shape output = detail::lowered<description>.output();
};

template <class Net>
concept described_network = requires {
    typename Net::description;
};

/// All nodes of a network; keyed on the named network, so that symbols stay short.
template <described_network Net>
inline constexpr auto program_of = detail::lowered<typename Net::description>;

namespace detail {

/// The nodes alone: `program_of` has room for the marks of branches, too, 6 KB of a program for resnet50.
template <class Net>
inline constexpr auto node_table = [] {
    std::array<node, program_of<Net>.node_count> nodes{};
    for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i] = program_of<Net>.storage[i];
    return nodes;
}();

} // namespace detail

template <described_network Net>
[[nodiscard]] constexpr std::span<const node> nodes_of() {
    return detail::node_table<Net>;
}

/// The number of the node with this name: `node_named<fashion_net, "conv1">`. A name that the network does
/// not have stops the compiler; `find_node` looks for names that are known at run time only.
template <described_network Net, label Name>
inline constexpr std::size_t node_named = [] {
    constexpr std::uint16_t found = find_node(nodes_of<Net>(), Name);
    static_assert(found != no_node, "sei::node_named: the network has no layer of this name");
    return found;
}();

/// The number of top-level layers, the input included.
template <described_network Net>
inline constexpr std::size_t layer_count = program_of<Net>.layer_count;

/// The description of node Index: a layer value such as `conv2d{...}`.
template <described_network Net, std::size_t Index>
inline constexpr auto spec_of =
    detail::instruction_at<typename Net::description, program_of<Net>.storage[Index].instruction>::value;

} // namespace sei::inline SEI_RELEASE
