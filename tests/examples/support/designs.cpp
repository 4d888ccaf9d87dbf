// SPDX-License-Identifier: MIT
#include "support/designs.hpp"

#include <doctest/doctest.h>

using namespace examples;

TEST_CASE("Fill rules have names") {
    CHECK(fill_of("zero") == sei::wire::fill_rule::zero);
    CHECK(fill_of("mean") == sei::wire::fill_rule::mean);
    CHECK(fill_of("last-frame") == sei::wire::fill_rule::last_frame);
}

TEST_CASE("A cut is named by its layer or by its number") {
    std::vector<sei::split_score> splits(2);
    splits[0].index = 2;
    splits[0].after = "relu1";
    splits[1].index = 3;
    splits[1].after = "pool1";
    CHECK(named_split("pool1", splits) == 3);
    CHECK(named_split("2", splits) == 2);
    CHECK_THROWS_WITH_AS((void)named_split("pool9", splits),
                         "--split: the network can't be cut after 'pool9'; it can after pool1, relu1",
                         sei::error);
}

TEST_CASE("Of many cuts the nearest names are told, whatever was typed") {
    std::vector<sei::split_score> splits(300);
    for (std::size_t i = 0; i < splits.size(); ++i) {
        splits[i].index = i;
        splits[i].after = "block" + std::to_string(i / 10) + "_conv" + std::to_string(i % 10);
    }
    CHECK_THROWS_WITH_AS((void)named_split("block7_cnv3", splits),
                         "--split: the network can't be cut after 'block7_cnv3'; the nearest names are "
                         "block7_conv3, block0_conv3, block1_conv3",
                         sei::error);
    try {
        (void)named_split(std::string(10'000, '\x1b'), splits);
        FAIL("no error");
    } catch (const sei::error& problem) {
        const std::string message = problem.what();
        CHECK(message.size() < 300);
        CHECK(message.find('\x1b') == std::string::npos);
    }
}
