// SPDX-License-Identifier: MIT
#include <sei/model/layer_sample.hpp>

#include <sei/model/network.hpp>
#include <sei/zoo/lenet.hpp>

#include <doctest/doctest.h>

using sei::layer_sample;
using sei::work_kind;

namespace {

[[nodiscard]] layer_sample convolution(double channels, double filters, double positions, double taps,
                                       double rate) {
    layer_sample made{.kind = work_kind::convolution,
                      .channels = channels,
                      .filters = filters,
                      .positions = positions,
                      .taps = taps,
                      .operations = channels * filters * positions * taps};
    made.seconds = made.operations / rate;
    made.seconds_cold = 2 * made.seconds;
    return made;
}

} // namespace

TEST_CASE("a node's sample: products of one output with one channel, and the stride that its maps show") {
    const auto nodes = sei::nodes_of<sei::zoo::lenet>();
    const layer_sample first = sei::sample_of(nodes[1]);
    CHECK(first.kind == work_kind::convolution);
    CHECK(first.channels == 1);
    CHECK(first.filters == 6);
    CHECK(first.positions == 784);
    CHECK(first.taps == 25);
    CHECK(first.stride == 1);
    CHECK(sei::sample_of(nodes[3]).stride == 2); // 2x2 pool
    CHECK(sei::sample_of(nodes[3]).taps == 4);
    CHECK(sei::sample_of(nodes[4]).stride == 1); // 14 to 10, without padding
    CHECK(sei::sample_of(nodes[8]).taps == 1);   // dense
}

TEST_CASE("a layer that was timed is predicted as it was timed, cold, warm and between") {
    const std::vector<layer_sample> samples{
        convolution(16, 16, 100, 9, 1e9), convolution(64, 64, 400, 9, 3e9), convolution(64, 64, 400, 1, 2e9),
        convolution(8, 64, 50, 25, 5e8), convolution(512, 512, 49, 9, 4e9)};
    for (const layer_sample& each : samples) {
        CHECK(sei::seconds_by_samples(samples, each, 0) == doctest::Approx(each.seconds).epsilon(0.01));
        CHECK(sei::seconds_by_samples(samples, each, 1) == doctest::Approx(each.seconds_cold).epsilon(0.01));
        CHECK(sei::seconds_by_samples(samples, each, 0.5) ==
              doctest::Approx(1.5 * each.seconds).epsilon(0.01));
    }
}

TEST_CASE("between two samples lies between their speeds, nearer to the nearer one") {
    const std::vector<layer_sample> samples{convolution(64, 64, 100, 9, 1e9),
                                            convolution(64, 64, 1600, 9, 4e9)};
    const auto rate = [&](double positions) {
        const layer_sample asked = convolution(64, 64, positions, 9, 1);
        return asked.operations / sei::seconds_by_samples(samples, asked, 0);
    };
    CHECK(rate(400) == doctest::Approx(2e9)); // as many octaves from either
    CHECK(rate(200) < 2e9);
    CHECK(rate(800) > 2e9);
}

TEST_CASE("without a sample of its kind there is no prediction") {
    const std::vector<layer_sample> samples{convolution(64, 64, 100, 9, 1e9)};
    layer_sample asked = samples[0];
    asked.kind = work_kind::dense;
    CHECK(sei::seconds_by_samples(samples, asked, 0) == 0);
    CHECK(sei::seconds_by_samples({}, samples[0], 0) == 0);
}
