// SPDX-License-Identifier: MIT
#include <sei/zoo/lenet.hpp>

#include "support.hpp"

#include <sei/model/split.hpp>

#include <doctest/doctest.h>

using net = sei::zoo::lenet;

TEST_CASE("lenet takes a 28x28 image to ten logits") {
    static_assert(net::input == sei::shape{1, 28, 28});
    static_assert(net::output == sei::shape{.channels = 10});
    CHECK(sei::layer_count<net> == 13);
}

TEST_CASE("lenet has the parameters of LeNet-5 with full connections") {
    // 6 (25 + 1) + 16 (6 25 + 1) + 120 (400 + 1) + 84 (120 + 1) + 10 (84 + 1)
    static_assert(6 * 26 + 16 * 151 + 120 * 401 + 84 * 121 + 850 == 61'706);
    CHECK(sei::whole<net>::cost.file_parameters == 61'706);
    CHECK(sei::whole<net>::macs == 6 * 25 * 28 * 28 + 16 * 150 * 10 * 10 + 120 * 400 + 84 * 120 + 10 * 84);
}

TEST_CASE("lenet asks for the tensors of its nn.Sequential") {
    CHECK(zoo_test::tensors_of<net>() == zoo_test::state_dict_of("lenet"));
}

TEST_CASE("lenet can be cut after every module, by its number") {
    CHECK(sei::split<net, "0">::wire == sei::shape{6, 28, 28});
    CHECK(sei::split<net, "2">::wire == sei::shape{6, 14, 14});
    CHECK(sei::split<net, "5">::wire == sei::shape{16, 5, 5});
    CHECK(sei::split<net, "8">::wire == sei::shape{.channels = 120});
    CHECK(sei::split<net, "5">::index == 6); // by index, the input counts too
}
