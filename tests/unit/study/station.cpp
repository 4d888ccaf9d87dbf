// SPDX-License-Identifier: MIT
#include <sei/study/station.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sei::study;
using namespace std::chrono_literals;

namespace {

/// When a station with this much work per frame is done with frames that arrive at these times.
std::vector<std::chrono::nanoseconds> done_times(std::chrono::nanoseconds work,
                                                 const std::vector<std::chrono::nanoseconds>& arrivals) {
    sei::link::world world;
    station worker(world, work);
    std::vector<std::chrono::nanoseconds> done;
    for (const auto arrival : arrivals)
        world.call_after(arrival,
                         [&] { worker.serve([&] { done.push_back(world.now().time_since_epoch()); }); });
    world.run();
    return done;
}

} // namespace

TEST_CASE("A station that is free begins at once") {
    CHECK(done_times(10ms, {0ms, 20ms, 35ms}) == std::vector<std::chrono::nanoseconds>{10ms, 30ms, 45ms});
}

TEST_CASE("A station that is busy works off frames one after another") {
    // 0 to 10, 10 to 20, 20 to 30 (arrived at 5), idle, 40 to 50
    CHECK(done_times(10ms, {0ms, 0ms, 5ms, 40ms}) ==
          std::vector<std::chrono::nanoseconds>{10ms, 20ms, 30ms, 50ms});
}

TEST_CASE("A station without work passes frames on in the instant of their arrival") {
    CHECK(done_times(0ms, {3ms, 3ms, 4ms}) == std::vector<std::chrono::nanoseconds>{3ms, 3ms, 4ms});
}

TEST_CASE("A station serves in the order of arrival, also at the same instant") {
    sei::link::world world;
    station worker(world, 1ms);
    std::string order;
    for (const char name : {'a', 'b', 'c'})
        world.call_after(2ms, [&, name] { worker.serve([&, name] { order += name; }); });
    world.run();
    CHECK(order == "abc");
}
