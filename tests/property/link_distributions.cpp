// SPDX-License-Identifier: MIT
/// Under random loss the model's latencies are distributed as ns-3's: TCP fresh and warm, one way and round
/// trip, over the reference's grid of sizes, rates, delays and losses.
///
/// Distributions are bimodal (a lost SYN costs seconds), so probabilities are compared, not quantiles: with P
/// the model's share of runs no slower than ns-3's p50 (or p95), the number of ns-3's runs that are no slower
/// has to lie inside the 99 % interval of a binomial with P. SEI_DISTRIBUTION_RUNS sets the model's runs.

#include "../unit/link/support.hpp"

#include <sei/link/tcp/connection.hpp>
#include <sei/link/time/world.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;
using link_test::row;

namespace {

/// Fresh and its round trip, warm and its round trip, in seconds.
using latencies = std::array<double, 4>;

/// A message to b, 5 ms of work, 4000 bytes back, a second of rest, and the same again.
latencies exchange(const row& golden, std::uint64_t seed) {
    world world;
    const channel_options line{.rate_bits_per_second = golden.integer("rate_bps"),
                               .delay = link_test::seconds(golden["delay_s"]),
                               .loss = bernoulli_loss{golden.number("loss")}};
    tcp_connection connection(world.get_executor(),
                              link_test::reference_tcp(golden["congestion"], golden["profile"]),
                              symmetric_link(line, seed));
    const auto since = [&](virtual_time start) {
        return std::chrono::duration<double>(world.now() - start).count();
    };
    latencies result;
    result.fill(std::numeric_limits<double>::infinity());
    connection.connect();
    for (std::size_t round = 0; round < 2; ++round) {
        const virtual_time start = world.now();
        connection.send(side::a, static_cast<std::uint64_t>(golden.integer("bytes")),
                        [&, round, start](virtual_time) {
                            result[2 * round] = since(start);
                            world.call_after(5ms, [&, round, start] {
                                connection.send(side::b, 4000, [&, round, start](virtual_time) {
                                    result[2 * round + 1] = since(start);
                                    world.call_after(1s, [&] { world.stop(); });
                                });
                            });
                        });
        world.run();
    }
    return result;
}

/// P(X <= successes) for a binomial X.
double binomial_cdf(int successes, int trials, double probability) {
    if (successes < 0) return 0;
    if (successes >= trials || probability <= 0) return 1;
    if (probability >= 1) return 0;
    double sum = 0;
    for (int i = 0; i <= successes; ++i)
        sum += std::exp(std::lgamma(trials + 1) - std::lgamma(i + 1) - std::lgamma(trials - i + 1) +
                        i * std::log(probability) + (trials - i) * std::log1p(-probability));
    return std::min(sum, 1.0);
}

/// Inside the 99 % interval for some P that two standard errors of the model's own runs allow.
bool agrees(int count, int trials, double share, int runs) {
    const double error = 2 * std::sqrt(share * (1 - share) / runs) + 0.5 / runs;
    return binomial_cdf(count, trials, std::max(0.0, share - error)) > 0.005 &&
           binomial_cdf(count - 1, trials, std::min(1.0, share + error)) < 0.995;
}

int runs() {
    const char* const text = std::getenv("SEI_DISTRIBUTION_RUNS");
    return text != nullptr ? std::max(10, std::atoi(text)) : 40;
}

struct tally {
    int comparisons = 0;
    int outside = 0;
};

tally compare(const row& golden, int count) {
    std::vector<latencies> ours;
    for (int seed = 1; seed <= count; ++seed)
        ours.push_back(exchange(golden, static_cast<std::uint64_t>(seed)));
    tally result;
    const std::array<std::string, 4> kinds{"fresh", "fresh_round", "warm", "warm_round"};
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        for (const std::string quantile : {"_p50", "_p95"}) {
            const double threshold = golden.number(kinds[kind] + quantile + "_s");
            const double least = threshold * (1 + 3e-9) + 1e-9; // nine digits were printed
            const auto below = std::count_if(ours.begin(), ours.end(),
                                             [&](const latencies& run) { return run[kind] <= least; });
            ++result.comparisons;
            result.outside +=
                !agrees(static_cast<int>(golden.integer(kinds[kind] + quantile + "_count")),
                        static_cast<int>(golden.integer("runs")), static_cast<double>(below) / count, count);
        }
    return result;
}

} // namespace

TEST_CASE("Probabilities agree with ns-3's in at least 95 % of the grid") {
    const auto table = link_test::read_table("ns3_loss_quantiles.csv");
    REQUIRE(table.size() == 432);
    const int count = runs();
    std::array<tally, 2> halves; // one a thread
    std::array<std::thread, 2> threads;
    for (std::size_t half = 0; half < 2; ++half)
        threads[half] = std::thread([&, half] {
            for (std::size_t i = half; i < table.size(); i += 2) {
                const tally each = compare(table[i], count);
                halves[half].comparisons += each.comparisons;
                halves[half].outside += each.outside;
            }
        });
    for (std::thread& each : threads) each.join();
    const int comparisons = halves[0].comparisons + halves[1].comparisons;
    const int outside = halves[0].outside + halves[1].outside;
    MESSAGE(outside << " of " << comparisons << " outside, " << count << " runs each");
    CHECK(comparisons == 432 * 8);
    CHECK(outside <= comparisons / 20);
}

TEST_CASE("The comparison can tell ns-3's stacks apart") {
    for (const row& golden : link_test::read_table("ns3_loss_quantiles.csv")) {
        if (golden["congestion"] != "NewReno" || golden.integer("bytes") != 3'211'264 ||
            golden.integer("rate_bps") != 10'000'000 || golden.number("loss") != 0.01)
            continue;
        int faster = 0;
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            world world;
            tcp_connection connection(world.get_executor(),
                                      link_test::reference_tcp("LinuxReno", "linuxlike"),
                                      symmetric_link({.rate_bits_per_second = 10'000'000,
                                                      .delay = link_test::seconds(golden["delay_s"]),
                                                      .loss = bernoulli_loss{0.01}},
                                                     seed));
            connection.connect();
            connection.send(side::a, 3'211'264, [&](virtual_time time) {
                faster += std::chrono::duration<double>(time.time_since_epoch()).count() <=
                          golden.number("fresh_p50_s");
            });
            world.run();
        }
        if (golden.number("delay_s") > 0.005)
            CHECK_FALSE(agrees(static_cast<int>(golden.integer("fresh_p50_count")),
                               static_cast<int>(golden.integer("runs")), faster / 40.0, 40));
    }
}
