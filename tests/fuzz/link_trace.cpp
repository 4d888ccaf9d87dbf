// SPDX-License-Identifier: MIT
/// libFuzzer target: the readers of bandwidth and loss traces. What they accept is a trace that a line can
/// use.

#include <sei/link/medium/trace_file.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace sei::link;

namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

/// Packets of growing size leave in order, whatever the trace.
void send_over(const bandwidth_trace& trace) {
    line_process line(trace, 1, std::chrono::nanoseconds(0));
    std::chrono::nanoseconds before{0};
    for (std::uint32_t bytes = 1; bytes < 10'000; bytes *= 3) {
        line.rest_until(before);
        const std::chrono::nanoseconds left = line.occupy(bytes);
        require(left >= before);
        before = left;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        send_over(parse_bandwidth_trace(text));
    } catch (const sei::error& problem) {
        require(std::string_view(problem.what()).starts_with("bandwidth trace"));
    }
    try {
        require(!parse_loss_trace(text).lost.empty());
    } catch (const sei::error& problem) {
        require(std::string_view(problem.what()).starts_with("loss trace"));
    }
    return 0;
}
