// SPDX-License-Identifier: MIT
#include <sei/zoo/mobilenet_v2.hpp>

#include "../../static/support.hpp"
#include "support.hpp"

#include <sei/model/split.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using net = sei::zoo::mobilenet_v2;

TEST_CASE("mobilenet_v2 takes a 224x224 image to a thousand logits") {
    static_assert(net::input == sei::shape{3, 224, 224});
    static_assert(net::output == sei::shape{.channels = 1000});
    const auto is_sum = [](const sei::node& step) { return step.kind == sei::layers::add::kind; };
    CHECK(std::ranges::count_if(sei::nodes_of<net>(), is_sum) == 10);
}

TEST_CASE("mobilenet_v2 has torchvision's number of parameters and multiplications") {
    CHECK(trainable_parameters<net>() == 3'504'872);
    CHECK(sei::whole<net>::macs == 300'774'272);
}

TEST_CASE("mobilenet_v2 asks for the tensors of torchvision's state_dict") {
    CHECK(zoo_test::tensors_of<net>() == zoo_test::state_dict_of("mobilenet_v2"));
}

TEST_CASE("mobilenet_v2 can be cut after every bottleneck, by torchvision's names") {
    CHECK(sei::split<net, "features.1.conv.2">::wire == sei::shape{16, 112, 112});
    CHECK(sei::split<net, "features.3">::wire == sei::shape{24, 56, 56}); // a residual is one layer
    CHECK(sei::split<net, "features.4.conv.3">::wire == sei::shape{32, 28, 28});
    CHECK(sei::split<net, "features.10">::wire == sei::shape{64, 14, 14});
    CHECK(sei::split<net, "features.17.conv.3">::wire == sei::shape{320, 7, 7});
    CHECK(sei::split<net, "features.18.2">::wire == sei::shape{1280, 7, 7});
}
