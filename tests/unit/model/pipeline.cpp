// SPDX-License-Identifier: MIT
#include <sei/model/pipeline.hpp>

#include "support.hpp"

#include <type_traits>

using support::block_net;
using support::fashion_net;

TEST_CASE("a pipeline has one stage more than cuts, and they meet") {
    using line = sei::pipeline<fashion_net, "bn2", "pool1">;
    CHECK(line::stages == 3);
    CHECK(std::is_same_v<line::stage<0>, sei::stage<fashion_net, 0, 4>>);
    CHECK(std::is_same_v<line::stage<1>, sei::stage<fashion_net, 4, 6>>);
    CHECK(std::is_same_v<line::stage<2>, sei::stage<fashion_net, 6, 9>>);
    CHECK(line::wire<0> == sei::shape{16, 28, 28});
    CHECK(line::wire<1> == sei::shape{16, 14, 14});
}

TEST_CASE("names and indices mix") {
    using line = sei::pipeline<block_net, 1, "relu">;
    CHECK(std::is_same_v<line::stage<1>, sei::stage<block_net, 1, 2>>);
}

TEST_CASE("without a cut the pipeline is the whole network") {
    CHECK(sei::pipeline<fashion_net>::stages == 1);
    CHECK(std::is_same_v<sei::pipeline<fashion_net>::stage<0>, sei::whole<fashion_net>>);
}

TEST_CASE("with one cut the stages are the split's head and tail") {
    using line = sei::pipeline<fashion_net, "pool1">;
    using parts = sei::split<fashion_net, "pool1">;
    CHECK(std::is_same_v<line::stage<0>, parts::head>);
    CHECK(std::is_same_v<line::stage<1>, parts::tail>);
}

TEST_CASE("remote and local computing are pipelines, too") {
    using line = sei::pipeline<fashion_net, 0, 9>;
    CHECK(line::stage<0>::macs == 0);
    CHECK(line::stage<1>::macs == sei::whole<fashion_net>::macs);
    CHECK(line::stage<2>::macs == 0);
}
