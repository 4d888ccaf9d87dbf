// SPDX-License-Identifier: MIT
#include <sei/study/stream.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

using namespace sei::study;
using namespace std::chrono_literals;

namespace {

using lost_list = std::vector<std::size_t>;

// 10 Mbit/s: 800 ns per byte. On the line a datagram of n bytes is n + 20 (IP) + 8 (UDP) + 2 (PPP).
constexpr nanoseconds byte_time = 800ns;
constexpr nanoseconds delay = 10ms;

stream_options ten_megabits(std::size_t frames) {
    stream_options options;
    options.frames = frames;
    options.link = sei::link::symmetric_link({.rate_bits_per_second = 10'000'000, .delay = delay});
    return options;
}

/// A picture of 784 bytes in one datagram, an answer of 10 float32 behind the 16-byte header.
stream_load picture() {
    return {.device_time = 5ms,
            .server_time = 3ms,
            .datagram_bytes = {16 + 784},
            .stream_bytes = 36 + 784,
            .answer_datagram_bytes = {16 + 40},
            .answer_stream_bytes = 36 + 40};
}

/// A tensor in three datagrams of 1000, 1000 and 500 bytes: the line carries 1030, 1030 and 530.
stream_load tensor_of_three() {
    stream_load load = picture();
    load.datagram_bytes = {1000, 1000, 500};
    return load;
}

sei::link::loss_model losing(std::vector<std::uint64_t> packets) {
    return sei::link::listed_loss{std::move(packets)};
}

constexpr nanoseconds answer_time = (16 + 40 + 30) * byte_time + delay;

} // namespace

TEST_CASE("Local computing without a backlog takes the device's time, frame after frame") {
    const auto frames = simulate_local({.device_time = 30ms}, ten_megabits(5)).frames;
    REQUIRE(frames.size() == 5);
    for (const frame_outcome& frame : frames) {
        CHECK(frame.latency == 30ms);
        CHECK(!frame.link_time);
        CHECK(frame.lost.empty());
        CHECK(!frame.nothing_arrived);
    }
}

TEST_CASE("Local computing that is slower than the camera falls behind by the difference with every frame") {
    const auto frames = simulate_local({.device_time = 60ms}, ten_megabits(20)).frames; // every 50 ms
    for (std::size_t n = 0; n < frames.size(); ++n)
        CHECK(frames[n].latency == 60ms + static_cast<int>(n) * 10ms);
}

TEST_CASE("Capture times of a rate that is no whole number of nanoseconds don't drift") {
    stream_options options = ten_megabits(3001);
    options.frames_per_second = 30;
    const auto frames = simulate_local({.device_time = 40ms}, options).frames;
    CHECK(frames[1].latency == 80ms - 33'333'333ns);
    CHECK(frames[3000].latency == 3001 * 40ms - 100s); // captured exactly at 100 s
}

