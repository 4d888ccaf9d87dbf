// SPDX-License-Identifier: MIT
#include <sei/explain/scores/heat_map.hpp>

#include "../reference_nets.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace sei::explain;
using test::net_a;

TEST_CASE("a heat map sums over channels") {
    const std::vector<double> values{1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};
    const sei::heat_map map = heat_map_of<double>({.channels = 2, .height = 2, .width = 3}, values, "both");
    CHECK(map.title == "both");
    CHECK(map.width == 3);
    CHECK(map.height == 2);
    CHECK(map.values == std::vector<double>{11, 22, 33, 44, 55, 66});
}

TEST_CASE("relevance at the pixels and at a layer is the reference's") {
    const test::reference_file reference{test::golden("netA.ref.safetensors")};
    const auto image = reference.at("input").sample<float>(0);
    const explained_network<net_a> explained(test::weights_of_net_a<float>());
    const sei::heat_map pixels = relevance_map(explained, image);
    CHECK(test::error_in_max_norm(pixels.values, reference.at("rel.EpsilonPlus.input").sample(0)) < 1e-5);
    const std::size_t pool1 = sei::nodes_of<net_a>()[test::node_named<net_a>("pool1")].layer;
    const sei::heat_map pooled = relevance_map(explained, image, pool1, "pool1");
    CHECK(pooled.width == 14);
    const double total = std::accumulate(pooled.values.begin(), pooled.values.end(), 0.0);
    CHECK(total == doctest::Approx(reference.at("sum.EpsilonPlus.pool1").values[0]).epsilon(1e-5));
}

TEST_CASE("no such layer, a vector, or a picture that is none are errors") {
    const explained_network<net_a> explained(test::weights_of_net_a<float>());
    std::vector<float> image(net_a::input.elements());
    CHECK_THROWS_WITH_AS(static_cast<void>(relevance_map(explained, image, 17)),
                         "layer 17 was asked for, the network has 17", sei::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(relevance_map(explained, image, 16)),
                         "layer 16 gives a vector of 10; a heat map needs a map", sei::error);
    CHECK_THROWS_AS(static_cast<void>(relevance_map(explained, std::span(image).first(5))), sei::error);
    image[7] = std::nanf("");
    CHECK_THROWS_WITH_AS(static_cast<void>(relevance_map(explained, image)),
                         "the image has a pixel that is not a finite number", sei::error);
}
