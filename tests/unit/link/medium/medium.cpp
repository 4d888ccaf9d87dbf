// SPDX-License-Identifier: MIT
#include <sei/link/medium/medium.hpp>

#include <sei/link/time/world.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

using grants = std::vector<std::pair<char, virtual_time>>;

struct observed_medium {
    explicit observed_medium(std::chrono::nanoseconds turnaround) : medium(world.get_executor(), turnaround) {
        medium.on_grant(side::a, [this](virtual_time start) { log.emplace_back('a', start); });
        medium.on_grant(side::b, [this](virtual_time start) { log.emplace_back('b', start); });
    }
    void go_to(std::chrono::nanoseconds time) { world.run_until(virtual_time(time)); }

    sei::link::world world;
    basic_medium<virtual_timer> medium;
    grants log;
};

} // namespace

TEST_CASE("A free medium is taken at once, and the other side waits until it is released") {
    observed_medium line(0ns);
    CHECK(line.medium.take(side::b));
    CHECK(!line.medium.take(side::a));
    line.go_to(5us);
    CHECK(line.log.empty());
    line.medium.release(virtual_time(5us));
    CHECK(line.log == grants{{'a', virtual_time(5us)}});
}

TEST_CASE("The side that did not send last goes first, else the one that waits") {
    observed_medium line(0ns);
    CHECK(line.medium.take(side::a));
    CHECK(!line.medium.take(side::b));
    line.medium.release(line.world.now()); // to b
    CHECK(!line.medium.take(side::a));
    line.medium.release(line.world.now()); // to a
    line.medium.release(line.world.now()); // free
    CHECK(line.medium.take(side::a));
    CHECK(line.log.size() == 2);
}

TEST_CASE("The turnaround lies between packets of different sides only") {
    observed_medium line(10us);
    CHECK(line.medium.take(side::a));
    line.go_to(3us);
    line.medium.release(virtual_time(3us));
    CHECK(line.medium.take(side::a));
    line.go_to(5us);
    line.medium.release(virtual_time(5us));
    CHECK(!line.medium.take(side::b)); // promised for 15 us
    CHECK(!line.medium.take(side::a)); // came later
    line.go_to(14us);
    CHECK(line.log.empty());
    line.go_to(20us);
    CHECK(line.log == grants{{'b', virtual_time(15us)}});
    line.medium.release(virtual_time(20us));
    line.go_to(40us);
    CHECK(line.log == grants{{'b', virtual_time(15us)}, {'a', virtual_time(30us)}});
}

TEST_CASE("A medium that has rested for the turnaround is free for both") {
    observed_medium line(10us);
    CHECK(line.medium.take(side::a));
    line.medium.release(virtual_time(0us));
    line.go_to(10us);
    CHECK(line.medium.take(side::b));
    CHECK(line.log.empty());
}