TEST_CASE("A lossless UDP frame takes (N + 30 k) x 8 / R + d each way, and the compute times") {
    const auto one = simulate_udp(picture(), ten_megabits(3)).frames;
    for (const frame_outcome& frame : one) {
        // 5 ms + 830 x 0.8 us + 10 ms + 3 ms + 86 x 0.8 us + 10 ms
        CHECK(frame.latency == 28'732'800ns);
        CHECK(frame.link_time == 20'732'800ns);
        CHECK(frame.lost.empty());
        CHECK(!frame.nothing_arrived);
    }
    // A float32 tensor of 16 x 14 x 14 on an MTU of 1500: 12,544 bytes in 9 datagrams, 12,688 with headers.
    stream_load load = picture();
    load.datagram_bytes = {1472, 1472, 1472, 1472, 1472, 1472, 1472, 1472, 16 + 896};
    REQUIRE(std::accumulate(load.datagram_bytes.begin(), load.datagram_bytes.end(), 0U) == 12'688);
    const auto nine = simulate_udp(load, ten_megabits(3)).frames;
    for (const frame_outcome& frame : nine)
        CHECK(frame.latency == 5ms + (12'688 + 30 * 9) * byte_time + delay + 3ms + answer_time);
}

TEST_CASE("The first TCP frame, on a warm connection, takes its segments' time each way") {
    // Segments carry 1448 bytes; on the line each has 20 (IP) + 20 (TCP) + 12 (timestamps) + 2 (PPP) more.
    // From the application's write to the first segment the profile counts 1 ns.
    stream_options options = ten_megabits(1);
    const auto one = simulate_tcp(picture(), options).frames;
    const nanoseconds answer = 1ns + (76 + 54) * byte_time + delay;
    CHECK(one[0].latency == 5ms + 1ns + (820 + 54) * byte_time + delay + 3ms + answer);
    CHECK(one[0].link_time == *one[0].latency - 8ms);
    CHECK(!one[0].nothing_arrived);

    // Nine segments fit the initial window of ten, so that they follow each other without waiting.
    stream_load load = picture();
    load.stream_bytes = 12'544 + 36;
    const auto nine = simulate_tcp(load, options).frames;
    CHECK(nine[0].latency == 5ms + 1ns + (12'580 + 9 * 54) * byte_time + delay + 3ms + answer);
}

TEST_CASE("A busy server makes frames wait, first come, first served") {
    stream_load load = picture();
    load.server_time = 80ms; // every 50 ms a frame
    const auto frames = simulate_udp(load, ten_megabits(10)).frames;
    const nanoseconds alone = 5ms + 830 * byte_time + delay + 80ms + answer_time;
    for (std::size_t n = 0; n < frames.size(); ++n) {
        CHECK(frames[n].latency == alone + static_cast<int>(n) * 30ms);
        CHECK(frames[n].link_time == 830 * byte_time + delay + answer_time); // waiting there is no link time
    }
}

TEST_CASE("Frames that need more than the link's rate queue up at the sender") {
    stream_load load = picture();
    load.answer_datagram_bytes = {53};
    stream_options options = ten_megabits(10);
    // 830 bytes at 66.4 kbit/s take 100 ms, 83 bytes 10 ms
    options.link = sei::link::symmetric_link({.rate_bits_per_second = 66'400, .delay = delay});
    const auto frames = simulate_udp(load, options).frames;
    for (std::size_t n = 0; n < frames.size(); ++n) {
        CHECK(frames[n].latency == 5ms + 100ms + delay + 3ms + 10ms + delay + static_cast<int>(n) * 50ms);
        CHECK(frames[n].lost.empty());
    }
}

TEST_CASE("An explicit drop list loses exactly these datagrams") {
    stream_options options = ten_megabits(5);
    options.udp_wait = 30ms;
    // Frame f sends packets 3f, 3f + 1, 3f + 2: a middle one, a last one, a whole frame, a first one are
    // lost.
    options.link.forward.loss = losing({1, 5, 6, 7, 8, 12});
    const auto frames = simulate_udp(tensor_of_three(), options).frames;
    const nanoseconds whole = 5ms + 2590 * byte_time + delay + 3ms + answer_time;

    CHECK(frames[0].lost == lost_list{1});
    CHECK(frames[0].latency == whole); // the last one arrived: the server does not wait

    CHECK(frames[1].lost == lost_list{2});
    CHECK(frames[1].latency == 5ms + 1030 * byte_time + delay + 30ms + 3ms + answer_time);
    CHECK(frames[1].link_time == 1030 * byte_time + delay + 30ms + answer_time);

    CHECK(frames[2].lost == lost_list{0, 1, 2});
    CHECK(frames[2].nothing_arrived);
    CHECK(!frames[2].latency);
    CHECK(!frames[2].link_time);

    CHECK(frames[3].lost.empty());
    CHECK(frames[3].latency == whole);

    CHECK(frames[4].lost == lost_list{0});
    CHECK(frames[4].latency == whole);
    for (const std::size_t arrived : {0U, 1U, 3U, 4U}) CHECK(!frames[arrived].nothing_arrived);
}

TEST_CASE("The server waits from the first datagram that arrived, not from the first one sent") {
    stream_options options = ten_megabits(1);
    options.udp_wait = 30ms;
    options.link.forward.loss = losing({0, 2});
    const auto frames = simulate_udp(tensor_of_three(), options).frames;
    CHECK(frames[0].lost == lost_list{0, 2});
    CHECK(frames[0].latency == 5ms + 2060 * byte_time + delay + 30ms + 3ms + answer_time);
}

TEST_CASE("A server that has waited long enough takes what it has, and what comes later is lost") {
    // Ten datagrams of 10 ms each (830 bytes at 664 kbit/s); the first arrives 10 ms after it was sent.
    stream_load load = picture();
    load.device_time = 0ns;
    load.server_time = 0ns;
    load.datagram_bytes.assign(10, 800);
    load.answer_datagram_bytes = {53}; // 1 ms
    stream_options options = ten_megabits(1);
    options.link = sei::link::symmetric_link({.rate_bits_per_second = 664'000});

    options.udp_wait = 45ms;
    const auto early = simulate_udp(load, options).frames;
    CHECK(early[0].lost == lost_list{5, 6, 7, 8, 9});
    CHECK(early[0].latency == 10ms + 45ms + 1ms);

    options.udp_wait = 90ms; // the last one arrives in the very instant
    const auto just = simulate_udp(load, options).frames;
    CHECK(just[0].lost.empty());
    CHECK(just[0].latency == 100ms + 1ms);

    options.udp_wait = 0ns;
    const auto at_once = simulate_udp(load, options).frames;
    CHECK(at_once[0].lost.size() == 9);
    CHECK(at_once[0].latency == 10ms + 1ms);
}

TEST_CASE("A lost answer is a frame without a latency that the server has nevertheless seen") {
    stream_options options = ten_megabits(3);
    options.link.backward.loss = losing({1});
    const auto frames = simulate_udp(picture(), options).frames;
    CHECK(frames[0].latency);
    CHECK(!frames[1].latency);
    CHECK(!frames[1].link_time);
    CHECK(frames[1].lost.empty());
    CHECK(!frames[1].nothing_arrived);
    CHECK(frames[2].latency == frames[0].latency);
}

TEST_CASE("An answer in several datagrams is there when all of them are") {
    stream_load load = picture();
    load.answer_datagram_bytes = {1472, 1472, 1104}; // 1000 float32 in three datagrams
    stream_options options = ten_megabits(2);
    options.link.backward.loss = losing({4});
    const auto frames = simulate_udp(load, options).frames;
    CHECK(frames[0].latency == 5ms + 830 * byte_time + delay + 3ms + (4048 + 90) * byte_time + delay);
    CHECK(!frames[1].latency);
}

TEST_CASE("UDP that loses everything answers nothing, and ends") {
    stream_options options = ten_megabits(4);
    options.link.forward.loss = sei::link::bernoulli_loss{1};
    for (const frame_outcome& frame : simulate_udp(tensor_of_three(), options).frames) {
        CHECK(frame.nothing_arrived);
        CHECK(!frame.latency);
        CHECK(frame.lost == lost_list{0, 1, 2});
    }
}

TEST_CASE("TCP gives up a line that carries nothing, before or after it was connected") {
    stream_options options = ten_megabits(4);
    options.tcp.profile = sei::link::tcp_profiles::linuxlike;
    options.link.forward.loss = sei::link::bernoulli_loss{1};
    for (const frame_outcome& frame : simulate_tcp(picture(), options).frames) {
        CHECK(frame.nothing_arrived);
        CHECK(!frame.latency);
    }
    std::vector<std::uint64_t> all_but_the_first(1000);
    std::iota(all_but_the_first.begin(), all_but_the_first.end(), 3U); // SYN, ACK and frame 0 pass
    options.link.forward.loss = losing(all_but_the_first);
    const auto frames = simulate_tcp(picture(), options).frames;
    CHECK(frames[0].latency);
    for (std::size_t n = 1; n < frames.size(); ++n) {
        CHECK(frames[n].nothing_arrived);
        CHECK(!frames[n].latency);
    }
}

TEST_CASE("TCP loses no frame; one lost segment makes its frame and those behind it late") {
    stream_options options = ten_megabits(40);
    options.tcp.profile = sei::link::tcp_profiles::linuxlike;
    const auto smooth = simulate_tcp(picture(), options).frames;
    options.link.forward.loss = losing({20});
    const auto lossy = simulate_tcp(picture(), options).frames;
    std::size_t late = 0;
    nanoseconds last_answer{0};
    for (std::size_t n = 0; n < lossy.size(); ++n) {
        REQUIRE(lossy[n].latency);
        CHECK(lossy[n].lost.empty());
        CHECK(!lossy[n].nothing_arrived);
        late += *lossy[n].latency > *smooth[n].latency ? 1U : 0U;
        const nanoseconds answered = static_cast<int>(n) * 50ms + *lossy[n].latency;
        CHECK(answered >= last_answer); // nothing overtakes
        last_answer = answered;
    }
    CHECK(late >= 2); // the least time-out is 200 ms, four frames long
    CHECK(late < 20);
}

TEST_CASE("Losses repeat for a seed and differ for another") {
    stream_options options = ten_megabits(200);
    options.link.forward.loss = sei::link::bernoulli_loss{0.2};
    options.link.backward.loss = sei::link::bernoulli_loss{0.2};
    const auto losses_for = [&](std::uint64_t seed) {
        options.link.seed = seed;
        std::vector<lost_list> lost;
        for (const frame_outcome& frame : simulate_udp(tensor_of_three(), options).frames)
            lost.push_back(frame.lost);
        return lost;
    };
    CHECK(losses_for(7) == losses_for(7));
    CHECK(losses_for(7) != losses_for(8));
}

TEST_CASE("Streams that can't be are refused") {
    stream_options options = ten_megabits(1);
    constexpr double infinite = std::numeric_limits<double>::infinity();
    for (const double rate : {0.0, -1.0, std::nan(""), infinite, 2e9, 1e-12}) {
        CAPTURE(rate);
        options.frames_per_second = rate;
        CHECK_THROWS_AS((void)simulate_local(picture(), options), sei::error);
        CHECK_THROWS_AS((void)simulate_udp(picture(), options), sei::error);
        CHECK_THROWS_AS((void)simulate_tcp(picture(), options), sei::error);
    }
    CHECK_THROWS_WITH_AS((void)simulate_udp(picture(), ten_megabits(0)),
                         "a stream of 0 frames; expected at least 1", sei::error);
    options = ten_megabits(1);
    options.udp_wait = -1ns;
    CHECK_THROWS_WITH_AS((void)simulate_udp(picture(), options), "a UDP wait of -1 ns; expected 0 or more",
                         sei::error);
    stream_load load = picture();
    load.datagram_bytes = {1473}; // 1501 IP bytes
    CHECK_THROWS_AS((void)simulate_udp(load, ten_megabits(1)), sei::error);
    load.datagram_bytes.clear();
    CHECK_THROWS_AS((void)simulate_udp(load, ten_megabits(1)), sei::error);
    options = ten_megabits(1);
    options.link.forward.rate_bits_per_second = 0;
    CHECK_THROWS_AS((void)simulate_udp(picture(), options), sei::error);
}
