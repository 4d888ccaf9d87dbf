// SPDX-License-Identifier: MIT
#include <sei/model/stage.hpp>

#include "support.hpp"

#include <type_traits>

using support::block_net;
using support::fashion_net;

TEST_CASE("shape_after is the result of a top-level layer, of a block its end") {
    CHECK(sei::shape_after<fashion_net>(0) == sei::shape{1, 28, 28});
    CHECK(sei::shape_after<fashion_net>(6) == sei::shape{16, 14, 14});
    CHECK(sei::shape_after<block_net>(1) == sei::shape{4, 8, 8});
    CHECK(sei::shape_after<block_net>(3) == sei::shape{11, 8, 8});
    CHECK(sei::shape_after<fashion_net>(10) == sei::shape{});
}

TEST_CASE("a stage's constants are those of its layers") {
    using middle = sei::stage<fashion_net, 2, 6>;
    CHECK(middle::input == sei::shape{16, 28, 28});
    CHECK(middle::output == sei::shape{16, 14, 14});
    CHECK(middle::macs == 784ULL * 16 * 16 * 9);
    CHECK(middle::flash_bytes == 4ULL * (16 * 16 * 9 + 16));
    CHECK(middle::cost.file_parameters == 16 * 16 * 9 + 16 + 4 * 16);
    // conv2 reads one map of 16x28x28 and writes another; bn2 and relu change it in place
    CHECK(middle::arena_bytes == 4U * 2 * 16 * 28 * 28);
}

TEST_CASE("the whole network is the stage from the input to the last layer") {
    CHECK(std::is_same_v<sei::whole<fashion_net>, sei::stage<fashion_net, 0, 9>>);
    CHECK(sei::whole<fashion_net>::output == fashion_net::output);
}

TEST_CASE("a stage without layers hands its input on") {
    using nothing = sei::stage<fashion_net, 6, 6>;
    CHECK(nothing::input == nothing::output);
    CHECK(nothing::macs == 0);
    CHECK(nothing::arena_bytes == 4U * 16 * 14 * 14);
}

namespace {

template <class Net, std::size_t First, std::size_t Last>
concept stage_exists = requires {
    typename sei::stage<Net, First, Last>;
};

} // namespace

TEST_CASE("a stage runs forwards and ends in the network") {
    CHECK(stage_exists<fashion_net, 3, 9>);
    CHECK_FALSE(stage_exists<fashion_net, 4, 3>);
    CHECK_FALSE(stage_exists<fashion_net, 0, 10>);
}
