// SPDX-License-Identifier: MIT
// sei-link: how long one transfer takes over a link, by simulation: TCP as ns-3 or Linux has it, or UDP, with
// losses, jitter and queues. One run, or many with different losses.

#include "support/link_options.hpp"
#include "support/parse.hpp"
#include "support/program.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <limits>

namespace {

using namespace sei::link;

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max(); // nothing arrived, or TCP gave up

/// What all runs together show. Latencies ascending, in nanoseconds.
struct summary {
    std::vector<std::int64_t> latencies;
    std::uint64_t packets = 0;
    std::uint64_t retransmissions = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t queue_drops = 0;
    std::uint64_t bytes_lost = 0;
    std::uint64_t incomplete = 0; // runs that did not deliver every byte

    void add(const transfer_result& result) {
        latencies.push_back(result.completion ? result.completion->count() : never);
        packets += result.forward.offered + result.backward.offered;
        retransmissions += result.sender.retransmissions;
        timeouts += result.sender.timeouts;
        queue_drops += result.forward.queue_drops + result.backward.queue_drops;
        bytes_lost += result.bytes_lost;
        incomplete += result.bytes_lost > 0;
    }

    /// The smallest latency that this percentage of the runs does not exceed.
    [[nodiscard]] std::int64_t percentile(std::size_t percent) const {
        const std::size_t rank = (latencies.size() * percent + 99) / 100;
        return latencies[std::max<std::size_t>(rank, 1) - 1];
    }
};

summary simulate_all(transfer_request request, std::uint64_t first_seed, std::uint64_t count) {
    summary result;
    for (std::uint64_t run = 0; run < count; ++run) {
        request.link.seed = first_seed + run;
        result.add(simulate(request));
    }
    std::sort(result.latencies.begin(), result.latencies.end());
    return result;
}

/// Seconds with all nanoseconds.
std::string seconds(std::int64_t nanoseconds) {
    if (nanoseconds == never) return "never";
    return fmt::format("{}.{:09} s", nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000);
}

void print_text(const summary& result) {
    const std::size_t runs = result.latencies.size();
    if (runs == 1) {
        std::cout << fmt::format("latency          {}\n", seconds(result.latencies.front()));
    } else {
        std::cout << fmt::format(
            "latency of {} runs\n  p50            {}\n  p95            {}\n  min            {}\n"
            "  max            {}\n",
            runs, seconds(result.percentile(50)), seconds(result.percentile(95)),
            seconds(result.latencies.front()), seconds(result.latencies.back()));
    }
    const auto line = [&](const char* name, std::uint64_t total) {
        if (runs == 1)
            std::cout << fmt::format("{:<16} {}\n", name, total);
        else
            std::cout << fmt::format("{:<16} {:.2f} a run\n", name,
                                     static_cast<double>(total) / static_cast<double>(runs));
    };
    line("packets", result.packets);
    line("retransmissions", result.retransmissions);
    line("timeouts", result.timeouts);
    line("queue drops", result.queue_drops);
    line("bytes lost", result.bytes_lost);
    if (runs > 1) std::cout << fmt::format("incomplete runs  {}\n", result.incomplete);
}

void print_json(const summary& result) {
    const auto time = [](std::int64_t nanoseconds) {
        return nanoseconds == never ? nlohmann::json(nullptr) : nlohmann::json(nanoseconds);
    };
    const std::size_t runs = result.latencies.size();
    nlohmann::json report{{"runs", runs},
                          {"latency_ns",
                           {{"p50", time(result.percentile(50))},
                            {"p95", time(result.percentile(95))},
                            {"min", time(result.latencies.front())},
                            {"max", time(result.latencies.back())}}},
                          {"packets", result.packets},
                          {"retransmissions", result.retransmissions},
                          {"timeouts", result.timeouts},
                          {"queue_drops", result.queue_drops},
                          {"bytes_lost", result.bytes_lost},
                          {"incomplete_runs", result.incomplete}};
    if (runs == 1) report["completion_ns"] = time(result.latencies.front());
    std::cout << report.dump(2) << '\n';
}

} // namespace

int main(int count, char** values) {
    return examples::run_program("sei-link", [&] {
        CLI::App app("How long one transfer takes over a link, by simulation.", "sei-link");
        examples::transfer_arguments arguments;
        examples::describe_transfer_options(app, arguments);
        if (!examples::parse(app, count, values)) return 0;
        const transfer_request request = examples::request_of(arguments);
        if (const std::string note = examples::note_on(request); !note.empty())
            std::cerr << "sei-link: " << note << '\n';
        const summary result = simulate_all(request, arguments.seed, arguments.seeds);
        if (arguments.json)
            print_json(result);
        else
            print_text(result);
        return 0;
    });
}
