// SPDX-License-Identifier: MIT
#include <sei/model/layers/join.hpp>

#include <sei/model/network.hpp>

#include <doctest/doctest.h>

using sei::layers::join;

TEST_CASE("join copies every element of its result once, into memory of its own") {
    CHECK(join{}.cost({8, 28, 28}, {24, 28, 28}).operations == 24U * 28 * 28);
    CHECK(sei::storage_of<join>() == sei::storage::separate);
}

TEST_CASE("join is called concat in tables, and only a concat writes it") {
    CHECK(join::kind == sei::label{"concat"});
    CHECK(sei::layer<join>);
    CHECK_FALSE(sei::network_item<join>);
}
