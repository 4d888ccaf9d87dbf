// SPDX-License-Identifier: MIT
// The benchmark program: BENCHMARK_MAIN with the reporter of reporter.hpp.
#include "reporter.hpp"

#include <iostream>

int main(int count, char** values) {
    benchmark::Initialize(&count, values);
    if (benchmark::ReportUnrecognizedArguments(count, values)) return 2;
    bench::plain_reporter reporter(
        std::unique_ptr<benchmark::BenchmarkReporter>(benchmark::CreateDefaultDisplayReporter()), std::cout,
        std::cerr);
    benchmark::RunSpecifiedBenchmarks(&reporter);
    benchmark::Shutdown();
}
