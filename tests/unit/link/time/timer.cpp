// SPDX-License-Identifier: MIT
#include <sei/link/time/timer.hpp>

#include <sei/link/time/world.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using boost::asio::error::operation_aborted;
using boost::system::error_code;
using sei::link::virtual_time;
using sei::link::virtual_timer;
using sei::link::world;

static_assert(std::is_nothrow_move_constructible_v<virtual_timer>);
static_assert(!std::is_copy_constructible_v<virtual_timer>);

TEST_CASE("A timer completes at its expiry") {
    world world;
    virtual_timer timer(world);
    timer.expires_after(3ms);
    CHECK(timer.expiry() == virtual_time(3ms));
    std::optional<virtual_time> done;
    timer.async_wait([&](error_code error) {
        CHECK(!error);
        done = timer.now();
    });
    CHECK(!done);
    world.run();
    CHECK(done == virtual_time(3ms));
}

TEST_CASE("A thousand timers of one instant complete first in, first out") {
    world world;
    std::vector<virtual_timer> timers;
    std::vector<int> order;
    timers.reserve(1000);
    for (int i = 0; i < 1000; ++i) {
        timers.emplace_back(world).expires_at(virtual_time(1ms));
        timers.back().async_wait([&order, i](error_code) { order.push_back(i); });
    }
    world.run();
    REQUIRE(order.size() == 1000);
    for (int i = 0; i < 1000; ++i) CHECK(order[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("Waits on several timers keep the order in which they were started, not that of their timers") {
    world world;
    virtual_timer first(world);
    virtual_timer second(world);
    std::string order;
    first.expires_at(virtual_time(1ms));
    second.expires_at(virtual_time(1ms));
    first.async_wait([&](error_code) { order += 'a'; });
    second.async_wait([&](error_code) { order += 'b'; });
    first.async_wait([&](error_code) { order += 'c'; });
    world.run();
    CHECK(order == "abc");
}

TEST_CASE("A timer that is due at this very instant can still be cancelled") {
    world world;
    virtual_timer killer(world);
    virtual_timer victim(world);
    killer.expires_at(virtual_time(1ms));
    victim.expires_at(virtual_time(1ms));
    error_code seen;
    bool inside_cancel = true;
    killer.async_wait([&](error_code) {
        CHECK(victim.cancel() == 1);
        inside_cancel = false;
    });
    victim.async_wait([&](error_code error) {
        CHECK(!inside_cancel);
        seen = error;
    });
    world.run();
    CHECK(seen == operation_aborted);
}

TEST_CASE("Setting the expiry anew cancels every pending wait and says how many") {
    world world;
    virtual_timer timer(world);
    std::vector<error_code> seen;
    timer.expires_after(1ms);
    for (int i = 0; i < 3; ++i) timer.async_wait([&](error_code error) { seen.push_back(error); });
    CHECK(timer.expires_after(2ms) == 3);
    timer.async_wait([&](error_code error) { seen.push_back(error); });
    world.run();
    REQUIRE(seen.size() == 4);
    for (std::size_t i = 0; i < 3; ++i) CHECK(seen[i] == operation_aborted);
    CHECK(!seen[3]);
    CHECK(timer.cancel() == 0);
}

TEST_CASE("A timer can be armed again from its own handler") {
    world world;
    virtual_timer timer(world);
    int ticks = 0;
    struct tick {
        virtual_timer& timer;
        int& ticks;
        void operator()(error_code) const {
            if (++ticks == 100) return;
            timer.expires_at(timer.expiry() + 1ms);
            timer.async_wait(*this);
        }
    };
    timer.expires_after(1ms);
    timer.async_wait(tick{timer, ticks});
    CHECK(world.run() == 100);
    CHECK(world.now() == virtual_time(100ms));
}

TEST_CASE("A reserved place in the order of an instant holds whenever the wait starts") {
    world world;
    virtual_timer early(world);
    virtual_timer late(world);
    std::string order;
    const auto reserved = late.reserve_order();
    early.expires_at(virtual_time(1ms));
    early.async_wait([&](error_code) { order += 'b'; });
    late.expires_at(virtual_time(1ms), reserved);
    late.async_wait([&](error_code) { order += 'a'; });
    world.run();
    CHECK(order == "ab");
}

TEST_CASE("A moved timer takes its waits with it") {
    world world;
    virtual_timer timer(world);
    timer.expires_after(1ms);
    std::vector<error_code> seen;
    timer.async_wait([&](error_code error) { seen.push_back(error); });
    timer.async_wait([&](error_code error) { seen.push_back(error); });
    {
        virtual_timer moved(std::move(timer));
        moved.async_wait([&](error_code error) { seen.push_back(error); });
        world.run();
        CHECK(seen == std::vector<error_code>(3));
        moved.expires_after(1ms);
        moved.async_wait([&](error_code error) { seen.push_back(error); });
    }
    world.run();
    REQUIRE(seen.size() == 4);
    CHECK(seen.back() == operation_aborted);
}

TEST_CASE("Handlers that are pending when the world ends are destroyed with the timers they own") {
    const auto token = std::make_shared<int>(0);
    {
        world world;
        for (int i = 0; i < 10; ++i) {
            auto timer = std::make_shared<virtual_timer>(world);
            timer->expires_after(1s);
            timer->async_wait([timer, token](error_code) { FAIL("must not be called"); });
            timer->async_wait([timer, token](error_code) { FAIL("must not be called"); });
        }
        auto cancelled = std::make_shared<virtual_timer>(world);
        cancelled->expires_after(1s);
        cancelled->async_wait([cancelled, token](error_code) { FAIL("must not be called"); });
        cancelled->cancel();
        CHECK(token.use_count() == 22);
    }
    CHECK(token.use_count() == 1);
}

#ifdef BOOST_ASIO_HAS_CO_AWAIT // not with clang 14

namespace {

boost::asio::awaitable<void> walk(world& world, std::vector<virtual_time>& stops) {
    virtual_timer timer(world);
    for (int i = 1; i <= 3; ++i) {
        timer.expires_after(i * 1ms);
        co_await timer.async_wait(boost::asio::use_awaitable);
        stops.push_back(world.now());
    }
}

} // namespace

TEST_CASE("A coroutine waits on a timer") {
    world world;
    std::vector<virtual_time> stops;
    boost::asio::co_spawn(world.get_executor(), walk(world, stops), boost::asio::detached);
    world.run();
    CHECK(stops == std::vector{virtual_time(1ms), virtual_time(3ms), virtual_time(6ms)});
}

TEST_CASE("A coroutine that waits when the world ends is destroyed") {
    std::vector<virtual_time> stops;
    {
        world world;
        boost::asio::co_spawn(world.get_executor(), walk(world, stops), boost::asio::detached);
        world.run_until(virtual_time(2ms));
    }
    CHECK(stops.size() == 1);
}

#endif

TEST_CASE("A handler runs on the executor that is bound to it") {
    world world;
    const auto strand = boost::asio::make_strand(world.get_executor());
    virtual_timer timer(world);
    timer.expires_after(1ms);
    bool on_strand = false;
    timer.async_wait(
        boost::asio::bind_executor(strand, [&](error_code) { on_strand = strand.running_in_this_thread(); }));
    world.run();
    CHECK(on_strand);
}

TEST_CASE("A handler runs inside its world's context") {
    world world;
    virtual_timer timer(world);
    timer.expires_after(1ms);
    bool inside = false;
    timer.async_wait([&](error_code) { inside = world.get_executor().running_in_this_thread(); });
    world.run();
    CHECK(inside);
}
