// SPDX-License-Identifier: MIT
#include <sei/zoo/vgg16_cifar.hpp>

#include "support.hpp"

#include <sei/model/layer_table.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace {

[[nodiscard]] std::string name_of(const sei::layer_row& row) { return {row.name.data(), row.name.size()}; }

} // namespace

TEST_CASE("VGG-16 for CIFAR-10 has the published number of weights and multiplications") {
    using net = sei::zoo::vgg16_cifar<>;
    static_assert(net::input == sei::shape{3, 32, 32});
    static_assert(net::output == sei::shape{.channels = 10});
    // torchvision's vgg16().features has 14,714,688 parameters; one dense layer 512 -> 10 adds 5,130.
    CHECK(sei::whole<net>::cost.file_parameters == 14'714'688 + 5'130);
    // 15,346,630,656 MACs of the convolutions at 224x224, over 49 at 32x32, and the dense layer.
    static_assert(15'346'630'656 / 49 * 49 == 15'346'630'656);
    CHECK(sei::whole<net>::macs == 15'346'630'656 / 49 + 5'120);
}

TEST_CASE("the trained network's widths give the parameters of its file") {
    using net = sei::zoo::vgg16_cifar10;
    CHECK(net::output == sei::shape{.channels = 10});
    std::uint64_t parameters = 192 * 10 + 10;
    constexpr std::array<std::uint64_t, 14> widths{3,   32,  32,  64,  64,  128, 128,
                                                   128, 192, 192, 192, 192, 192, 192};
    for (std::size_t i = 1; i < widths.size(); ++i) parameters += widths[i] * (9 * widths[i - 1] + 1);
    CHECK(parameters == 2'317'738);
    CHECK(sei::whole<net>::cost.file_parameters == parameters);
    CHECK(sei::whole<net>::macs == 66'209'664);
}

TEST_CASE("without further words, layers are named by their number in an nn.Sequential") {
    using net = sei::zoo::vgg16_cifar<>;
    CHECK(zoo_test::tensors_of<net>() == zoo_test::state_dict_of("vgg16_cifar"));
    const auto& rows = sei::layer_table<net>;
    REQUIRE(rows.size() == 34); // input, 13 convolutions with relu, 5 pools, flatten, dense
    for (std::size_t i = 1; i < rows.size(); ++i) CHECK(name_of(rows[i]) == std::to_string(i - 1));
    CHECK(sei::split<net, "19">::wire == sei::shape{512, 4, 4});
    CHECK(sei::split<net, "30">::wire == sei::shape{512, 1, 1});
}

TEST_CASE("with vgg_names::blocks they are named by block, as in the published split points") {
    using net = sei::zoo::vgg16_cifar10;
    const auto& rows = sei::layer_table<net>;
    REQUIRE(rows.size() == 34);
    CHECK(name_of(rows[1]) == "block1_conv1");
    CHECK(name_of(rows[33]) == "fc");
    std::vector<std::string> pools;
    for (const auto& row : rows)
        if (row.kind == sei::layers::max_pool::kind) pools.push_back(name_of(row));
    CHECK(pools == std::vector<std::string>{"block1_pool", "block2_pool", "block3_pool", "block4_pool",
                                            "block5_pool"});
    CHECK(sei::split<net, "block4_conv2">::wire == sei::shape{192, 4, 4});
    CHECK(sei::split<net, "block5_pool">::wire == sei::shape{192, 1, 1});
}
