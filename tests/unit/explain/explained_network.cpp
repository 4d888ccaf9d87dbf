// SPDX-License-Identifier: MIT
#include <sei/explain/explained_network.hpp>

#include "reference_nets.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sei::explain;

TEST_CASE("a model keeps its weights; copies of its recorder and gradient agree with passes made alone") {
    using test::net_b;
    const test::reference_file reference{test::golden("netB.ref.safetensors")};
    const auto image = reference.at("input").sample<float>(0);
    const auto copy = [] {
        const explained_network<net_b> made(test::weights_of_net_b<float>());
        return made;
    }();
    tape<net_b, float> recorded = copy.recorder();
    gradients<net_b, float> gradient = copy.gradient();
    recorded.record(image);
    gradient.run(recorded, 3);

    const auto weights = test::weights_of_net_b<float>();
    tape<net_b, float> alone(weights);
    gradients<net_b, float> gradient_alone(weights);
    alone.record(image);
    gradient_alone.run(alone, 3);
    for (std::size_t i = 0; i < sei::nodes_of<net_b>().size(); ++i) {
        CHECK(std::ranges::equal(recorded.value(i), alone.value(i)));
        CHECK(std::ranges::equal(gradient.at(i), gradient_alone.at(i)));
    }
}
