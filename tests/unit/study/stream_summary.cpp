// SPDX-License-Identifier: MIT
#include <sei/study/stream_summary.hpp>

#include <doctest/doctest.h>

using namespace sei::study;
using namespace std::chrono_literals;

namespace {

/// Two devices, 10 frames in 2 s; 8 were computed in 50 ms each, and each put 1000 bytes on the line.
stream_outcome some_stream() {
    stream_outcome stream;
    stream.frames.resize(10);
    stream.frames[0].dropped = drop_place::device;
    stream.frames[1].dropped = drop_place::device;
    stream.frames[2].dropped = drop_place::server;
    stream.duration = 2s;
    stream.answers_per_second = 3.5;
    stream.use = {.device = 0.1, .uplink = 0.2, .downlink = 0.3, .server = 0.4};
    stream.device_busy = 400ms;
    stream.computed = 8;
    stream.uplink_bytes = 8000;
    stream.downlink_bytes = 500;
    return stream;
}

const stream_options two_devices{.frames = 10, .devices = 2};

} // namespace

TEST_CASE("A summary has the drops by place and the shares") {
    const sei::stream_summary summary = summarise(some_stream(), two_devices);
    CHECK(summary.devices == 2);
    CHECK(summary.answers_per_second == 3.5);
    CHECK(summary.dropped_at_device == 2);
    CHECK(summary.dropped_at_link == 0);
    CHECK(summary.dropped_at_server == 1);
    CHECK(summary.device_use == 0.1);
    CHECK(summary.uplink_use == 0.2);
    CHECK(summary.downlink_use == 0.3);
    CHECK(summary.server_use == 0.4);
}

TEST_CASE("The energy of a frame is a sum that one can do by hand") {
    const sei::device_energy profile{.joules_per_mac = 2e-9,
                                     .joules_per_bit_sent = 1e-6,
                                     .joules_per_bit_received = 0.5e-6,
                                     .idle_watts = 0.25};
    const sei::energy_summary energy = energy_per_frame(some_stream(), two_devices, profile, 5'000'000);
    CHECK(energy.computing_mj.value() == doctest::Approx(8 * 5e6 * 2e-9 * 1e3 / 10));
    CHECK(energy.sending_mj.value() == doctest::Approx(64'000 * 1e-6 * 1e3 / 10));
    CHECK(energy.receiving_mj.value() == doctest::Approx(4000 * 0.5e-6 * 1e3 / 10));
    CHECK(energy.idle_mj.value() == doctest::Approx((2 * 2.0 - 0.4) * 0.25 * 1e3 / 10)); // two devices
    CHECK(sei::total_mj(energy).value() == doctest::Approx(8 + 6.4 + 0.2 + 90));
}

TEST_CASE(
    "What the profile does not say is unknown, and so is the sum; what there is none of costs nothing") {
    const sei::device_energy only_computing{.joules_per_mac = 2e-9};
    const sei::energy_summary energy =
        energy_per_frame(some_stream(), two_devices, only_computing, 5'000'000);
    CHECK(energy.computing_mj);
    CHECK(!energy.sending_mj);
    CHECK(!energy.receiving_mj);
    CHECK(!energy.idle_mj);
    CHECK(!sei::total_mj(energy));

    stream_outcome local = some_stream();
    local.uplink_bytes = local.downlink_bytes = 0;
    local.device_busy = 4s; // never idle
    const sei::energy_summary busy = energy_per_frame(local, two_devices, only_computing, 5'000'000);
    CHECK(sei::total_mj(busy).value() == doctest::Approx(8));
    CHECK(!sei::total_mj(energy_per_frame(local, two_devices, {}, 5'000'000)));
}
