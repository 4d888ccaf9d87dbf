// SPDX-License-Identifier: MIT
#include <sei/model/layer.hpp>

#include <sei/model/network.hpp>
#include <sei/model/stage.hpp>

#include <doctest/doctest.h>

#include <string_view>

// A layer of another project: nothing of it is known to sei.
namespace elsewhere {

/// Multiplies by a learned number per channel; `gain` stands for any option of a layer.
struct channel_scale {
    float gain = 1;
    sei::label name{};

    static constexpr sei::label kind = "channel_scale";
    static constexpr sei::storage output_storage = sei::storage::in_place;

    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const {
        if (in.rank() != 3) return {{}, sei::fault::needs_a_map_but_gets_a_vector};
        return {in};
    }
    [[nodiscard]] constexpr sei::parameter_list parameters(sei::shape in) const {
        sei::parameter_list list;
        list.add("scale", in.channels);
        return list;
    }
    [[nodiscard]] constexpr sei::work cost(sei::shape in, sei::shape) const {
        return {sei::work_kind::depthwise, in.elements()};
    }
};

/// The least that a layer can be.
struct identity {
    sei::label name{};
    static constexpr sei::label kind = "identity";
    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const { return {in}; }
};

} // namespace elsewhere

namespace {

using namespace sei::layers;

struct foreign_net final
    : sei::network<input{.channels = 3, .height = 4, .width = 5},
                   elsewhere::channel_scale{.gain = 2, .name = "scale"},
                   sei::residual<sei::sequence<elsewhere::identity{}, elsewhere::channel_scale{}>>{}> {};

struct nameless {
    [[maybe_unused]] static constexpr sei::label kind = "nameless";
    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const { return {in}; }
};

struct shapeless {
    sei::label name{};
    [[maybe_unused]] static constexpr sei::label kind = "shapeless";
};

} // namespace

TEST_CASE("a user's layer from another namespace works like sei's own") {
    CHECK(sei::layer<elsewhere::channel_scale>);
    CHECK(foreign_net::output == sei::shape{3, 4, 5});
    const auto nodes = sei::nodes_of<foreign_net>();
    CHECK(nodes[1].kind == sei::label{"channel_scale"});
    CHECK(nodes[1].file_parameters == 3);
    CHECK(nodes[1].work.macs() == 60);
    CHECK(sei::spec_of<foreign_net, 1>.gain == 2);
    CHECK(sei::whole<foreign_net>::macs == 120);
}

TEST_CASE("what a layer doesn't say has a default") {
    constexpr elsewhere::identity plain;
    constexpr sei::shape in{3, 4, 5};
    CHECK(sei::work_of(plain, in, in).kind == sei::work_kind::elementwise);
    CHECK(sei::work_of(plain, in, in).operations == 60);
    CHECK(sei::work_of(plain, in, in).macs() == 0);
    CHECK(sei::parameters_of(plain, in).count == 0);
    CHECK(sei::storage_of<elsewhere::identity>() == sei::storage::separate);
}

TEST_CASE("a layer without name, kind or shape rule is none") {
    CHECK_FALSE(sei::layer<nameless>);
    CHECK_FALSE(sei::layer<shapeless>);
    CHECK_FALSE(sei::layer<int>);
}

TEST_CASE("parameter lists keep their tensors in order and count their elements") {
    sei::parameter_list list;
    list.add("weight", {8, 3, 5, 7});
    list.add("matrix", 10, 20);
    list.add("bias", 8);
    CHECK(list.count == 3);
    CHECK(std::string_view{list.tensors[0].suffix} == "weight");
    CHECK(list.tensors[0].rank == 4);
    CHECK(list.tensors[0].elements() == 840);
    CHECK(list.tensors[1].elements() == 200);
    CHECK(list.tensors[2].elements() == 8);
    CHECK(list.elements() == 1048);
}

TEST_CASE("sliding_output is PyTorch's floor formula") {
    CHECK(sei::sliding_output(8, 3, 1, 0, 1) == 6);
    CHECK(sei::sliding_output(8, 3, 2, 1, 1) == 4);
    CHECK(sei::sliding_output(100, 5, 1, 2, 1) == 100);
    CHECK(sei::sliding_output(50, 3, 2, 4, 3) == 26);
}

TEST_CASE("sliding_output is 0 where the window does not fit, and 1 where it just does") {
    CHECK(sei::sliding_output(8, 9, 1, 0, 1) == 0);
    CHECK(sei::sliding_output(8, 8, 5, 0, 1) == 1);
    CHECK(sei::sliding_output(8, 4, 1, 0, 3) == 0); // reaches 10
}

TEST_CASE("a size beyond 32 bits becomes the largest one, not a small one") {
    CHECK(sei::sliding_output(8, 1, 1, 0xFFFF'FFFF, 1) == 0xFFFF'FFFF);
}
