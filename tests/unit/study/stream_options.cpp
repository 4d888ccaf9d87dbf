// SPDX-License-Identifier: MIT
#include <sei/study/stream_options.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace sei::study;
using namespace std::chrono_literals;

TEST_CASE("The usual stream can be, and says how its devices are timed") {
    CHECK_NOTHROW(require_usable(stream_options{}));
    CHECK(name_of(device_phase::staggered) == "staggered");
    CHECK(name_of(device_phase::in_phase) == "in-phase");
}

TEST_CASE("Drops are counted by place") {
    stream_outcome stream;
    stream.frames.resize(5);
    stream.frames[1].dropped = drop_place::link;
    stream.frames[3].dropped = drop_place::link;
    stream.frames[4].dropped = drop_place::server;
    CHECK(stream.dropped(drop_place::device) == 0);
    CHECK(stream.dropped(drop_place::link) == 2);
    CHECK(stream.dropped(drop_place::server) == 1);
}

TEST_CASE("A stream that can't be is refused with what was found and expected") {
    const auto message = [](auto change) {
        stream_options options;
        change(options);
        try {
            require_usable(options);
        } catch (const sei::error& problem) {
            return std::string(problem.what());
        }
        return std::string("no error");
    };
    CHECK(message([](stream_options& options) { options.frames = 0; }) ==
          "a stream of 0 frames, expected at least 1");
    CHECK(message([](stream_options& options) { options.devices = 2; }) ==
          "a stream of 1 frames for 2 devices, expected at least one device, and a frame for each");
    CHECK(message([](stream_options& options) { options.udp_wait = -1ns; }) ==
          "a UDP wait of -1 ns, expected 0 or more");
    CHECK(message([](stream_options& options) { options.udp_send_for = -2ns; }) ==
          "frames sent for -2 ns, expected 0 or more");
    CHECK(message([](stream_options& options) { options.frames_per_second = std::nan(""); }) != "no error");
    CHECK(message([](stream_options& options) { options.frames_per_second = 1e-12; }) ==
          "a stream that lasts more than 10^9 s; times are 64 bits of nanoseconds");
}
