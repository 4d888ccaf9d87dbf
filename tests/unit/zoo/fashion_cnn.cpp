// SPDX-License-Identifier: MIT
#include <sei/zoo/fashion_cnn.hpp>

#include <sei/model/split.hpp>

#include <doctest/doctest.h>

using net = sei::zoo::fashion_cnn;

TEST_CASE("fashion_cnn takes a 28x28 image to ten logits") {
    static_assert(net::input == sei::shape{1, 28, 28});
    static_assert(net::output == sei::shape{.channels = 10});
    CHECK(sei::layer_count<net> == 17);
}

TEST_CASE("fashion_cnn has the parameters of its PyTorch original") {
    // 3x3: 16 (1 + 16) 9 + 32 (16 + 32) 9 + 64 32 9; dense: 3136 64 + 64 10; biases: 16 + 16 + 32 + 32 + 64 +
    // 64 + 10
    static_assert(16 * 17 * 9 + 32 * 48 * 9 + 64 * 32 * 9 + 3136 * 64 + 640 + 234 == 236282);
    CHECK(sei::whole<net>::cost.file_parameters == 236282);
    CHECK(sei::whole<net>::flash_bytes == 4 * 236282);
}

TEST_CASE("fashion_cnn can be cut after every layer, by the names of the PyTorch module") {
    CHECK(sei::split<net, "conv1">::index == 1);
    CHECK(sei::split<net, "pool1">::wire == sei::shape{16, 14, 14});
    CHECK(sei::split<net, "pool2">::wire == sei::shape{32, 7, 7});
    CHECK(sei::split<net, "relu5">::wire == sei::shape{64, 7, 7});
    CHECK(sei::split<net, "fc1">::wire == sei::shape{.channels = 64});
    for (std::size_t layer = 0; layer < sei::layer_count<net>; ++layer)
        CHECK(sei::is_split_point(sei::nodes_of<net>(), layer));
}
