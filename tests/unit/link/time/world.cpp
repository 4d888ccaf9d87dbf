// SPDX-License-Identifier: MIT
#include <sei/link/time/world.hpp>

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using sei::link::virtual_time;
using sei::link::world;

TEST_CASE("Events happen in order of time, at equal times in the order in which they were planned") {
    world world;
    std::string order;
    world.call_at(virtual_time(2ms), [&] { order += 'c'; });
    world.call_at(virtual_time(1ms), [&] { order += 'a'; });
    world.call_at(virtual_time(2ms), [&] { order += 'd'; });
    world.call_at(virtual_time(1ms), [&] { order += 'b'; });
    CHECK(world.run() == 4);
    CHECK(order == "abcd");
    CHECK(world.now() == virtual_time(2ms));
}

TEST_CASE("What an event posts runs before the next event of the same instant") {
    world world;
    std::string order;
    world.call_at(virtual_time(1ms), [&] {
        order += 'a';
        boost::asio::post(world.get_executor(), [&] {
            order += 'b';
            boost::asio::post(world.get_executor(), [&] { order += 'c'; });
        });
    });
    world.call_at(virtual_time(1ms), [&] { order += 'd'; });
    boost::asio::post(world.get_executor(), [&] { order += '-'; });
    world.run();
    CHECK(order == "-abcd");
}

TEST_CASE("The past means now, after what is already due now") {
    world world;
    std::string order;
    world.call_at(virtual_time(5ms), [&] {
        world.call_at(virtual_time(1ms), [&] {
            order += 'b';
            CHECK(world.now() == virtual_time(5ms));
        });
    });
    world.call_at(virtual_time(5ms), [&] { order += 'a'; });
    world.run();
    CHECK(order == "ab");
}

TEST_CASE("run_until includes its instant and leaves the clock there") {
    world world;
    int events = 0;
    for (int i = 1; i <= 4; ++i) world.call_at(virtual_time(i * 10ms), [&] { ++events; });
    CHECK(world.run_until(virtual_time(20ms)) == 2);
    CHECK(world.run_until(virtual_time(25ms)) == 0);
    CHECK(world.now() == virtual_time(25ms));
    CHECK(world.run_for(5ms) == 1);
    CHECK(world.now() == virtual_time(30ms));
    world.run();
    CHECK(events == 4);
}

TEST_CASE("A stopped run goes on where it was") {
    world world;
    int events = 0;
    for (int i = 0; i < 3; ++i)
        world.call_after(1ms, [&] {
            ++events;
            world.stop();
        });
    for (int expected = 1; expected <= 3; ++expected) {
        CHECK(world.run() == 1);
        CHECK(events == expected);
    }
    CHECK(world.run() == 0);
}

TEST_CASE("An exception leaves the world usable") {
    world world;
    bool later = false;
    world.call_after(1ms, [] { throw std::runtime_error("from a handler"); });
    world.call_after(2ms, [&] { later = true; });
    CHECK_THROWS_WITH(world.run(), "from a handler");
    CHECK(world.now() == virtual_time(1ms));
    world.run();
    CHECK(later);
}

TEST_CASE("A world that is destroyed drops its events and what they own") {
    const auto token = std::make_shared<int>(0);
    {
        world world;
        world.call_after(1s, [token] {});
        boost::asio::post(world.get_executor(), [token] {});
        CHECK(token.use_count() == 3);
    }
    CHECK(token.use_count() == 1);
}

namespace {

/// A chain of events with pseudo-random gaps; the result depends on every single one.
std::uint64_t churn(std::uint64_t seed) {
    world world;
    std::uint64_t state = seed;
    std::uint64_t hash = 0;
    int left = 2000;
    struct chain {
        sei::link::world& world;
        std::uint64_t& state;
        std::uint64_t& hash;
        int& left;
        void operator()() const {
            hash = hash * 31 + static_cast<std::uint64_t>(world.now().time_since_epoch().count());
            state = state * 6364136223846793005U + 1442695040888963407U;
            if (--left > 0) world.call_after(std::chrono::nanoseconds(state >> 40), *this);
        }
    };
    for (int i = 0; i < 16; ++i)
        world.call_after(std::chrono::nanoseconds(i), chain{world, state, hash, left});
    world.run();
    return hash;
}

} // namespace

TEST_CASE("Worlds on many threads do what they do on one") {
    constexpr std::size_t count = 64;
    std::vector<std::uint64_t> serial(count);
    std::vector<std::uint64_t> parallel(count);
    for (std::size_t i = 0; i < count; ++i) serial[i] = churn(i);
    std::vector<std::thread> threads;
    for (std::size_t first = 0; first < 4; ++first)
        threads.emplace_back([&parallel, first] {
            for (std::size_t i = first; i < count; i += 4) parallel[i] = churn(i);
        });
    for (std::thread& each : threads) each.join();
    CHECK(serial == parallel);
    CHECK(serial[0] != serial[1]);
}
