// SPDX-License-Identifier: MIT
#include <sei/zoo/mobilenet_v1.hpp>

#include "../../static/support.hpp"
#include "support.hpp"

#include <sei/model/split.hpp>

#include <doctest/doctest.h>

using net = sei::zoo::mobilenet_v1;

TEST_CASE("mobilenet_v1 takes a 224x224 image to a thousand logits") {
    static_assert(net::input == sei::shape{3, 224, 224});
    static_assert(net::output == sei::shape{.channels = 1000});
    CHECK(sei::layer_count<net> ==
          1 + 27 * 3 + 3); // input, 27 convolutions with batch_norm and relu, the end
}

TEST_CASE("mobilenet_v1 has the published number of parameters and multiplications") {
    CHECK(trainable_parameters<net>() == 4'231'976); // 4.2 million in the paper
    CHECK(sei::whole<net>::macs == 568'740'352);     // 569 million
}

TEST_CASE("mobilenet_v1 asks for the tensors of its nn.Sequential") {
    CHECK(zoo_test::tensors_of<net>() == zoo_test::state_dict_of("mobilenet_v1"));
}

TEST_CASE("mobilenet_v1 can be cut after every relu, by its number") {
    CHECK(sei::split<net, "2">::wire == sei::shape{32, 112, 112});
    CHECK(sei::split<net, "11">::wire == sei::shape{64, 56, 56});
    CHECK(sei::split<net, "32">::wire == sei::shape{256, 28, 28});
    CHECK(sei::split<net, "68">::wire == sei::shape{512, 14, 14});
    CHECK(sei::split<net, "80">::wire == sei::shape{1024, 7, 7});
}

TEST_CASE("a module's name is its number") {
    CHECK(sei::zoo::detail::module_name(0) == "0");
    CHECK(sei::zoo::detail::module_name(9) == "9");
    CHECK(sei::zoo::detail::module_name(10) == "10");
    CHECK(sei::zoo::detail::module_name(83) == "83");
}
