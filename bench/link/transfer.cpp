// SPDX-License-Identifier: MIT
/// Time of one simulated transfer of 3.2 MB at 100 Mbit/s and 10 ms (bench/peers/ns3_transfer.cpp has ns-3
/// beside it), of four uploads over one link, and of 100,000 small lossy ones on one or two threads.

#include <sei/link/medium/shared_link.hpp>
#include <sei/link/tcp/connection.hpp>
#include <sei/link/time/world.hpp>
#include <sei/link/transfer.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace {

using namespace sei::link;

void transfer(benchmark::State& state, protocol transport, double loss) {
    const transfer_request request{.transport = transport,
                                   .bytes = 3'211'264,
                                   .link = symmetric_link({.rate_bits_per_second = 100'000'000,
                                                           .delay = std::chrono::milliseconds(10),
                                                           .loss = bernoulli_loss{loss}})};
    double packets = 0;
    for (auto _ : state) {
        const transfer_result result = simulate(request);
        benchmark::DoNotOptimize(result.completion);
        packets += static_cast<double>(result.forward.offered + result.backward.offered);
    }
    state.counters["packets"] = benchmark::Counter(packets, benchmark::Counter::kIsRate);
}

/// Each thread takes the next 64 seeds, so nobody waits for a slow one.
void small_transfers(benchmark::State& state) {
    constexpr std::uint64_t count = 100'000;
    constexpr std::uint64_t share = 64;
    for (auto _ : state) {
        std::atomic<std::uint64_t> next{0};
        const auto work = [&] {
            for (std::uint64_t first = next.fetch_add(share); first < count; first = next.fetch_add(share))
                for (std::uint64_t seed = first; seed < (std::min)(first + share, count); ++seed)
                    benchmark::DoNotOptimize(
                        simulate({.bytes = 4096,
                                  .link = symmetric_link(
                                      {.delay = std::chrono::milliseconds(10), .loss = bernoulli_loss{0.01}},
                                      seed)})
                            .completion);
        };
        std::vector<std::thread> threads;
        for (std::int64_t i = 0; i < state.range(0); ++i) threads.emplace_back(work);
        for (std::thread& each : threads) each.join();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

BENCHMARK(small_transfers)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

/// Four devices upload at once over one link: packets per second of processor time.
void shared(benchmark::State& state, duplex_mode duplex) {
    double packets = 0;
    for (auto _ : state) {
        world simulation;
        link_options options =
            symmetric_link({.rate_bits_per_second = 100'000'000, .delay = std::chrono::milliseconds(10)});
        options.duplex = duplex;
        shared_link link(simulation.get_executor(), options);
        std::vector<std::unique_ptr<tcp_connection>> devices;
        for (int device = 0; device < 4; ++device) {
            devices.push_back(std::make_unique<tcp_connection>(link, tcp_options{}));
            devices.back()->connect();
            devices.back()->send(side::a, 802'816);
        }
        simulation.run();
        packets += static_cast<double>(link.counters(side::a).offered + link.counters(side::b).offered);
    }
    state.counters["packets"] = benchmark::Counter(packets, benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(transfer, tcp, protocol::tcp, 0.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(transfer, tcp_loss_1_percent, protocol::tcp, 0.01)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(transfer, udp, protocol::udp, 0.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(shared, full_duplex, duplex_mode::full)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(shared, half_duplex, duplex_mode::half)->Unit(benchmark::kMillisecond);

} // namespace
