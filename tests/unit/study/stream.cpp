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
                         "a stream of 0 frames, expected at least 1", sei::error);
    options = ten_megabits(1);
    options.udp_wait = -1ns;
    CHECK_THROWS_WITH_AS((void)simulate_udp(picture(), options), "a UDP wait of -1 ns, expected 0 or more",
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

namespace {

std::vector<std::size_t> dropped_at(const stream_outcome& stream, drop_place where) {
    std::vector<std::size_t> frames;
    for (std::size_t n = 0; n < stream.frames.size(); ++n)
        if (stream.frames[n].dropped == where) frames.push_back(n);
    return frames;
}

std::vector<std::size_t> answered(const stream_outcome& stream) {
    std::vector<std::size_t> frames;
    for (std::size_t n = 0; n < stream.frames.size(); ++n)
        if (stream.frames[n].latency) frames.push_back(n);
    return frames;
}

/// 830 bytes on the line in 100 ms, an answer of 83 in 10 ms; a frame every 50 ms.
stream_options slow_link(std::size_t frames) {
    stream_options options = ten_megabits(frames);
    options.link = sei::link::symmetric_link({.rate_bits_per_second = 66'400, .delay = delay});
    return options;
}

stream_load short_answers() {
    stream_load load = picture();
    load.answer_datagram_bytes = {53};
    return load;
}

double milliseconds_of(nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

constexpr queue_rule drop_newest(std::size_t limit) { return {late_policy::drop_newest, limit}; }
constexpr queue_rule drop_oldest(std::size_t limit) { return {late_policy::drop_oldest, limit}; }

} // namespace

TEST_CASE("A device that is too slow drops frames instead of falling behind") {
    stream_options options = ten_megabits(6);
    options.queue = drop_newest(0);
    const stream_outcome every_other = simulate_local({.device_time = 60ms}, options);
    CHECK(answered(every_other) == lost_list{0, 2, 4});
    CHECK(dropped_at(every_other, drop_place::device) == lost_list{1, 3, 5});
    for (const std::size_t n : {0U, 2U, 4U}) CHECK(every_other.frames[n].latency == 60ms);
    CHECK(every_other.duration == 300ms);
    CHECK(every_other.answers_per_second == 10);
    CHECK(every_other.computed == 3);
    CHECK(every_other.use.device == doctest::Approx(0.6)); // 3 x 60 of 300 ms
    CHECK(every_other.use.uplink == 0);

    // With a place to wait the device never rests: 0 to 60, 1 to 120, 2 to 180, 3 to 240, 4 to 300; 5 begins
    // when 4 ends.
    options.queue = drop_newest(1);
    const stream_outcome waiting = simulate_local({.device_time = 60ms}, options);
    CHECK(answered(waiting) == lost_list{0, 1, 2, 3, 4, 5});
    CHECK(waiting.frames[5].latency == 360ms - 250ms);
    CHECK(waiting.duration == 360ms);
    CHECK(waiting.use.device == 1);
}

TEST_CASE("The oldest that waits makes room for a newer one, which is answered sooner") {
    stream_options options = ten_megabits(9);
    options.queue = drop_oldest(1);
    const stream_outcome fresh = simulate_local({.device_time = 125ms}, options);
    // 0 works to 125: 1 (50) waits, 2 (100) replaces it. 2 works to 250: 3 (150), 4 (200) replaces it; 5
    // (250) comes when 4 has begun and waits to 375; 6 (300), 7 (350) replace it; 8 (400) waits for 7.
    CHECK(answered(fresh) == lost_list{0, 2, 4, 7, 8});
    CHECK(dropped_at(fresh, drop_place::device) == lost_list{1, 3, 5, 6});
    CHECK(fresh.frames[2].latency == 250ms - 100ms);
    options.queue = drop_newest(1);
    const stream_outcome stale = simulate_local({.device_time = 125ms}, options);
    CHECK(stale.frames[1].latency == 250ms - 50ms);
}

TEST_CASE("A link that is too slow drops frames at the device, over UDP and TCP") {
    stream_options options = slow_link(8);
    options.frames_per_second = 25;
    options.queue = drop_newest(0);
    // Ready at 5, 45, 85, 125 ms ...; on the line from 5 to 105, from 125 to 225, from 245 to 345.
    const stream_outcome udp = simulate_udp(short_answers(), options);
    CHECK(answered(udp) == lost_list{0, 3, 6});
    CHECK(dropped_at(udp, drop_place::link) == lost_list{1, 2, 4, 5, 7});
    for (const std::size_t n : {0U, 3U, 6U})
        CHECK(udp.frames[n].latency == 5ms + 100ms + delay + 3ms + 10ms + delay);
    CHECK(udp.uplink_bytes == 3 * 830);
    CHECK(udp.downlink_bytes == 3 * 83);
    const nanoseconds end = 6 * 40ms + *udp.frames[6].latency;
    CHECK(udp.duration == end);
    CHECK(udp.use.uplink == doctest::Approx(300 / milliseconds_of(end)));
    CHECK(udp.use.downlink == doctest::Approx(30 / milliseconds_of(end)));

    const stream_outcome tcp = simulate_tcp(short_answers(), options);
    CHECK(dropped_at(tcp, drop_place::link).size() >= 4);
    CHECK(answered(tcp).size() + dropped_at(tcp, drop_place::link).size() == 8);
    options.queue = {};
    const stream_outcome patient = simulate_tcp(short_answers(), options);
    CHECK(answered(patient).size() == 8);
    CHECK(*patient.frames[7].latency > *tcp.frames[answered(tcp).back()].latency);
}

TEST_CASE("Frames of several datagrams wait whole: the oldest goes before it is begun") {
    stream_load load = short_answers();
    load.datagram_bytes = {370, 370}; // 400 bytes on the line each: 96.4 ms a frame
    stream_options options = slow_link(10);
    options.queue = drop_oldest(1);
    const stream_outcome stream = simulate_udp(load, options);
    for (const frame_outcome& frame : stream.frames)
        if (frame.latency) CHECK(frame.lost.empty()); // none was cut in half
    const std::size_t dropped = stream.dropped(drop_place::link);
    CHECK(dropped >= 3);
    CHECK(dropped + answered(stream).size() == 10);
    CHECK(stream.uplink_bytes == answered(stream).size() * 800);
}

TEST_CASE("A server that is too slow drops what has crossed the link") {
    stream_load load = picture();
    load.server_time = 120ms;
    for (const bool over_tcp : {false, true}) {
        stream_options options = ten_megabits(9);
        options.queue = drop_newest(0);
        const stream_outcome stream = over_tcp ? simulate_tcp(load, options) : simulate_udp(load, options);
        CHECK(answered(stream) == lost_list{0, 3, 6});
        CHECK(dropped_at(stream, drop_place::server) == lost_list{1, 2, 4, 5, 7, 8});
        CHECK(!stream.frames[1].nothing_arrived);
        CHECK(stream.use.server ==
              doctest::Approx(0.36 / (static_cast<double>(stream.duration.count()) * 1e-9)));
    }
}

TEST_CASE("Devices take turns: staggered over the period, or all at once") {
    stream_options options = ten_megabits(8);
    options.devices = 4;
    const stream_load load{.device_time = 1ms,
                           .server_time = 3ms,
                           .datagram_bytes = {800},
                           .stream_bytes = 820,
                           .answer_datagram_bytes = {56},
                           .answer_stream_bytes = 76};
    const nanoseconds alone = 1ms + 830 * byte_time + delay + 3ms + 86 * byte_time + delay;
    // A frame every 12.5 ms finds everything free.
    const stream_outcome staggered = simulate_udp(load, options);
    for (const frame_outcome& frame : staggered.frames) CHECK(frame.latency == alone);
    CHECK(staggered.duration == 87'500us + alone); // the last of 8, every 12.5 ms
    const double seconds = static_cast<double>(staggered.duration.count()) * 1e-9;
    CHECK(staggered.answers_per_second == doctest::Approx(8 / seconds));
    CHECK(staggered.use.server == doctest::Approx(8 * 0.003 / seconds));
    CHECK(staggered.use.device == doctest::Approx(2 * 0.001 / seconds)); // of each

    // Four at once: each next one finds the server busy with those before it.
    options.phase = device_phase::in_phase;
    const stream_outcome together = simulate_udp(load, options);
    for (std::size_t n = 0; n < 8; ++n)
        CHECK(together.frames[n].latency == alone + static_cast<int>(n % 4) * 3ms);
    CHECK(together.uplink_bytes == 8 * 830);
}

TEST_CASE("On a shared link devices slow each other down, over UDP and TCP") {
    stream_load load = tensor_of_three();
    load.stream_bytes = 2536;
    for (const bool over_tcp : {false, true}) {
        stream_options options = ten_megabits(40);
        options.link = sei::link::symmetric_link({.rate_bits_per_second = 1'000'000, .delay = delay});
        options.tcp.profile = sei::link::tcp_profiles::linuxlike;
        options.phase = device_phase::in_phase;
        const auto simulate = over_tcp ? simulate_tcp : simulate_udp;
        const stream_outcome one = simulate(load, options);
        options.devices = 2;
        const stream_outcome two = simulate(load, options);
        // 20.7 ms a frame on the line: two devices send at once, and packets of both take turns.
        CHECK(one.use.uplink == doctest::Approx(0.42).epsilon(0.05));
        CHECK(two.use.uplink == doctest::Approx(0.84).epsilon(0.05));
        CHECK(two.answers_per_second == doctest::Approx(40).epsilon(0.05));
        CHECK(*two.frames[1].latency > *one.frames[1].latency + 10ms);
        CHECK(answered(two).size() == 40);
    }
}

TEST_CASE("A frame is sent for so long, and the rest of it is given up") {
    // Ten datagrams of 10 ms each, every 50 ms: the link carries half of them.
    stream_load load = picture();
    load.device_time = 0ns;
    load.server_time = 0ns;
    load.datagram_bytes.assign(10, 800);
    load.answer_datagram_bytes = {53};
    stream_options options = ten_megabits(5);
    options.link = sei::link::symmetric_link({.rate_bits_per_second = 664'000});
    options.udp_wait = 45ms;
    options.udp_send_for = 45ms;
    const stream_outcome stream = simulate_udp(load, options);
    for (const frame_outcome& frame : stream.frames) {
        CHECK(frame.lost == lost_list{5, 6, 7, 8, 9}); // the fifth begins at 40 ms
        CHECK(frame.latency == 10ms + 45ms + 1ms);
        CHECK(!frame.dropped);
    }
    options.udp_send_for.reset(); // else every frame delays the next one
    const stream_outcome all = simulate_udp(load, options);
    CHECK(*all.frames[4].latency > 200ms);

    options.udp_send_for = 0ns; // what the line does not take at once
    const stream_outcome first = simulate_udp(load, options);
    for (const frame_outcome& frame : first.frames) CHECK(frame.lost.size() == 9);
}

TEST_CASE("A frame that never got its turn before it was given up is dropped at the link") {
    stream_load load = picture();
    stream_options options = slow_link(3);
    load.answer_datagram_bytes = {53};
    options.udp_send_for = 20ms;
    const stream_outcome stream = simulate_udp(load, options);
    CHECK(dropped_at(stream, drop_place::link) == lost_list{1});
    CHECK(stream.frames[1].nothing_arrived);
    options.queue = drop_newest(5);
    const stream_outcome gated = simulate_udp(load, options);
    CHECK(dropped_at(gated, drop_place::link) == lost_list{1});
}

TEST_CASE("Streams with devices and rules that can't be are refused") {
    stream_options options = ten_megabits(3);
    options.devices = 4;
    CHECK_THROWS_WITH_AS(
        (void)simulate_local(picture(), options),
        "a stream of 3 frames for 4 devices, expected at least one device, and a frame for each", sei::error);
    options.devices = 0;
    CHECK_THROWS_AS((void)simulate_udp(picture(), options), sei::error);
    options = ten_megabits(3);
    options.udp_send_for = -1ns;
    CHECK_THROWS_WITH_AS((void)simulate_udp(picture(), options), "frames sent for -1 ns, expected 0 or more",
                         sei::error);
}
