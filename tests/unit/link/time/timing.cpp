// SPDX-License-Identifier: MIT
#include <sei/link/time/timing.hpp>

#include <sei/link/medium/shared_link.hpp>
#include <sei/link/tcp/connection.hpp>
#include <sei/link/time/world.hpp>
#include <sei/link/udp/flow.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/system_timer.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;
using boost::asio::steady_timer;

// The clock's own type of timer, on a real clock: with the executor type that a model is constructed with.
using real_timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                     boost::asio::wait_traits<std::chrono::steady_clock>,
                                                     boost::asio::io_context::executor_type>;

static_assert(waitable_timer<virtual_timer>);
static_assert(waitable_timer<steady_timer>);
static_assert(waitable_timer<real_timer>);
static_assert(!waitable_timer<int>);

TEST_CASE("The present comes from the timer's world, or from the static clock") {
    world world;
    world.run_until(virtual_time(7ms));
    CHECK(now(virtual_timer(world)) == virtual_time(7ms));

    boost::asio::io_context context;
    const auto before = steady_timer::clock_type::now();
    const auto present = now(steady_timer(context));
    CHECK(before <= present);
    CHECK(present <= steady_timer::clock_type::now());
}

namespace {

constexpr channel_options line{.rate_bits_per_second = 10'000'000, .delay = 1ms};

std::chrono::nanoseconds virtual_udp(std::uint64_t bytes) {
    world world;
    std::optional<std::chrono::nanoseconds> taken;
    udp_flow flow(world.get_executor(), {}, line);
    flow.send(bytes, [&](const message_record& record) { taken = record.last_arrival() - record.sent; });
    world.run();
    return taken.value();
}

} // namespace

TEST_CASE("The same UDP model runs in real time, never faster than the simulation says") {
    boost::asio::io_context context;
    basic_udp_flow<steady_timer> flow(context.get_executor(), {}, line);
    std::optional<std::chrono::nanoseconds> taken;
    flow.send(6000, [&](const auto& record) {
        CHECK(record.complete());
        taken = record.last_arrival() - record.sent;
    });
    context.run();
    REQUIRE(taken);
    CHECK(*taken >= virtual_udp(6000));
    CHECK(*taken < 10s); // a machine under load may be late, but it gets there
}

TEST_CASE("The same TCP model runs in real time") {
    boost::asio::io_context context;
    basic_tcp_connection<real_timer> connection(context.get_executor(), {}, symmetric_link(line));
    const auto start = real_timer::clock_type::now();
    std::optional<std::chrono::nanoseconds> taken;
    connection.connect();
    connection.send(side::a, 4096, [&](auto time) {
        taken = time - start;
        context.stop(); // the delayed acknowledgement need not be waited for
    });
    context.run();
    REQUIRE(taken);
    CHECK(*taken >= 3ms); // three times the delay, at least
    CHECK(*taken < 60s);
}

TEST_CASE("Flows of both sides share a half-duplex line in real time, too") {
    boost::asio::io_context context;
    basic_shared_link<steady_timer> link(context.get_executor(), half_duplex_link(line, 100us));
    basic_udp_flow<steady_timer> up(link, {}, side::a);
    basic_udp_flow<steady_timer> down(link, {}, side::b);
    const auto start = steady_timer::clock_type::now();
    std::vector<std::chrono::nanoseconds> taken;
    const auto note = [&](const auto& record) {
        CHECK(record.complete());
        taken.push_back(record.last_arrival() - start);
    };
    up.send(5 * 1472, note);
    down.send(5 * 1472, note);
    context.run();
    REQUIRE(taken.size() == 2);
    CHECK(taken[1] >= 10 * 1502 * 800ns + 9 * 100us + 1ms);
    CHECK(taken[1] < 10s);
}
