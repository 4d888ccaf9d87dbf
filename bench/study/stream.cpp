// SPDX-License-Identifier: MIT
/// Simulated streams: frames per second, each of nine datagrams or nine TCP segments and an answer.

#include <sei/study/stream.hpp>

#include <benchmark/benchmark.h>

namespace {

constexpr std::size_t frames = 2000;

const sei::study::stream_load tensor{.device_time = std::chrono::milliseconds(5),
                                     .server_time = std::chrono::milliseconds(1),
                                     .datagram_bytes = {1472, 1472, 1472, 1472, 1472, 1472, 1472, 1472, 912},
                                     .stream_bytes = 12'580,
                                     .answer_datagram_bytes = {56},
                                     .answer_stream_bytes = 76};

sei::study::stream_options link_with_loss(double probability) {
    sei::study::stream_options options;
    options.frames = frames;
    options.link = sei::link::symmetric_link({.delay = std::chrono::milliseconds(10)});
    options.link.forward.loss = options.link.backward.loss = sei::link::bernoulli_loss{probability};
    options.tcp.profile = sei::link::tcp_profiles::linuxlike;
    return options;
}

using simulation = sei::study::stream_outcome (*)(const sei::study::stream_load&,
                                                  const sei::study::stream_options&);

void stream(benchmark::State& state, simulation simulate) {
    const auto options = link_with_loss(static_cast<double>(state.range(0)) / 100);
    for (auto _ : state) benchmark::DoNotOptimize(simulate(tensor, options).frames.data());
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(frames));
}

// percent of packets lost
BENCHMARK_CAPTURE(stream, udp, &sei::study::simulate_udp)->Arg(0)->Arg(1)->Arg(10);
BENCHMARK_CAPTURE(stream, tcp, &sei::study::simulate_tcp)->Arg(0)->Arg(1)->Arg(10);

} // namespace
