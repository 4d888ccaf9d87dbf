// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/sequence.hpp: several layers as one item of a list; a network splices them in.
///
/// Layers of a sequence count as top-level layers and can be split points, unlike those of `residual` and
/// `concat`. clang 14 accepts 256 elements in one list (`-fbracket-depth`): longer networks are written as
/// several sequences.

#include <sei/model/layer.hpp>

namespace sei::inline SEI_RELEASE {

namespace detail {

/// A description as the compiler walks it: layers in order, with branches between marks.
template <auto... Items>
struct instruction_list {
    static constexpr std::size_t size = sizeof...(Items);
};

struct open_branches {}; ///< what follows starts from the current tensor
struct next_branch {};   ///< the next branch starts from the same tensor

template <class... Lists>
struct concatenate;

template <>
struct concatenate<> {
    using type = instruction_list<>;
};

template <auto... Items>
struct concatenate<instruction_list<Items...>> {
    using type = instruction_list<Items...>;
};

template <auto... First, auto... Second, class... Rest>
struct concatenate<instruction_list<First...>, instruction_list<Second...>, Rest...>
    : concatenate<instruction_list<First..., Second...>, Rest...> {};

// Eight at once: the recursion of a long list stays shallow, and no fold meets clang's limit of 256.
template <auto... I1, auto... I2, auto... I3, auto... I4, auto... I5, auto... I6, auto... I7, auto... I8,
          class Ninth, class... Rest>
struct concatenate<instruction_list<I1...>, instruction_list<I2...>, instruction_list<I3...>,
                   instruction_list<I4...>, instruction_list<I5...>, instruction_list<I6...>,
                   instruction_list<I7...>, instruction_list<I8...>, Ninth, Rest...>
    : concatenate<instruction_list<I1..., I2..., I3..., I4..., I5..., I6..., I7..., I8...>, Ninth, Rest...> {
};

template <class... Lists>
using concatenate_t = typename concatenate<Lists...>::type;

/// A block knows how it is spelled as instructions.
template <class Block>
concept block = requires {
    typename Block::is_block;
};

/// `add` and `join` close the branches of a block, and only a block may write them.
template <class Layer>
concept block_end = requires {
    typename Layer::ends_block;
};

template <auto Item>
struct expand {
    using type = instruction_list<Item>;
};

template <auto Item>
requires block<decltype(Item)>
struct expand<Item> {
    using type = typename decltype(Item)::template instructions<Item>;
};

} // namespace detail

/// What may be in the list of a network: a layer or a block of layers.
template <class Item>
concept network_item = (layer<Item> && !detail::block_end<Item>) || detail::block<Item>;

/// Several layers as one item. Written as a value in a list (`sequence<conv2d{...}, relu{}>{}`) and as a type
/// where a block takes a branch (`residual<sequence<...>>{}`).
template <network_item auto... Layers>
struct sequence {
    using is_block = void;

    template <auto>
    using instructions = detail::concatenate_t<typename detail::expand<Layers>::type...>;
};

} // namespace sei::inline SEI_RELEASE
