// SPDX-License-Identifier: MIT
#include <sei/study/station.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace sei::study;
using namespace std::chrono_literals;

namespace {

using times = std::vector<std::chrono::nanoseconds>;
using numbers = std::vector<std::size_t>;

/// What a station did with frames 0, 1, 2, ... that arrived at these times.
struct history {
    times done;
    numbers order;
    numbers dropped;
    std::size_t served = 0;
    std::chrono::nanoseconds busy{0};
};

history work_off(std::chrono::nanoseconds work, const times& arrivals, const queue_rule& rule = {}) {
    sei::link::world world;
    history seen;
    station worker(
        world, work, rule,
        [&](std::size_t frame) {
            seen.done.push_back(world.now().time_since_epoch());
            seen.order.push_back(frame);
        },
        [&](std::size_t frame) { seen.dropped.push_back(frame); });
    for (std::size_t frame = 0; frame < arrivals.size(); ++frame)
        world.call_after(arrivals[frame], [&worker, frame] { worker.serve(frame); });
    world.run();
    seen.served = worker.served();
    seen.busy = worker.busy_time();
    return seen;
}

constexpr queue_rule newest(std::size_t limit) { return {late_policy::drop_newest, limit}; }
constexpr queue_rule oldest(std::size_t limit) { return {late_policy::drop_oldest, limit}; }

} // namespace

TEST_CASE("A station that is free begins at once") {
    CHECK(work_off(10ms, {0ms, 20ms, 35ms}).done == times{10ms, 30ms, 45ms});
}

TEST_CASE("A station that is busy works off frames one after another") {
    // 0 to 10, 10 to 20, 20 to 30 (arrived at 5), idle, 40 to 50
    const history seen = work_off(10ms, {0ms, 0ms, 5ms, 40ms});
    CHECK(seen.done == times{10ms, 20ms, 30ms, 50ms});
    CHECK(seen.dropped.empty());
    CHECK(seen.served == 4);
    CHECK(seen.busy == 40ms);
}

TEST_CASE("A station without work passes frames on in the instant of their arrival, and drops none") {
    CHECK(work_off(0ms, {3ms, 3ms, 4ms}).done == times{3ms, 3ms, 4ms});
    const history strict = work_off(0ms, {3ms, 3ms, 3ms}, newest(0));
    CHECK(strict.done.size() == 3);
    CHECK(strict.busy == 0ms);
}

TEST_CASE("A station serves in the order of arrival, also at the same instant") {
    CHECK(work_off(1ms, {2ms, 2ms, 2ms}).order == numbers{0, 1, 2});
}

TEST_CASE("A full queue drops the newest frame, or the oldest that waits") {
    // One is worked on from 0 to 10; 1 waits; 2 finds the queue full; 3 comes when 1 has begun.
    const times arrivals{0ms, 1ms, 2ms, 12ms};
    const history without_newest = work_off(10ms, arrivals, newest(1));
    CHECK(without_newest.order == numbers{0, 1, 3});
    CHECK(without_newest.dropped == numbers{2});
    CHECK(without_newest.done == times{10ms, 20ms, 30ms});
    const history without_oldest = work_off(10ms, arrivals, oldest(1));
    CHECK(without_oldest.order == numbers{0, 2, 3});
    CHECK(without_oldest.dropped == numbers{1});
    CHECK(without_oldest.busy == 30ms);
}

TEST_CASE("Without a queue a busy station drops what comes, under either policy") {
    for (const queue_rule& rule : {newest(0), oldest(0)}) {
        const history seen = work_off(10ms, {0ms, 5ms, 10ms, 11ms}, rule);
        // The frame that comes in the very instant in which the station is done was scheduled before that.
        CHECK(seen.order == numbers{0, 3});
        CHECK(seen.dropped == numbers{1, 2});
    }
}
