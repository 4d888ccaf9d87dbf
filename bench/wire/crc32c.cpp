// SPDX-License-Identifier: MIT
/// Throughput of CRC-32C with the firmware's table (1 slice) and the host's (8 slices), in bytes per second.

#include <sei/wire/crc32c.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <vector>

namespace {

template <std::size_t Slices>
void checksum(benchmark::State& state) {
    const std::vector<std::byte> message(static_cast<std::size_t>(state.range(0)), std::byte{0x5A});
    for (auto _ : state) {
        sei::wire::basic_crc32c<Slices> running;
        running.update(message);
        benchmark::DoNotOptimize(running.value());
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

BENCHMARK_TEMPLATE(checksum, 1)->Arg(1456)->Arg(1 << 20);
BENCHMARK_TEMPLATE(checksum, 8)->Arg(1456)->Arg(1 << 20);

} // namespace

