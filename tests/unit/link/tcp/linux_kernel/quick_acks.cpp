// SPDX-License-Identifier: MIT
#include <sei/link/tcp/linux_kernel/quick_acks.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using sei::link::detail::linux_quick_acks;

namespace {

constexpr std::uint64_t mss = 1448;

/// How many of the next segments, one every `gap`, are acknowledged one by one.
struct receiver {
    linux_quick_acks quick{16, mss};
    std::uint64_t total = 0;
    std::chrono::nanoseconds now{0};

    bool next(std::chrono::nanoseconds gap) {
        now += gap;
        total += mss;
        quick.arrived(total, now, 20ms);
        const bool at_once = quick.active();
        if (at_once) quick.acknowledged(false);
        return at_once;
    }
};

} // namespace

TEST_CASE("The first 22 segments are acknowledged one by one: 16, and 6 while the window grows") {
    receiver receiver;
    int single = 0;
    while (receiver.next(100us)) ++single;
    CHECK(single == 22); // as Linux 6.18 does (tests/golden/link.md)
}

TEST_CASE("They come back when more arrives in a round trip than in the one before") {
    receiver receiver;
    while (receiver.next(100us)) {
    }
    CHECK_FALSE(receiver.next(100us));
    receiver.now += 20ms;
    CHECK_FALSE(receiver.next(100us)); // 24 segments in a round trip: the limit of the window rises
    int single = 0;
    for (; receiver.next(100us); ++single) CHECK(single < 1000);
    CHECK(single > 20);
}

TEST_CASE("They end when the receiver sends data itself") {
    receiver receiver;
    CHECK(receiver.next(100us));
    receiver.quick.acknowledged(true);
    CHECK_FALSE(receiver.quick.active());
}
