// SPDX-License-Identifier: MIT
#include <sei/link/time/detail/alarm.hpp>

#include <sei/link/time/world.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using sei::link::virtual_time;
using sei::link::virtual_timer;
using sei::link::world;
using alarm_clock = sei::link::detail::alarm<virtual_timer>;

TEST_CASE("An alarm goes off at the last deadline it was given") {
    for (const auto& deadlines : {std::vector{5ms, 9ms, 7ms}, std::vector{9ms, 5ms, 7ms}, std::vector{7ms}}) {
        world world;
        std::vector<virtual_time> calls;
        alarm_clock alarm(world.get_executor(), [&] { calls.push_back(world.now()); });
        for (const auto deadline : deadlines) alarm.start_after(deadline);
        CHECK(alarm.running());
        world.run();
        CHECK(calls == std::vector{virtual_time(7ms)});
        CHECK(!alarm.running());
    }
}

TEST_CASE("A restarted alarm takes its place in the order of its new deadline's instant") {
    world world;
    std::string order;
    alarm_clock alarm(world.get_executor(), [&] { order += 'b'; });
    alarm.start_at(virtual_time(3ms));
    world.call_at(virtual_time(3ms), [&] { order += 'a'; });
    alarm.start_at(virtual_time(3ms));
    world.call_at(virtual_time(3ms), [&] { order += 'c'; });
    world.run();
    CHECK(order == "abc");
}

TEST_CASE("A stopped or destroyed alarm is silent, also when it was due at this instant") {
    world world;
    int calls = 0;
    std::optional<alarm_clock> alarm;
    for (const bool destroy : {false, true}) {
        alarm.emplace(world.get_executor(), [&] { ++calls; });
        world.call_after(1ms, [&] { destroy ? alarm.reset() : alarm->stop(); });
        alarm->start_after(1ms);
        world.run();
        CHECK(calls == 0);
    }
}

TEST_CASE("An alarm can be started again by its own action and after a stop") {
    world world;
    int calls = 0;
    std::optional<alarm_clock> alarm;
    alarm.emplace(world.get_executor(), [&] {
        if (++calls < 3) alarm->start_after(1ms);
    });
    alarm->start_after(1ms);
    alarm->stop();
    alarm->start_after(2ms);
    world.run();
    CHECK(calls == 3);
    CHECK(world.now() == virtual_time(4ms));
}
