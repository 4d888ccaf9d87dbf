// SPDX-License-Identifier: MIT
#include <sei/study/experiment_options.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <sei/link/presets.hpp>

using namespace sei::study;

TEST_CASE("An experiment's own loss comes first, then those of its sweep") {
    experiment_options options;
    options.loss = 0.02;
    options.loss_sweep = {0.3, 0.1};
    CHECK(options.all_losses() == std::vector<double>{0.02, 0.3, 0.1});
}

TEST_CASE("A datagram holds what UDP's options leave, without IP the whole MTU; over TCP they don't count") {
    experiment_options options;
    CHECK(options.carried_bytes() == 1472);
    options.stream.udp.mtu = 600;
    CHECK(options.carried_bytes() == 572);
    for (const sei::link::link_preset& preset : sei::link::presets::all()) {
        options.stream.udp = preset.udp;
        CHECK(options.carried_bytes() == preset.udp.mtu - preset.udp.header_bytes);
    }
    options.stream.udp = {.mtu = 10};
    CHECK(options.carried_bytes() == 0);
    options.transport = transport::tcp;
    CHECK(options.carried_bytes() == 1472);
}

TEST_CASE("Options are refused with one sentence that says what was found and expected") {
    const auto message_of = [](auto change) -> std::string {
        experiment_options options = study_test::usual_options();
        change(options);
        try {
            require_usable(options);
        } catch (const sei::error& problem) {
            return problem.what();
        }
        return "accepted";
    };
    CHECK(message_of([](experiment_options&) {}) == "accepted");
    CHECK(message_of([](experiment_options& options) { options.loss = 2; }) ==
          "a loss probability of 2, expected 0 to 1");
    CHECK(message_of([](experiment_options& options) { options.percentile = 0; }) ==
          "percentile 0, expected more than 0, at most 100");
    CHECK(message_of([](experiment_options& options) { options.calibration_images = 0; }) ==
          "0 calibration images, expected at least 1");
    CHECK(message_of([](experiment_options& options) { options.server_seconds = {}; }) ==
          "no compute times of the device or the server, expected a function for each");
    CHECK(message_of([](experiment_options& options) { options.stream.udp.mtu = 10; }) ==
          "an MTU of 10 bytes leaves no room for one element behind 44 bytes of headers");
    CHECK(message_of([](experiment_options& options) {
              options.stream.udp = {.mtu = 19, .header_bytes = 0};
          }) == "an MTU of 19 bytes leaves no room for one element behind 16 bytes of headers");
    const auto whole_of_a_small_datagram = [](experiment_options& options) {
        options.stream.udp = {.mtu = 20, .header_bytes = 0};
    };
    CHECK(message_of(whole_of_a_small_datagram) == "accepted");
    const auto small_udp_over_tcp = [](experiment_options& options) {
        options.transport = transport::tcp;
        options.stream.udp.mtu = 10; // of no account
    };
    CHECK(message_of(small_udp_over_tcp) == "accepted");
}
