// SPDX-License-Identifier: MIT
#include <sei/link/medium/loss.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace sei::link;

namespace {

std::vector<bool> fates(const loss_model& model, std::uint64_t seed, std::uint32_t stream, int count) {
    loss_process process(model, seed, stream);
    std::vector<bool> lost;
    for (int i = 0; i < count; ++i) lost.push_back(process.next());
    CHECK(process.index() == static_cast<std::uint64_t>(count));
    return lost;
}

double frequency(const std::vector<bool>& lost) {
    double sum = 0;
    for (const bool each : lost) sum += each ? 1 : 0;
    return sum / static_cast<double>(lost.size());
}

} // namespace

TEST_CASE("No loss loses nothing, a list exactly its indices, in any order") {
    CHECK(frequency(fates(no_loss{}, 1, 0, 1000)) == 0);
    const auto lost = fates(listed_loss{{7, 0, 3, 7}}, 1, 0, 10);
    CHECK(lost == std::vector<bool>{true, false, false, true, false, false, false, true, false, false});
}

TEST_CASE("Bernoulli losses repeat for a seed and differ between seeds and directions") {
    const auto reference = fates(bernoulli_loss{0.1}, 5, 0, 1000);
    CHECK(fates(bernoulli_loss{0.1}, 5, 0, 1000) == reference);
    CHECK(fates(bernoulli_loss{0.1}, 6, 0, 1000) != reference);
    CHECK(fates(bernoulli_loss{0.1}, 5, 1, 1000) != reference);
}

TEST_CASE("Bernoulli losses come as often as they should") {
    constexpr int count = 100'000;
    for (const double p : {0.001, 0.01, 0.05, 0.5}) {
        const double bound = 5 * std::sqrt(p * (1 - p) / count); // five standard deviations of the binomial
        CHECK(std::abs(frequency(fates(bernoulli_loss{p}, 11, 0, count)) - p) < bound);
    }
    CHECK(frequency(fates(bernoulli_loss{0}, 1, 0, 1000)) == 0);
    CHECK(frequency(fates(bernoulli_loss{1}, 1, 0, 1000)) == 1);
}

TEST_CASE("A higher loss loses what a lower one loses, and more") {
    const auto low = fates(bernoulli_loss{0.01}, 3, 0, 10'000);
    const auto high = fates(bernoulli_loss{0.05}, 3, 0, 10'000);
    for (std::size_t i = 0; i < low.size(); ++i) CHECK((!low[i] || high[i]));
    CHECK(low != high);
}

TEST_CASE("Gilbert-Elliott losses come in bursts of the expected rate and length") {
    const gilbert_elliott_loss model{.good_to_bad = 0.02, .bad_to_good = 0.25};
    constexpr int count = 400'000;
    const auto lost = fates(model, 2, 0, count);
    double bursts = 0;
    for (std::size_t i = 1; i < lost.size(); ++i) bursts += lost[i] && !lost[i - 1] ? 1 : 0;
    const double rate = frequency(lost);
    // Two-state chain: rate = 0.02 / 0.27; bursts last 4 on average; 5 standard errors for some 7,400 bursts
    // of a standard deviation near their mean are 6 %.
    CHECK(rate == doctest::Approx(0.02 / 0.27).epsilon(0.06));
    CHECK(rate * count / bursts == doctest::Approx(4.0).epsilon(0.06));
    CHECK(fates(model, 2, 0, count) == lost);
    CHECK(fates(model, 3, 0, count) != lost);
}

TEST_CASE("What is no probability is refused") {
    CHECK_THROWS_WITH_AS(loss_process(bernoulli_loss{1.5}, 1, 0),
                         "loss is 1.5, expected a probability between 0 and 1", sei::error);
    CHECK_THROWS_AS(loss_process(bernoulli_loss{-0.1}, 1, 0), sei::error);
    CHECK_THROWS_AS(loss_process(bernoulli_loss{std::numeric_limits<double>::quiet_NaN()}, 1, 0), sei::error);
    CHECK_THROWS_AS(loss_process(gilbert_elliott_loss{.good_to_bad = 2}, 1, 0), sei::error);
    CHECK_THROWS_AS(loss_process(gilbert_elliott_loss{.loss_in_bad = -1}, 1, 0), sei::error);
}

TEST_CASE("A trace is replayed, and starts anew after its end") {
    const auto lost = fates(trace_loss{{true, false, false}}, 1, 0, 7);
    CHECK(lost == std::vector<bool>{true, false, false, true, false, false, true});
    CHECK_THROWS_WITH_AS(require_usable(loss_model(trace_loss{})),
                         "a loss trace has no packets, expected at least one", sei::error);
}
