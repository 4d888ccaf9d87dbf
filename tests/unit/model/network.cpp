// SPDX-License-Identifier: MIT
#include <sei/model/network.hpp>

#include "support.hpp"

#include <typeinfo>

TEST_CASE("a network's input and output are known shapes") {
    CHECK(support::fashion_net::input == sei::shape{1, 28, 28});
    CHECK(support::fashion_net::output == sei::shape{.channels = 10});
}

TEST_CASE("layers count from the input") {
    CHECK(sei::layer_count<support::fashion_net> == 10);
    CHECK(sei::layer_count<support::block_net> == 4);
}

TEST_CASE("a description keeps every layer as it was written") {
    CHECK(sei::spec_of<support::fashion_net, 0>.height == 28);
    CHECK(sei::spec_of<support::fashion_net, 1>.padding == sei::extent{1});
    CHECK(sei::spec_of<support::fashion_net, 8>.probability == 0.5F);
    CHECK(sei::spec_of<support::fashion_net, 9>.units == 10);
}

TEST_CASE("a list with a name of its own and one without are networks; other types are not") {
    CHECK(sei::described_network<support::fashion_net>);
    CHECK(sei::described_network<sei::network<sei::layers::input{.channels = 1}, sei::layers::relu{}>>);
    CHECK_FALSE(sei::described_network<int>);
}

TEST_CASE("a network is an empty type: everything is known to the compiler") {
    CHECK(sizeof(support::fashion_net) == 1);
}

TEST_CASE("the name of an inherited network is short in symbols") {
    CHECK(std::string{typeid(support::fashion_net).name()}.size() < 40);
    CHECK(std::string{typeid(support::fashion_net::description).name()}.size() > 400);
}
