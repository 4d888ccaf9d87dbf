// SPDX-License-Identifier: MIT
#include <sei/study/frame_queue.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace sei::study;

namespace {

using numbers = std::vector<std::size_t>;

/// What is dropped when frames 0 to 4 come to a busy station, and what waits then.
struct fate {
    numbers dropped;
    numbers waiting;
};

fate push_five(const queue_rule& rule) {
    frame_queue queue(rule);
    fate result;
    for (std::size_t frame = 0; frame < 5; ++frame)
        if (const auto victim = queue.push(frame)) result.dropped.push_back(*victim);
    while (const auto next = queue.pop()) result.waiting.push_back(*next);
    return result;
}

} // namespace

TEST_CASE("All may wait, whatever the limit says") {
    const fate all = push_five({late_policy::wait, 0});
    CHECK(all.dropped.empty());
    CHECK(all.waiting == numbers{0, 1, 2, 3, 4});
}

TEST_CASE("A full queue turns the newest away, or lets the oldest go") {
    const fate newest = push_five({late_policy::drop_newest, 2});
    CHECK(newest.dropped == numbers{2, 3, 4});
    CHECK(newest.waiting == numbers{0, 1});
    const fate oldest = push_five({late_policy::drop_oldest, 2});
    CHECK(oldest.dropped == numbers{0, 1, 2});
    CHECK(oldest.waiting == numbers{3, 4});
}

TEST_CASE("A queue without places turns all away under either policy") {
    for (const late_policy policy : {late_policy::drop_newest, late_policy::drop_oldest}) {
        const fate none = push_five({policy, 0});
        CHECK(none.dropped == numbers{0, 1, 2, 3, 4});
        CHECK(none.waiting.empty());
    }
}

TEST_CASE("A gate lets one frame through at a time") {
    numbers begun, dropped;
    frame_gate gate(
        {late_policy::drop_newest, 1}, [&](std::size_t frame) { begun.push_back(frame); },
        [&](std::size_t frame) { dropped.push_back(frame); });
    gate.offer(0);
    gate.offer(1);
    gate.offer(2);
    CHECK(begun == numbers{0});
    CHECK(dropped == numbers{2});
    gate.pass();
    CHECK(begun == numbers{0, 1});
    gate.pass();
    gate.offer(3); // nobody waited
    CHECK(begun == numbers{0, 1, 3});
    CHECK(dropped == numbers{2});
}

TEST_CASE("Policies have names") {
    CHECK(name_of(late_policy::wait) == "wait");
    CHECK(name_of(late_policy::drop_newest) == "drop-newest");
    CHECK(name_of(late_policy::drop_oldest) == "drop-oldest");
}
