// SPDX-License-Identifier: MIT
#include <sei/link/tcp/linux_kernel/window.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

linux_window reno() {
    return linux_window(
        {.profile = tcp_profiles::linux_kernel, .congestion = congestion_control::linux_reno});
}

/// All of the window is in flight.
void use_fully(linux_window& window) { window.validate_use(window.size(), window.size(), 1, 1000); }

} // namespace

TEST_CASE("Ten segments at first; in slow start each delivered one adds one, if the window was used") {
    linux_window window = reno();
    CHECK(window.size() == 10);
    window.grow(2, 0s);
    CHECK(window.size() == 10);
    use_fully(window);
    window.grow(2, 0s);
    CHECK(window.size() == 12);
}

TEST_CASE("Slow start may double what was outstanding, though the window was not filled") {
    linux_window window = reno();
    window.validate_use(6, 6, 1, 100);
    window.grow(5, 0s);
    CHECK(window.size() == 15); // 10 < 2 * 6
    window.grow(5, 0s);
    CHECK(window.size() == 15);
}

TEST_CASE("A reduction ends at the threshold, in proportion to what arrives") {
    linux_window window = reno();
    use_fully(window);
    window.grow(90, 0s);
    CHECK(window.size() == 100);
    window.start_reduction();
    CHECK(window.threshold() == 50);
    std::uint32_t in_flight = 99;
    std::uint32_t sent = 0;
    for (int arrived = 0; arrived < 98; ++arrived) {
        --in_flight;
        window.reduce(1, in_flight, false);
        while (in_flight < window.size()) {
            window.sent(1);
            ++in_flight;
            ++sent;
        }
    }
    CHECK(sent == doctest::Approx(49).epsilon(0.05)); // one for every two that arrived
    window.end_reduction();
    CHECK(window.size() == 50);
}

TEST_CASE("After it Reno adds a segment a window") {
    linux_window window = reno();
    window.start_reduction();
    window.end_reduction();
    CHECK(window.size() == 5);
    use_fully(window);
    for (int i = 0; i < 5; ++i) window.grow(1, 0s);
    CHECK(window.size() == 6);
}

TEST_CASE("A timeout leaves one segment more than is in flight and halves the threshold once") {
    linux_window window = reno();
    window.time_out(0, true, 1s, 100);
    CHECK(window.size() == 1);
    CHECK(window.threshold() == 5);
    window.time_out(0, false, 2s, 100);
    CHECK(window.threshold() == 5);
}

TEST_CASE("A pause longer than the timeout takes the window back towards ten") {
    linux_window window = reno();
    use_fully(window);
    window.grow(90, 0s);
    linux_window kept = window;
    kept.resume(1s, 220ms, 1s, false);
    CHECK(kept.size() == 100);
    window.resume(500ms, 220ms, 1s, true); // two timeouts
    CHECK(window.size() == 25);
    window.resume(100s, 220ms, 100s, true);
    CHECK(window.size() == 10);
}
