// SPDX-License-Identifier: MIT
#include <sei/model/sequence.hpp>

#include <sei/model/network.hpp>

#include <doctest/doctest.h>

#include <type_traits>
#include <utility>

namespace {

using namespace sei::layers;

inline constexpr input image{.channels = 2, .height = 4, .width = 4};

using flat = sei::network<image, relu{}, relu6{}, flatten{}>;
using nested =
    sei::network<image, sei::sequence<relu{}, sei::sequence<sei::sequence<>{}, relu6{}>{}>{}, flatten{}>;

template <std::size_t... Indices>
auto list_of(std::index_sequence<Indices...>) -> sei::detail::instruction_list<Indices...>;

template <std::size_t... Indices>
auto one_by_one(std::index_sequence<Indices...>)
    -> sei::detail::concatenate_t<sei::detail::instruction_list<Indices>...>;

} // namespace

TEST_CASE("sequences are spliced in, at any depth") {
    CHECK(std::is_same_v<flat::description, nested::description>);
}

TEST_CASE("an empty sequence leaves nothing behind") { CHECK(nested::description::size == 4); }

TEST_CASE("concatenation keeps the order of 0, 1, 8, 9 and 300 lists") {
    CHECK(std::is_same_v<sei::detail::concatenate_t<>, sei::detail::instruction_list<>>);
    CHECK(std::is_same_v<decltype(one_by_one(std::make_index_sequence<1>{})),
                         decltype(list_of(std::make_index_sequence<1>{}))>);
    CHECK(std::is_same_v<decltype(one_by_one(std::make_index_sequence<8>{})),
                         decltype(list_of(std::make_index_sequence<8>{}))>);
    CHECK(std::is_same_v<decltype(one_by_one(std::make_index_sequence<9>{})),
                         decltype(list_of(std::make_index_sequence<9>{}))>);
    CHECK(std::is_same_v<decltype(one_by_one(std::make_index_sequence<300>{})),
                         decltype(list_of(std::make_index_sequence<300>{}))>);
}

TEST_CASE("layers and blocks may stand in a list, numbers and block ends may not") {
    CHECK(sei::network_item<relu>);
    CHECK(sei::network_item<sei::sequence<relu{}>>);
    CHECK(sei::network_item<sei::residual<sei::sequence<>>>);
    CHECK_FALSE(sei::network_item<int>);
    CHECK_FALSE(sei::network_item<add>);
    CHECK_FALSE(sei::network_item<join>);
}
