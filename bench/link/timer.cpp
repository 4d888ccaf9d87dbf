// SPDX-License-Identifier: MIT
/// Timer events per second with a number of pending timers, each armed again with a random delay, and the
/// cost of a world.

#include <sei/link/time/timer.hpp>

#include <sei/link/time/world.hpp>

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <deque>

namespace {

struct restless_timer {
    sei::link::virtual_timer timer;
    std::uint64_t state;
    std::int64_t& left;

    void arm() {
        state = state * 6364136223846793005U + 1442695040888963407U;
        timer.expires_after(std::chrono::nanoseconds(state >> 44));
        timer.async_wait([this](boost::system::error_code error) {
            if (!error && --left > 0) arm();
        });
    }
};

void timer_events(benchmark::State& state) {
    constexpr std::int64_t events = 1'000'000;
    for (auto _ : state) {
        sei::link::world world;
        std::int64_t left = events;
        std::deque<restless_timer> timers;
        for (std::int64_t i = 0; i < state.range(0); ++i) {
            timers.push_back({sei::link::virtual_timer(world), static_cast<std::uint64_t>(i), left});
            timers.back().arm();
        }
        world.run();
    }
    state.SetItemsProcessed(state.iterations() * events);
}

void create_world(benchmark::State& state) {
    for (auto _ : state) {
        sei::link::world world;
        benchmark::DoNotOptimize(world.now());
    }
}

BENCHMARK(timer_events)->Arg(1)->Arg(4)->Arg(64)->Arg(1024)->Unit(benchmark::kMillisecond);
BENCHMARK(create_world);

} // namespace
