// SPDX-License-Identifier: MIT
/// Which kernels the layers of the zoo's networks run, counted in the kernels themselves: no layer falls back
/// to the portable loops, and 3x3 layers take the algorithm that their shape is best served by.

#include <sei/engine/executor.hpp>

#include "seeded_weights.hpp"

#include <sei/zoo.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace {

using sei::kernels::kernel_kind;

/// In how many layers each kind of kernel ran, every layer run on its own.
template <class Net>
[[nodiscard]] std::map<std::string, int> layers_by_kernel() {
    const seeded::weights<Net> weights;
    const auto engine = sei::engine::executor::of<Net>(*weights);
    auto memory = engine.make_workspace();
    std::vector<float> input(Net::input.elements(), 0.5F);
    std::map<std::string, int> layers;
    std::size_t before = 0;
    for (std::size_t layer = 1; layer <= engine.last_layer(); ++layer) {
        if (!sei::is_split_point(sei::nodes_of<Net>(), layer)) continue;
        std::vector<float> output(engine.shape_after(layer).elements());
        const sei::kernels::kernel_counts start = sei::kernels::executed_kernels();
        engine.run(before, layer, input, output, memory);
        const sei::kernels::kernel_counts end = sei::kernels::executed_kernels();
        for (std::size_t kind = 0; kind < end.size(); ++kind)
            if (end[kind] != start[kind]) ++layers[name_of(static_cast<kernel_kind>(kind))];
        input = std::move(output);
        before = layer;
    }
    return layers;
}

using expected = std::map<std::string, int>;

} // namespace

TEST_CASE("lenet") {
    CHECK(layers_by_kernel<sei::zoo::lenet>() ==
          expected{{"convolution", 2}, {"dense", 3}, {"elementwise", 3}, {"pooling", 2}});
}

TEST_CASE("vgg16: all but the first of 13 convolutions by Winograd with large tiles") {
    CHECK(
        layers_by_kernel<sei::zoo::vgg16>() ==
        expected{{"convolution", 1}, {"winograd_4", 12}, {"dense", 3}, {"elementwise", 14}, {"pooling", 5}});
}

TEST_CASE("vgg16_cifar: small tiles and direct convolution on the last, small maps") {
    const auto found = layers_by_kernel<sei::zoo::vgg16_cifar<>>();
    CHECK(found.at("convolution") + found.at("winograd_2") + found.at("winograd_4") == 13);
    CHECK(found.at("winograd_4") >= 3);
    CHECK_FALSE(found.contains("portable"));
}

TEST_CASE("resnet18 and resnet50: Winograd where the stride is 1, direct else, sums in the convolutions") {
    const auto eighteen = layers_by_kernel<sei::zoo::resnet18>();
    CHECK(eighteen.at("winograd_4") + eighteen.at("winograd_2") == 8); // of 8 blocks
    CHECK(eighteen.at("convolution") == 4);                            // the stem and three strides
    CHECK(eighteen.at("pooling") == 2);
    CHECK_FALSE(eighteen.contains("portable"));
    const auto fifty = layers_by_kernel<sei::zoo::resnet50>();
    CHECK(fifty.at("convolution") == 17); // the stem and the 1x1 layers of 16 blocks
    CHECK(fifty.at("winograd_4") + fifty.at("winograd_2") == 13);
    CHECK_FALSE(fifty.contains("portable"));
}

TEST_CASE("mobilenet_v1: a kernel of its own for depthwise layers") {
    CHECK(
        layers_by_kernel<sei::zoo::mobilenet_v1>() ==
        expected{{"convolution", 14}, {"depthwise", 13}, {"elementwise", 28}, {"dense", 1}, {"pooling", 1}});
}

TEST_CASE("mobilenet_v2: all blocks, with and without expansion") {
    const auto found = layers_by_kernel<sei::zoo::mobilenet_v2>();
    CHECK(found.at("depthwise") >= 16);
    CHECK(found.at("dense") == 1);
    CHECK_FALSE(found.contains("portable"));
}

TEST_CASE("squeezenet1_1: the branches of a fire module are computed in their place") {
    const auto found = layers_by_kernel<sei::zoo::squeezenet1_1>();
    CHECK(found.at("winograd_4") == 8);
    CHECK_FALSE(found.contains("portable"));
}
