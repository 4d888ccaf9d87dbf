// SPDX-License-Identifier: MIT
#include <sei/zoo/vgg16.hpp>

#include "support.hpp"

#include <sei/model/split.hpp>

#include <doctest/doctest.h>

using net = sei::zoo::vgg16;

TEST_CASE("vgg16 takes a 224x224 image to a thousand logits") {
    static_assert(net::input == sei::shape{3, 224, 224});
    static_assert(net::output == sei::shape{.channels = 1000});
    CHECK(sei::layer_count<net> == 40); // input, 31 features, flatten, 7 of the classifier
}

TEST_CASE("vgg16 has torchvision's number of parameters and multiplications") {
    CHECK(sei::whole<net>::cost.file_parameters == 138'357'544);
    CHECK(sei::whole<net>::macs == 15'346'630'656 + 123'633'664); // convolutions, dense layers
}

TEST_CASE("vgg16 asks for the tensors of torchvision's state_dict") {
    CHECK(zoo_test::tensors_of<net>() == zoo_test::state_dict_of("vgg16"));
}

TEST_CASE("vgg16 can be cut after every layer, by torchvision's names") {
    CHECK(sei::split<net, "features.1">::wire == sei::shape{64, 224, 224});
    CHECK(sei::split<net, "features.23">::wire == sei::shape{512, 14, 14});
    CHECK(sei::split<net, "classifier.5">::wire == sei::shape{.channels = 4096});
    for (std::size_t layer = 0; layer < sei::layer_count<net>; ++layer)
        CHECK(sei::is_split_point(sei::nodes_of<net>(), layer));
}

TEST_CASE(
    "the maps of vgg16 are 7x7 before the classifier, so that torchvision's adaptive pool does nothing") {
    CHECK(sei::split<net, "features.30">::wire == sei::shape{512, 7, 7});
    CHECK(sei::split<net, "flatten">::wire == sei::shape{.channels = 25'088});
}
