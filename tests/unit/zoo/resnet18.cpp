// SPDX-License-Identifier: MIT
#include <sei/zoo/resnet18.hpp>

#include "../../static/support.hpp"
#include "support.hpp"

#include <sei/model/layer_table.hpp>

#include <doctest/doctest.h>

using net = sei::zoo::resnet18;

TEST_CASE("resnet18 takes a 224x224 image to a thousand logits") {
    static_assert(net::input == sei::shape{3, 224, 224});
    static_assert(net::output == sei::shape{.channels = 1000});
    CHECK(sei::layer_count<net> ==
          24); // input, 4 of the stem, 8 blocks of sum and relu, avgpool, flatten, fc
}

TEST_CASE("resnet18 has torchvision's number of parameters and multiplications") {
    CHECK(trainable_parameters<net>() == 11'689'512);
    CHECK(sei::whole<net>::macs == 1'814'073'344);
}

TEST_CASE("resnet18 asks for the tensors of torchvision's state_dict") {
    CHECK(zoo_test::tensors_of<net>() == zoo_test::state_dict_of("resnet18"));
}

TEST_CASE("resnet18 can be cut after every block, by torchvision's names") {
    CHECK(sei::split<net, "maxpool">::wire == sei::shape{64, 56, 56});
    CHECK(sei::split<net, "layer1.1">::wire == sei::shape{64, 56, 56});
    CHECK(sei::split<net, "layer2.1">::wire == sei::shape{128, 28, 28});
    CHECK(sei::split<net, "layer3.1">::wire == sei::shape{256, 14, 14});
    CHECK(sei::split<net, "layer4.1">::wire == sei::shape{512, 7, 7});
    CHECK(sei::split<net, "avgpool">::wire == sei::shape{512, 1, 1});
}

TEST_CASE("a block's name stands for what comes out of it: the sum behind its relu") {
    const auto& rows = sei::layer_table<net>;
    constexpr std::size_t block = sei::split<net, "layer2.0">::index;
    CHECK(rows[block].kind == sei::layers::relu::kind);
    CHECK(sei::split<net, "layer2.0.add">::index == block - 1);
    CHECK(rows[block - 1].kind == sei::layers::add::kind);
}
