// SPDX-License-Identifier: MIT
/// sei_link_validation: transfers through this machine's own TCP and UDP over sei's link model in real time,
/// beside what sei predicts for them. Without options it measures twelve cases; with --rate, --bytes and so
/// on a grid of its user's. Exit code 77 where the rights for network namespaces are missing.

#include "../../examples/support/option_values.hpp"
#include "packet_log.hpp"
#include "prediction.hpp"

#include "../../examples/support/command_line.hpp"
#include "../../examples/support/parse.hpp"
#include "../../examples/support/program.hpp"

#include <sei/output_file.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <sys/utsname.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <limits>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace link_validation;
namespace link = sei::link;

struct settings {
    std::vector<std::string> senders{"cubic"}; // a congestion control of TCP, or "udp"
    std::vector<std::uint64_t> bytes{602'112};
    std::vector<std::int64_t> rates{10'000'000};
    std::vector<std::int64_t> delays_ns{10'000'000};
    std::vector<double> losses{0};
    std::vector<std::uint64_t> drop_forward;
    std::vector<std::uint64_t> drop_backward;
    std::size_t queue_packets = 100;
    std::uint64_t first_seed = 1;
    unsigned repetitions = 9;
    unsigned lossless_repetitions = 3;
    unsigned predictions = 200;
    unsigned parallel = 1;
    double tolerance = std::numeric_limits<double>::infinity();
    bool slow_start_after_idle = false;
    std::string csv;
    std::string packets;
};

struct test_case {
    exchange_request request;
    double loss = 0;
    unsigned repetitions = 1;
    std::vector<double> fresh{}; // measured
    std::vector<double> warm{};
    std::vector<std::uint64_t> bytes_delivered{};
    std::size_t retransmissions = 0;
};

[[nodiscard]] std::string name_of(const exchange_request& request) {
    return request.transport == link::protocol::udp ? "udp" : request.congestion_control;
}

[[nodiscard]] test_case make_case(const settings& chosen, const std::string& sender, std::uint64_t bytes,
                                  std::int64_t rate, std::int64_t delay_ns, double loss) {
    link::channel_options line{.rate_bits_per_second = rate,
                               .delay = std::chrono::nanoseconds(delay_ns),
                               .queue_packets = chosen.queue_packets};
    if (loss > 0) line.loss = link::bernoulli_loss{loss};
    test_case result{.request = {.transport = sender == "udp" ? link::protocol::udp : link::protocol::tcp,
                                 .congestion_control = sender,
                                 .bytes = bytes,
                                 .link = link::symmetric_link(line, chosen.first_seed),
                                 .slow_start_after_idle = chosen.slow_start_after_idle},
                     .loss = loss,
                     .repetitions = loss > 0 ? chosen.repetitions : chosen.lossless_repetitions};
    if (!chosen.drop_forward.empty())
        result.request.link.forward.loss = link::listed_loss{chosen.drop_forward};
    if (!chosen.drop_backward.empty())
        result.request.link.backward.loss = link::listed_loss{chosen.drop_backward};
    return result;
}

/// Twelve cases around the sizes of tensors on links of some 10 Mbit/s.
[[nodiscard]] std::vector<test_case> usual_cases(const settings& chosen) {
    constexpr std::int64_t ms = 1'000'000;
    constexpr std::int64_t mbit = 1'000'000;
    std::vector<test_case> cases;
    for (const double loss : {0.0, 0.01})
        for (const std::uint64_t bytes : {65'536U, 602'112U, 3'211'264U})
            cases.push_back(make_case(chosen, "cubic", bytes, 10 * mbit, 10 * ms, loss));
    cases.push_back(make_case(chosen, "reno", 602'112, 10 * mbit, 10 * ms, 0));
    cases.push_back(make_case(chosen, "reno", 3'211'264, 10 * mbit, 10 * ms, 0.01));
    cases.push_back(make_case(chosen, "cubic", 602'112, 100 * mbit, 2 * ms, 0.01));
    cases.push_back(make_case(chosen, "cubic", 65'536, 2 * mbit, 50 * ms, 0.01));
    cases.push_back(make_case(chosen, "udp", 602'112, 10 * mbit, 10 * ms, 0.01));
    cases.push_back(make_case(chosen, "udp", 3'211'264, 100 * mbit, 2 * ms, 0));
    return cases;
}

[[nodiscard]] std::vector<test_case> own_cases(const settings& chosen) {
    std::vector<test_case> cases;
    for (const double loss : chosen.losses)
        for (const std::int64_t delay : chosen.delays_ns)
            for (const std::int64_t rate : chosen.rates)
                for (const std::uint64_t bytes : chosen.bytes)
                    for (const std::string& sender : chosen.senders)
                        cases.push_back(make_case(chosen, sender, bytes, rate, delay, loss));
    return cases;
}

[[nodiscard]] double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

[[nodiscard]] std::string kernel_release() {
    utsname names{};
    ::uname(&names);
    return names.release;
}

/// Takes the results of all repetitions, from any thread.
class recorder {
public:
    explicit recorder(const settings& chosen) : settings_(chosen), kernel_(kernel_release()) {
        // Whether anything can be written is known before the work begins.
        if (!chosen.packets.empty()) sei::output_file(chosen.packets + ".csv");
        if (chosen.csv.empty()) return;
        csv_.open(chosen.csv, std::ios::app);
        if (!csv_) throw sei::error(chosen.csv + ": can't be written");
        if (csv_.tellp() <= 0) // nothing in it, or a pipe, which has no place
            csv_
                << "sender,rate_bits_per_second,delay_ns,loss,queue_packets,slow_start_after_idle,bytes,seed,"
                   "fresh_s,warm_s,fresh_answer_s,warm_answer_s,bytes_delivered,fresh_retransmissions,"
                   "all_retransmissions,fresh_cwnd,fresh_ssthresh,fresh_rtt_us,fresh_rto_us,warm_cwnd,"
                   "warm_ssthresh,warm_rtt_us,warm_rto_us,queue_drops_ab,lost_ab,lost_ba,worst_lateness_us,"
                   "kernel\n"
                << std::flush;
        require_written(csv_, chosen.csv);
    }

    void take(test_case& which, std::uint64_t seed, const exchange_result& result) {
        const std::lock_guard lock(mutex_);
        which.fresh.push_back(result.fresh_seconds);
        which.warm.push_back(result.warm_seconds);
        which.bytes_delivered.push_back(result.bytes_delivered);
        which.retransmissions += result.warm.retransmissions;
        worst_lateness_ = (std::max)(worst_lateness_, result.lateness());
        for (const packet_record& each : result.packets) {
            packets_ += each.fate == packet_fate::delivered;
            late_ +=
                each.fate == packet_fate::delivered && each.settled - each.due > std::chrono::milliseconds(1);
        }
        if (csv_.is_open()) write_row(which, seed, result);
        if (!settings_.packets.empty()) {
            const auto& request = which.request;
            const std::string name =
                fmt::format("{}{}_{}bytes_{}bit_{}ns_{}loss_seed{}.csv", settings_.packets, name_of(request),
                            request.bytes, request.link.forward.rate_bits_per_second,
                            request.link.forward.delay.count(), which.loss, seed);
            std::ostringstream log;
            write_packets(log, result);
            sei::output_file file(name);
            file.write(log.str());
            file.publish();
        }
    }

    [[nodiscard]] std::string lateness() const {
        return fmt::format("The relay delivered {} of {} packets more than 1 ms late, at worst {} us.", late_,
                           packets_, worst_lateness_.count() / 1000);
    }

private:
    static void require_written(const std::ofstream& file, const std::string& name) {
        if (!file) throw sei::error(name + ": can't be written");
    }

    void write_row(const test_case& which, std::uint64_t seed, const exchange_result& result) {
        const auto& request = which.request;
        csv_ << fmt::format(
                    "{},{},{},{},{},{},{},{},{:.6f},{:.6f},{:.6f},{:.6f},{},{},{},{},{},{},{},{},{},{},{},{},"
                    "{},{},{},"
                    "{}\n",
                    name_of(request), request.link.forward.rate_bits_per_second,
                    request.link.forward.delay.count(), which.loss, request.link.forward.queue_packets,
                    request.slow_start_after_idle ? 1 : 0, request.bytes, seed, result.fresh_seconds,
                    result.warm_seconds, result.fresh_answer_seconds, result.warm_answer_seconds,
                    result.bytes_delivered, result.fresh.retransmissions, result.warm.retransmissions,
                    result.fresh.window_segments, result.fresh.threshold_segments, result.fresh.round_trip_us,
                    result.fresh.timeout_us, result.warm.window_segments, result.warm.threshold_segments,
                    result.warm.round_trip_us, result.warm.timeout_us,
                    result.count(link::side::a, packet_fate::queue_full),
                    result.count(link::side::a, packet_fate::lost),
                    result.count(link::side::b, packet_fate::lost), result.lateness().count() / 1000, kernel_)
             << std::flush;
        require_written(csv_, settings_.csv);
    }

    const settings& settings_;
    std::string kernel_;
    std::ofstream csv_;
    std::mutex mutex_;
    std::chrono::nanoseconds worst_lateness_{0};
    std::size_t packets_ = 0;
    std::size_t late_ = 0;
};

/// All repetitions of all cases, `parallel` at a time.
void measure_all(const settings& chosen, std::vector<test_case>& cases, recorder& results) {
    std::vector<std::pair<test_case*, std::uint64_t>> tasks;
    unsigned most = 0;
    for (const test_case& each : cases) most = (std::max)(most, each.repetitions);
    for (unsigned turn = 0; turn < most; ++turn)
        for (test_case& each : cases)
            if (turn < each.repetitions) tasks.emplace_back(&each, chosen.first_seed + turn);
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        try {
            for (std::size_t i = next++; i < tasks.size(); i = next++) {
                exchange_request request = tasks[i].first->request;
                request.link.seed = tasks[i].second;
                results.take(*tasks[i].first, tasks[i].second, measure(request));
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
            next = tasks.size();
        }
    };
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < chosen.parallel; ++i) workers.emplace_back(work);
    for (std::thread& each : workers) each.join();
    if (failure) std::rethrow_exception(failure);
}

/// The first entries are those of the seeds that were measured, so that their packets have the same fates.
struct prediction {
    std::vector<double> fresh{};
    std::vector<double> warm{};
    std::vector<std::uint64_t> bytes_delivered{};
};

[[nodiscard]] prediction predict_all(const settings& chosen, const test_case& which) {
    prediction result;
    const unsigned count =
        which.loss > 0 ? (std::max)(which.repetitions, chosen.predictions) : which.repetitions;
    for (unsigned i = 0; i < count; ++i) {
        exchange_request request = which.request;
        request.link.seed = chosen.first_seed + i;
        const predicted_exchange each = predict(request);
        result.fresh.push_back(each.fresh_seconds);
        result.warm.push_back(each.warm_seconds);
        result.bytes_delivered.push_back(each.bytes_delivered);
    }
    return result;
}

/// Prints medians side by side and returns how far those of the same seeds are apart, of the measured one.
double print_comparison(const std::vector<double>& measured, const std::vector<double>& predicted) {
    const double real = median(measured);
    const double same_losses =
        median({predicted.begin(), predicted.begin() + static_cast<std::ptrdiff_t>(measured.size())});
    const double difference = same_losses / real - 1;
    std::cout << fmt::format(" | {:8.4f} {:8.4f} {:+6.1f} % {:8.4f}", real, same_losses, 100 * difference,
                             median(predicted));
    return std::abs(difference);
}

/// Says whether what arrived of each UDP message is as predicted.
[[nodiscard]] bool print_arrivals(std::vector<std::uint64_t> measured, std::vector<std::uint64_t> predicted) {
    predicted.resize(measured.size());
    std::sort(measured.begin(), measured.end());
    std::sort(predicted.begin(), predicted.end());
    std::cout << fmt::format(" | {} datagrams arrived", measured == predicted ? "the predicted" : "other");
    return measured == predicted;
}

/// False if a median, or what arrived of a UDP message, is not as predicted.
bool print_row(const settings& chosen, const test_case& which) {
    const auto& line = which.request.link.forward;
    const auto count = static_cast<double>(which.fresh.size());
    const prediction predicted = predict_all(chosen, which);
    std::cout << fmt::format("{:5} {:8} {:8g} {:6g} {:5g} {:3} {:6.1f}", name_of(which.request),
                             which.request.bytes, static_cast<double>(line.rate_bits_per_second) * 1e-6,
                             std::chrono::duration<double, std::milli>(line.delay).count(), 100 * which.loss,
                             count, static_cast<double>(which.retransmissions) / count);
    bool good = print_comparison(which.fresh, predicted.fresh) <= chosen.tolerance;
    if (which.request.transport == link::protocol::tcp)
        good = print_comparison(which.warm, predicted.warm) <= chosen.tolerance && good;
    else
        good = print_arrivals(which.bytes_delivered, predicted.bytes_delivered) && good;
    std::cout << fmt::format("\n");
    std::cout.flush();
    return good;
}

/// False if a case differs from its prediction by more than the tolerance.
bool run(const settings& chosen, bool usual) {
    std::vector<test_case> cases = usual ? usual_cases(chosen) : own_cases(chosen);
    recorder results(chosen);
    measure_all(chosen, cases, results);
    std::cout << fmt::format(
        "Linux {}. Medians in seconds: measured; sei with the same losses and its difference; sei over {} "
        "seeds. rtx: mean retransmissions.\n",
        kernel_release(), chosen.predictions);
    std::cout << fmt::format("{:5} {:>8} {:>8} {:>6} {:>5} {:>3} {:>6} | {:>8} {:>8} {:>17} | {:>8}\n", "",
                             "bytes", "Mbit/s", "ms", "loss%", "n", "rtx", "fresh", "sei", "sei", "warm");
    bool good = true;
    for (const test_case& each : cases) good = print_row(chosen, each) && good;
    std::cout << fmt::format("{}\n", results.lateness());
    return good;
}

/// Adds all options and returns those that choose cases.
[[nodiscard]] std::vector<CLI::Option*> add_options(CLI::App& app, settings& chosen) {
    const auto bytes = [](const std::string& part) {
        return examples::read_byte_count(part, 1, 1'000'000'000'000);
    };
    const auto packet = [](const std::string& part) { return examples::read_count(part, 0, UINT64_MAX); };
    const auto rate = [](const std::string& part) {
        return static_cast<std::int64_t>(std::llround(examples::read_rate(part).value));
    };
    const auto delay = [](const std::string& part) {
        return static_cast<std::int64_t>(std::llround(examples::read_time(part).value));
    };
    std::vector<CLI::Option*> own;
    own.push_back(examples::add_names(app, "--sender", chosen.senders, "cubic, reno, ... or udp"));
    own.push_back(examples::add_list(app, "--bytes", chosen.bytes, bytes, "bytes of a transfer"));
    own.push_back(examples::add_list(app, "--rate", chosen.rates, rate, "such as 10Mbit or 250kbit"));
    own.push_back(
        examples::add_list(app, "--delay", chosen.delays_ns, delay, "one way, such as 10ms or 500us"));
    own.push_back(examples::add_shares(app, "--loss", chosen.losses, "probability, both ways"));
    own.push_back(examples::add_list(app, "--drop-ab", chosen.drop_forward, packet,
                                     "packets lost from a to b instead: 0 is the SYN"));
    own.push_back(examples::add_list(app, "--drop-ba", chosen.drop_backward, packet,
                                     "packets lost from b to a instead"));
    app.add_option("--queue", chosen.queue_packets, "packets that wait for the line")
        ->transform(examples::whole_number(0, 1'000'000'000))
        ->capture_default_str();
    app.add_option("--repetitions", chosen.repetitions, "of each case with loss")
        ->transform(examples::whole_number(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--lossless-repetitions", chosen.lossless_repetitions, "of each case without")
        ->transform(examples::whole_number(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--seed", chosen.first_seed, "of the first repetition's losses")
        ->transform(examples::whole_number(0, UINT64_MAX))
        ->capture_default_str();
    app.add_option("--predictions", chosen.predictions, "simulated for each case with loss")
        ->transform(examples::whole_number(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--parallel", chosen.parallel, "exchanges at a time")
        ->transform(examples::whole_number(1, 64))
        ->capture_default_str();
    app.add_flag("--slow-start-after-idle", chosen.slow_start_after_idle,
                 "let the kernel forget its window in the rest before the warm transfer, as is its default");
    app.add_option("--tolerance", chosen.tolerance,
                   "exit with 1 if a median differs by more than this fraction, or other datagrams arrive")
        ->transform(examples::number_value(0, 1e9));
    app.add_option("--csv", chosen.csv, "append each measurement to this file");
    app.add_option("--packets", chosen.packets,
                   "write each exchange's packets to a file that begins with this");
    examples::refuse_empty_values(app);
    return own;
}

} // namespace

int main(int count, char** arguments) {
    return examples::run_program("sei_link_validation", [&] {
        settings chosen;
        CLI::App app(
            "Measures transfers by this machine's kernel over sei's link model in real time, beside sei's "
            "prediction. Needs root. Without options of the link: twelve cases.",
            "sei_link_validation");
        const std::vector<CLI::Option*> own = add_options(app, chosen);
        if (!examples::parse(app, count, arguments)) return 0;
        const bool usual =
            std::all_of(own.begin(), own.end(), [](const CLI::Option* each) { return each->empty(); });
        try {
            return run(chosen, usual) ? 0 : 1;
        } catch (const not_possible_here& reason) {
            std::cerr << "skipped: " << reason.what() << '\n';
            return 77;
        }
    });
}
