// SPDX-License-Identifier: MIT
#include <sei/link/tcp/profile.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace sei::link;

// The reference's set-up (ns-3.37, MTU 1500).
static_assert(tcp_options{}.mss() == 1448);
static_assert(tcp_options{.timestamps = false}.mss() == 1460);
static_assert(tcp_profiles::ns3.minimum_rto == 1s && tcp_profiles::ns3.syn_timeout == 3s &&
              tcp_profiles::ns3.delayed_ack == 200ms);
static_assert(tcp_profiles::linuxlike.minimum_rto == 200ms && tcp_profiles::linuxlike.syn_timeout == 1s &&
              tcp_profiles::linuxlike.delayed_ack == 40ms);

TEST_CASE("Options that no connection can work with are refused") {
    CHECK_NOTHROW(require_usable(tcp_options{}));
    CHECK_NOTHROW(require_usable(tcp_options{.mtu = 128}));
    CHECK_THROWS_WITH_AS(require_usable(tcp_options{.mtu = 52}),
                         "mtu is 52 bytes, expected 128 to 65535 for TCP", sei::error);
    tcp_options options;
    options.profile.syn_attempts = 21;
    CHECK_THROWS_WITH_AS(require_usable(options), "syn_attempts is 21, expected 1 to 20", sei::error);
    options = {};
    options.profile.delayed_ack = 0ns;
    CHECK_THROWS_WITH_AS(require_usable(options), "delayed_ack is 0 ns, expected between 1 ns and one hour",
                         sei::error);
    options = {};
    options.profile.minimum_rto = 2h;
    CHECK_THROWS_AS(require_usable(options), sei::error);
    options = {};
    options.profile.initial_window_segments = 0;
    CHECK_THROWS_AS(require_usable(options), sei::error);
}

TEST_CASE("The smallest retransmission time-out is at most the largest") {
    tcp_options options;
    options.profile.minimum_rto = options.profile.maximum_rto = 5s;
    CHECK_NOTHROW(require_usable(options));
    options.profile.minimum_rto += 1ns;
    CHECK_THROWS_WITH_AS(require_usable(options),
                         "minimum_rto is 5000000001 ns, expected at most maximum_rto, which is 5000000000 ns",
                         sei::error);
}
