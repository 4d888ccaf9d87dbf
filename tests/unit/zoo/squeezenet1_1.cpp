// SPDX-License-Identifier: MIT
#include <sei/zoo/squeezenet1_1.hpp>

#include "support.hpp"

#include <sei/model/split.hpp>

#include <doctest/doctest.h>

using net = sei::zoo::squeezenet1_1;

TEST_CASE("squeezenet1_1 takes a 224x224 image to a thousand logits") {
    static_assert(net::input == sei::shape{3, 224, 224});
    static_assert(net::output == sei::shape{.channels = 1000});
    CHECK(sei::layer_count<net> == 35); // input, 5 of the features, 8 modules of 3, 5 of the classifier
}

TEST_CASE("squeezenet1_1 has torchvision's number of parameters and multiplications") {
    CHECK(sei::whole<net>::cost.file_parameters == 1'235'496);
    CHECK(sei::whole<net>::macs == 349'151'936);
}

TEST_CASE("squeezenet1_1 asks for the tensors of torchvision's state_dict") {
    CHECK(zoo_test::tensors_of<net>() == zoo_test::state_dict_of("squeezenet1_1"));
}

TEST_CASE("squeezenet1_1 can be cut after every fire module and where it is narrow, by torchvision's names") {
    CHECK(sei::split<net, "features.3.squeeze_activation">::wire == sei::shape{16, 55, 55});
    CHECK(sei::split<net, "features.4">::wire == sei::shape{128, 55, 55});
    CHECK(sei::split<net, "features.7">::wire == sei::shape{256, 27, 27});
    CHECK(sei::split<net, "features.12">::wire == sei::shape{512, 13, 13});
    CHECK(sei::split<net, "classifier.2">::wire == sei::shape{1000, 13, 13});
}

TEST_CASE("the pools of squeezenet1_1 leave nothing over, so that torchvision's rounding up does nothing") {
    for (const sei::node& step : sei::nodes_of<net>())
        if (step.kind == sei::layers::max_pool::kind) CHECK((step.in.height - 3) % 2 == 0);
}
