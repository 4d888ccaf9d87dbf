// SPDX-License-Identifier: MIT
#include "reporter.hpp"
#include "support.hpp"

#include <doctest/doctest.h>

namespace {

/// What a run of this benchmark prints to standard output and to standard error.
std::pair<std::string, std::string> printed_by(std::unique_ptr<benchmark::BenchmarkReporter> writer) {
    std::ostringstream output;
    std::ostringstream errors;
    bench::plain_reporter reporter(std::move(writer), output, errors);
    benchmark::RunSpecifiedBenchmarks(&reporter, "some_layer");
    return {output.str(), errors.str()};
}

void some_layer(benchmark::State& state) {
    for (auto _ : state) {
        float factor = 0.5F;
        benchmark::DoNotOptimize(factor);
    }
    bench::set_counters(state, 16, 64);
}
BENCHMARK(some_layer)->Iterations(1000);

} // namespace

TEST_CASE("a share of the peak is printed as a share, and rates as rates") {
    const std::string printed =
        printed_by(std::make_unique<benchmark::ConsoleReporter>(benchmark::ConsoleReporter::OO_None)).first;
    CAPTURE(printed);
    const std::size_t share = printed.find("%peak=");
    REQUIRE(share != std::string::npos);
    const std::string value = printed.substr(share, printed.find_first_of(" \n", share) - share);
    CHECK(value.find("/s") == std::string::npos);
    CHECK(printed.find("/s", printed.find("MAC/s=") + 6) != std::string::npos);
}

TEST_CASE("the share is that of the rate to the measured peak") {
    const std::string printed = printed_by(std::make_unique<benchmark::JSONReporter>()).first;
    const auto number = [&](const std::string& name) {
        const std::size_t at = printed.find('"' + name + "\":");
        REQUIRE(at != std::string::npos);
        return std::stod(printed.substr(at + name.size() + 3));
    };
    CHECK(number("%peak") == doctest::Approx(100 * number("MAC/s") / bench::measured_peak_macs_per_second()));
}

TEST_CASE("a warning of a DEBUG build is followed by whose build it is") {
    const std::string told =
        printed_by(std::make_unique<benchmark::ConsoleReporter>(benchmark::ConsoleReporter::OO_None)).second;
    CHECK((told.find("DEBUG") == std::string::npos) == (told.find("no code of sei") == std::string::npos));
}
