// SPDX-License-Identifier: MIT
#include <sei/link/tcp/ns3/window.hpp>

#include <doctest/doctest.h>

#include <cstdint>

using namespace sei::link;

namespace {

constexpr std::uint32_t mss = 1448;

ns3_window window_of(congestion_control control) { return ns3_window(tcp_options{.congestion = control}); }

} // namespace

TEST_CASE("A window starts with ten segments and no threshold") {
    const ns3_window window = window_of(congestion_control::new_reno);
    CHECK(window.size() == 14'480);
    CHECK(window.threshold() == 4'294'967'295U);
}

TEST_CASE("In slow start NewReno counts acknowledgements, LinuxReno segments") {
    ns3_window new_reno = window_of(congestion_control::new_reno);
    ns3_window linux_reno = window_of(congestion_control::linux_reno);
    new_reno.grow(2, {});
    linux_reno.grow(2, {});
    CHECK(new_reno.size() == 11 * mss);
    CHECK(linux_reno.size() == 12 * mss);
    new_reno.grow(0, {});
    linux_reno.grow(0, {});
    CHECK(new_reno.size() == 11 * mss);
    CHECK(linux_reno.size() == 12 * mss);
}

TEST_CASE("NewReno's threshold is half the bytes in flight, LinuxReno's half the window, both at least two "
          "segments") {
    ns3_window new_reno = window_of(congestion_control::new_reno);
    new_reno.reduce_threshold(10'001);
    CHECK(new_reno.threshold() == 5000);
    new_reno.reduce_threshold(0);
    CHECK(new_reno.threshold() == 2 * mss);
    ns3_window linux_reno = window_of(congestion_control::linux_reno);
    linux_reno.reduce_threshold(0);
    CHECK(linux_reno.threshold() == 7240);
    linux_reno.set(mss);
    linux_reno.reduce_threshold(1'000'000);
    CHECK(linux_reno.threshold() == 2 * mss);
}

TEST_CASE("In congestion avoidance NewReno adds MSS * MSS / window per acknowledgement") {
    ns3_window window = window_of(congestion_control::new_reno);
    window.reduce_threshold(20 * mss);
    window.set(10 * mss);
    window.grow(2, {});
    CHECK(window.size() == 10 * mss + 144); // floor(144.8)
    window.set(10 * mss - 1);
    window.grow(2, {}); // one segment of slow start, then the rest in congestion avoidance
    CHECK(window.size() == 11 * mss - 1 + 131);
}

TEST_CASE("In congestion avoidance LinuxReno adds one segment per window of acknowledged segments") {
    ns3_window window = window_of(congestion_control::linux_reno);
    window.set(10 * mss);
    window.reduce_threshold(0); // 5 segments: congestion avoidance
    for (int i = 0; i < 4; ++i) window.grow(2, {});
    CHECK(window.size() == 10 * mss);
    window.grow(3, {}); // 11 of 10: one more, one left over
    CHECK(window.size() == 11 * mss);
    window.grow(10, {});
    CHECK(window.size() == 12 * mss);
}

TEST_CASE("LinuxReno's slow start ends exactly at the threshold") {
    ns3_window window = window_of(congestion_control::linux_reno);
    window.set(20 * mss);
    window.reduce_threshold(0);
    window.set(9 * mss);
    window.grow(5, {});
    CHECK(window.size() == 10 * mss);
}

TEST_CASE("A reset forgets the threshold") {
    ns3_window window = window_of(congestion_control::new_reno);
    window.reduce_threshold(0);
    window.set(mss);
    window.reset();
    CHECK(window.size() == 14'480);
    CHECK(window.threshold() == 4'294'967'295U);
}

TEST_CASE("Growth without end stops at 1 GiB") {
    ns3_window window = window_of(congestion_control::linux_reno);
    for (int i = 0; i < 10; ++i) window.grow(1'000'000, {});
    CHECK(window.size() == 1U << 30);
}

TEST_CASE("Rate reduction sends in proportion to what was delivered") {
    tcp_rate_reduction reduction(mss);
    reduction.start(20 * mss); // threshold 10 segments: one for every two delivered
    CHECK(reduction.window(mss, 19 * mss, 10 * mss, false) == 20 * mss); // at least one segment at first
    reduction.sent(mss);
    CHECK(reduction.window(mss, 19 * mss, 10 * mss, false) == 19 * mss); // 2 delivered, 1 sent
    CHECK(reduction.window(2 * mss, 17 * mss, 10 * mss, false) == 18 * mss);
}

TEST_CASE("Below the threshold the rate follows what was delivered, and catches up after a repair") {
    tcp_rate_reduction reduction(mss);
    reduction.start(20 * mss);
    reduction.sent(mss);
    CHECK(reduction.window(mss, 8 * mss, 10 * mss, false) == 9 * mss);
    CHECK(reduction.window(mss, 5 * mss, 10 * mss, true) == 7 * mss);      // max(2 - 1, 1) + 1 segments
    CHECK(reduction.window(5 * mss, 8 * mss, 10 * mss, true) == 10 * mss); // never above the threshold
}
