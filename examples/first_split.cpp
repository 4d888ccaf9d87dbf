// SPDX-License-Identifier: MIT
// The example of the README: a network as a type, a cut, and what the cut costs on a link.
// clang-format off
//{
#include <sei/sei.hpp>

#include <cstdio>
#include <exception>

using namespace sei::layers;
using namespace std::chrono_literals;

struct fashion_net final : sei::network<
    input{.channels = 1, .height = 28, .width = 28},
    conv2d{.filters = 16, .kernel = 3, .padding = 1, .name = "conv1"}, relu{},
    conv2d{.filters = 16, .kernel = 3, .padding = 1, .name = "conv2"}, relu{}, max_pool{.name = "pool1"},
    flatten{}, dense{.units = 10, .name = "fc"}> {};

using at_pool1 = sei::split<fashion_net, "pool1">;            // head on the device, tail on the server
static_assert(at_pool1::wire == sei::shape{16, 14, 14});      // shapes, cost and memory are constants:
static_assert(at_pool1::head::arena_bytes <= 128 * 1024);     // does the head fit the device? Ask the compiler

int main() try {
    const auto transfer = sei::link::simulate({.transport = sei::link::protocol::tcp,
                                               .bytes = at_pool1::wire_bytes_float32,
                                               .link = sei::link::symmetric_link({.rate_bits_per_second = 10'000'000,
                                                                                  .delay = 10ms})});
    std::printf("%llu MACs on the device, %zu bytes on the wire, %.1f ms over TCP\n",
                static_cast<unsigned long long>(at_pool1::head::macs), at_pool1::wire_bytes_float32,
                std::chrono::duration<double, std::milli>(*transfer.completion).count());
    if (std::fflush(stdout) != 0) throw sei::error("standard output can't be written");
} catch (const std::exception& problem) {
    std::fprintf(stderr, "first_split: %s\n", problem.what());
    return 2;
}
//}
// clang-format on
