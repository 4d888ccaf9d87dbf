// SPDX-License-Identifier: MIT
#include <sei/model/device.hpp>

#include "../../static/networks/googlenet.hpp"

#include <sei/model/stage.hpp>
#include <sei/zoo/mobilenet_v2.hpp>
#include <sei/zoo/resnet18.hpp>
#include <sei/zoo/resnet50.hpp>
#include <sei/zoo/vgg16.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

[[nodiscard]] sei::device round_numbers() {
    return {"round", {1000, 500, 100, 10, 2000}, 0.25, 0, 0, "made up"};
}

/// The model's seconds over the measured ones.
template <class Net>
[[nodiscard]] double ratio(const sei::device& board, double measured_ms) {
    return board.seconds_for(sei::whole<Net>::cost) * 1000 / measured_ms;
}

} // namespace

TEST_CASE("seconds are operations over speed, plus a fixed time for every node") {
    sei::stage_cost cost;
    cost.operations = {3000, 1000, 50, 20, 4000};
    cost.nodes = {1, 2, 3, 4, 6};
    CHECK(round_numbers().seconds_for(cost) == doctest::Approx(3 + 2 + 0.5 + 2 + 2 + 0.25 * 16));
}

TEST_CASE("work of no operations costs no time") {
    sei::stage_cost cost;
    CHECK(round_numbers().seconds_for(cost) == 0);
    sei::device crippled = round_numbers();
    crippled.operations_per_second[2] = 0;
    cost.operations[0] = 500;
    CHECK(crippled.seconds_for(cost) == doctest::Approx(0.5));
}

TEST_CASE("work that a device has no speed for is an error that names the device") {
    sei::device crippled = round_numbers();
    crippled.operations_per_second[2] = 0;
    sei::stage_cost cost;
    cost.operations[2] = 1;
    CHECK_THROWS_WITH_AS(static_cast<void>(crippled.seconds_for(cost)),
                         "device 'round' has no speed for one of the layers it should run", sei::error);
}

TEST_CASE("every profile has all speeds, a source and a name of its own") {
    std::set<std::string> names;
    for (const sei::device& board : sei::devices::all()) {
        CHECK(names.insert(board.name).second);
        CHECK_FALSE(board.source.empty());
        CHECK(board.seconds_per_node > 0);
        for (const double speed : board.operations_per_second) CHECK(speed > 0);
    }
    CHECK(names.size() >= 5);
}

TEST_CASE("profiles are found by name") {
    for (const sei::device& board : sei::devices::all())
        CHECK(sei::devices::find(board.name).source == board.source);
}

TEST_CASE("the error for an unknown profile lists those that there are") {
    CHECK_THROWS_WITH_AS(static_cast<void>(sei::devices::find("cray-1")),
                         "no device profile 'cray-1'; there are cortex-m4, cortex-m7, raspberry-pi-4, "
                         "raspberry-pi-5, x86-server",
                         sei::error);
}

// Published times (milliseconds) of the ncnn benchmark, Tencent/ncnn, benchmark/README.md. The speeds were
// derived from VGG-16, ResNet-50 and MobileNetV2, one kind of work each; ResNet-18 and GoogLeNet were not
// used. A speed by kind of work leaves out much (map sizes, Winograd, caches), hence the wide tolerance,
// which is the documented one.
TEST_CASE("the time of a whole network is within a factor of 1.75 of published measurements") {
    const auto agrees = [](double ratio) { return ratio > 1 / 1.75 && ratio < 1.75; };
    const sei::device pi4 = sei::devices::raspberry_pi_4();
    CHECK(agrees(ratio<sei::zoo::vgg16>(pi4, 547.1)));
    CHECK(agrees(ratio<sei::zoo::resnet50>(pi4, 262.8)));
    CHECK(agrees(ratio<sei::zoo::mobilenet_v2>(pi4, 61.9)));
    CHECK(agrees(ratio<sei::zoo::resnet18>(pi4, 123.1)));
    CHECK(agrees(ratio<networks::googlenet>(pi4, 114.4)));
    const sei::device pi5 = sei::devices::raspberry_pi_5();
    CHECK(agrees(ratio<sei::zoo::vgg16>(pi5, 129)));
    CHECK(agrees(ratio<sei::zoo::resnet50>(pi5, 46)));
    CHECK(agrees(ratio<sei::zoo::mobilenet_v2>(pi5, 10.5)));
    const sei::device server = sei::devices::x86_server();
    CHECK(agrees(ratio<sei::zoo::vgg16>(server, 104)));
    CHECK(agrees(ratio<sei::zoo::resnet50>(server, 39)));
    CHECK(agrees(ratio<sei::zoo::mobilenet_v2>(server, 6.3)));
}

TEST_CASE("timed layers replace the rates; bounds and sums cost nothing, and weights beyond the cache more") {
    using net = sei::zoo::resnet18;
    const auto nodes = sei::nodes_of<net>();
    sei::device timed;
    timed.name = "timed";
    // Every layer of the network is a sample of its own: 1 ms, 3 ms cold.
    for (const sei::node& step : nodes) {
        if (step.work.operations == 0) continue;
        sei::layer_sample sample = sei::sample_of(step);
        sample.seconds = 1e-3;
        sample.seconds_cold = 3e-3;
        timed.samples.push_back(sample);
    }
    const std::size_t last = nodes.back().layer;
    // 20 convolutions, two pools, one dense layer.
    CHECK(timed.seconds_for(nodes, 0, last) == doctest::Approx(23e-3).epsilon(0.05));
    timed.cache_bytes = sei::whole<net>::flash_bytes / 2;
    CHECK(timed.seconds_for(nodes, 0, last) == doctest::Approx(46e-3).epsilon(0.05));
    CHECK(timed.seconds_for(nodes, 3, 3) == 0);
    timed.samples.erase(timed.samples.begin() + 1, timed.samples.end());
    CHECK_THROWS_WITH_AS(static_cast<void>(timed.seconds_for(nodes, 0, last)),
                         "device 'timed' has no sample of one of the kinds of layers it should run",
                         sei::error);
}

TEST_CASE("without samples a stage takes what its cost says") {
    const auto nodes = sei::nodes_of<sei::zoo::resnet18>();
    CHECK(round_numbers().seconds_for(nodes, 1, 6) ==
          round_numbers().seconds_for(sei::cost_between(nodes, 1, 6)));
}

TEST_CASE("a profile's energy has a source, or there is none") {
    for (const sei::device& profile : sei::devices::all()) {
        CAPTURE(profile.name);
        const sei::device_energy& energy = profile.energy;
        const bool knows_something = energy.joules_per_mac || energy.joules_per_bit_sent ||
                                     energy.joules_per_bit_received || energy.idle_watts;
        CHECK(knows_something == !energy.source.empty());
    }
    // 160.6 mW at the profile's own 101 million multiply-accumulates a second
    const sei::device board = sei::devices::cortex_m7();
    CHECK(board.energy.joules_per_mac.value() ==
          doctest::Approx(0.1606 / board.operations_per_second[0]).epsilon(0.02));
    // 47.1 mW at 120 MHz, for 150 MHz / 26 MMAC/s cycles each
    const sei::device small = sei::devices::cortex_m4();
    CHECK(small.energy.joules_per_mac.value() ==
          doctest::Approx(0.0471 / 120e6 * 150e6 / small.operations_per_second[0]).epsilon(0.02));
    const sei::device pi = sei::devices::raspberry_pi_4();
    CHECK(pi.energy.joules_per_mac.value() ==
          doctest::Approx(7.2 / pi.operations_per_second[0]).epsilon(0.02));
}
