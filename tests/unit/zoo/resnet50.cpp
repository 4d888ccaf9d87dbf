// SPDX-License-Identifier: MIT
#include <sei/zoo/resnet50.hpp>

#include "../../static/support.hpp"
#include "support.hpp"

#include <sei/model/split.hpp>

#include <doctest/doctest.h>

using net = sei::zoo::resnet50;

TEST_CASE("resnet50 takes a 224x224 image to a thousand logits") {
    static_assert(net::input == sei::shape{3, 224, 224});
    static_assert(net::output == sei::shape{.channels = 1000});
    CHECK(sei::layer_count<net> == 40); // as resnet18, with 16 blocks
}

TEST_CASE("resnet50 has torchvision's number of parameters and multiplications") {
    CHECK(trainable_parameters<net>() == 25'557'032);
    CHECK(sei::whole<net>::macs == 4'089'184'256);
}

TEST_CASE("resnet50 asks for the tensors of torchvision's state_dict") {
    CHECK(zoo_test::tensors_of<net>() == zoo_test::state_dict_of("resnet50"));
}

TEST_CASE("resnet50 can be cut after every block, by torchvision's names") {
    CHECK(sei::split<net, "maxpool">::wire == sei::shape{64, 56, 56});
    CHECK(sei::split<net, "layer1.2">::wire == sei::shape{256, 56, 56});
    CHECK(sei::split<net, "layer2.3">::wire == sei::shape{512, 28, 28});
    CHECK(sei::split<net, "layer3.5">::wire == sei::shape{1024, 14, 14});
    CHECK(sei::split<net, "layer4.2">::wire == sei::shape{2048, 7, 7});
}
