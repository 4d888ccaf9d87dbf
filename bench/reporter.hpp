// SPDX-License-Identifier: MIT
#pragma once
/// What benchmarks print: as Google Benchmark does it, but a share is no rate ("%peak=58.7", not "58.7/s"),
/// and a warning of a DEBUG build says whose build it is.

#include <benchmark/benchmark.h>

#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Whether a counter of this name is a share in percent, whatever it was computed from.
[[nodiscard]] inline bool is_share(const std::string& counter) { return counter.starts_with('%'); }

/// Hands everything on to another reporter, which writes to `output` and `errors`.
class plain_reporter final : public benchmark::BenchmarkReporter {
public:
    plain_reporter(std::unique_ptr<benchmark::BenchmarkReporter> writer, std::ostream& output,
                   std::ostream& errors)
        : writer_(std::move(writer)) {
        SetOutputStream(&output);
        SetErrorStream(&errors);
        writer_->SetOutputStream(&output);
    }

    bool ReportContext(const Context& context) override {
        std::ostringstream told;
        writer_->SetErrorStream(&told);
        const bool goes_on = writer_->ReportContext(context);
        writer_->SetErrorStream(&GetErrorStream());
        GetErrorStream() << told.str();
        if (told.str().find("DEBUG") != std::string::npos)
            GetErrorStream() << "(DEBUG is how the library Google Benchmark was built, as Debian has it: it "
                                "takes the times, and no code of sei is in it.)\n";
#ifndef __OPTIMIZE__
        GetErrorStream() << "***WARNING*** sei was compiled without optimisation; these times say little.\n";
#endif
        return goes_on;
    }

    /// The rates are computed by now; what is left of "per second" is the unit that is printed.
    void ReportRuns(const std::vector<Run>& runs) override {
        std::vector<Run> told = runs;
        for (Run& run : told)
            for (auto& [name, counter] : run.counters)
                if (is_share(name)) counter.flags = benchmark::Counter::kDefaults;
        writer_->ReportRuns(told);
    }

    void Finalize() override { writer_->Finalize(); }

private:
    std::unique_ptr<benchmark::BenchmarkReporter> writer_;
};

} // namespace bench
