// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/sweep.hpp: many designs on many links: which of them answer in time, and how that is known.
///
/// A frame is one exchange over a fresh link: all bytes of the design's tensor, then the answer. Its latency
/// is the exchange's time plus the time for computing. A point of the sweep, a design on a link, is known
///
/// - by formula or recursion, where nothing is lost and no queue overflows (exact, to the nanosecond);
/// - by a single simulation, where nothing is lost but no formula holds (a queue overflows, Cubic, Linux's
///   TCP, half duplex): it has no chance in it;
/// - by a bound, where the line alone takes too long, or where enough frames lose nothing;
/// - by a sample elsewhere: frames that lose something are simulated, as many as `sequential_share` needs to
///   tell whether the asked percentile of all frames is in time, at most `most_frames`.
///
/// Designs that send equally many bytes share all of it. Results don't depend on threads.

#include <sei/engine/parallel.hpp>
#include <sei/link/predict/line_bound.hpp>
#include <sei/link/predict/packet_recursion.hpp>
#include <sei/study/sequential_share.hpp>
#include <sei/study/sweep_options.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sei::study::inline SEI_TARGET {

namespace detail {

/// Everything that the tasks of one sweep share.
class sweep_run {
    static constexpr nanoseconds never = (nanoseconds::max)();

public:
    sweep_run(std::span<const sweep_design> designs, std::span<const sweep_link> links,
              const sweep_options& options)
        : designs_(designs), links_(links), options_(options) {
        require_usable(options);
        if (designs.empty() || links.empty())
            throw error(std::to_string(designs.size()) + " designs on " + std::to_string(links.size()) +
                        " links, expected at least one of each");
        for (std::size_t i = 0; i < designs.size(); ++i) {
            if (designs[i].compute < nanoseconds::zero() || designs[i].compute > std::chrono::hours(24))
                throw error("design " + std::to_string(i) + " computes for " +
                            std::to_string(designs[i].compute.count()) +
                            " ns, expected between 0 and one day");
            by_bytes_[designs[i].bytes].push_back(i);
        }
        for (const auto& each : by_bytes_) sizes_.push_back(each.first);
        for (std::size_t i = 0; i < links.size(); ++i) {
            link::detail::expect_probability("loss", links[i].loss);
            const auto key = std::pair(links[i].rate_bits_per_second, links[i].delay);
            const auto [found, is_new] = line_index_.try_emplace(key, line_index_.size());
            if (is_new) lines_.push_back(i);
            line_of_.push_back(found->second);
        }
        for (const std::size_t line : lines_)
            for (const std::uint64_t bytes : sizes_)
                if (bytes > 0) require_usable(exchange(bytes, links_[line], 0, 1));
        result_.links = links.size();
        result_.points.resize(designs.size() * links.size());
        lossless_.resize(sizes_.size() * lines_.size());
    }

    [[nodiscard]] sweep_result run() {
        steps_ = lossless_.size() + sizes_.size() * links_.size();
        in_parallel(lossless_.size(), [this](std::size_t task) {
            lossless_[task] = without_loss(task / lines_.size(), task % lines_.size(), task);
        });
        in_parallel(sizes_.size() * links_.size(),
                    [this](std::size_t task) { fill(task / links_.size(), task % links_.size()); });
        summarise();
        return std::move(result_);
    }

private:
    /// What a size on a line takes when nothing is lost, and what no loss can make faster.
    struct lossless_exchange {
        sweep_method method = sweep_method::not_yet;
        nanoseconds time{0};
        nanoseconds least{0};
        std::uint64_t packets_there = 0; ///< whose loss could matter
        std::uint64_t packets_back = 0;
        std::optional<nanoseconds> audit{}; ///< difference between `time` and the simulation
    };
    /// A design whose share must be sampled.
    struct sampled_design {
        sweep_point* point;
        nanoseconds budget; ///< for the exchange
        sequential_share share;
    };

    std::span<const sweep_design> designs_;
    std::span<const sweep_link> links_;
    const sweep_options& options_;
    std::map<std::uint64_t, std::vector<std::size_t>> by_bytes_{}; ///< designs
    std::vector<std::uint64_t> sizes_{};                           ///< ascending
    std::map<std::pair<std::int64_t, nanoseconds>, std::size_t> line_index_{};
    std::vector<std::size_t> lines_{};          ///< a link for each different rate and delay
    std::vector<std::size_t> line_of_{};        ///< by link
    std::vector<lossless_exchange> lossless_{}; ///< by size, for each all lines
    sweep_result result_{};
    std::atomic<std::size_t> done_{0};
    std::atomic<std::uint64_t> frames_{0};
    std::size_t steps_ = 1;

    [[nodiscard]] bool cancelled() const {
        return options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed);
    }

    /// Large sizes come last in both lists and take longest, so they go first.
    template <class Task>
    void in_parallel(std::size_t count, const Task& task) {
        tbb::parallel_for(
            tbb::blocked_range<std::size_t>(0, count, 1),
            [&](const tbb::blocked_range<std::size_t>& range) {
                for (std::size_t i = range.begin(); i != range.end() && !cancelled(); ++i) {
                    task(count - 1 - i);
                    const std::size_t done = ++done_;
                    if (options_.on_progress)
                        options_.on_progress(static_cast<double>(done) / static_cast<double>(steps_));
                }
            },
            tbb::simple_partitioner{});
    }

    [[nodiscard]] link::exchange_request exchange(std::uint64_t bytes, const sweep_link& on, double loss,
                                                  std::uint64_t seed) const {
        link::exchange_request request{.request = options_.transfer, .answer_bytes = options_.answer_bytes};
        request.request.bytes = bytes;
        request.request.link.seed = seed;
        for (link::channel_options* line : {&request.request.link.forward, &request.request.link.backward}) {
            line->rate_bits_per_second = on.rate_bits_per_second;
            line->delay = on.delay;
            line->loss = loss > 0 ? link::loss_model{link::bernoulli_loss{loss}} : link::no_loss{};
        }
        return request;
    }

    [[nodiscard]] lossless_exchange without_loss(std::size_t size, std::size_t line, std::size_t task) const {
        if (sizes_[size] == 0) return {.method = sweep_method::formula};
        const link::exchange_request request = exchange(sizes_[size], links_[lines_[line]], 0, 1);
        const bool tcp = options_.transfer.transport == link::protocol::tcp;
        const auto exact = tcp ? link::packet_recursion(request) : link::udp_closed_form(request);
        const bool is_audited =
            exact && link::random_bits(options_.seed, 1, task) % options_.audit_every == 0;
        const link::exchange_result found = exact && !is_audited ? *exact : link::simulate(request);
        lossless_exchange known{.method = tcp ? sweep_method::recursion : sweep_method::formula,
                                .time = (exact ? *exact : found).answered.value_or(never),
                                .least = link::line_bound(request),
                                .packets_there = (exact ? *exact : found).packets_there,
                                .packets_back = (exact ? *exact : found).packets_back};
        if (!exact) known.method = sweep_method::one_simulation;
        if (is_audited) known.audit = difference(*exact, found);
        return known;
    }

    /// Between the recursion and the simulation; as large as can be if they don't agree on what came back.
    [[nodiscard]] static nanoseconds difference(const link::exchange_result& exact,
                                                const link::exchange_result& simulated) {
        if (exact.answered.has_value() != simulated.answered.has_value() ||
            exact.packets_back != simulated.packets_back)
            return never;
        return *simulated.answered - *exact.answered;
    }

    /// All designs of this size on this link.
    void fill(std::size_t size, std::size_t link) {
        const lossless_exchange& known = lossless_[size * lines_.size() + line_of_[link]];
        if (known.method == sweep_method::not_yet) return; // cancelled
        std::vector<sampled_design> open;
        for (const std::size_t design : by_bytes_.at(sizes_[size])) {
            sweep_point& point = result_.points[design * links_.size() + link];
            const nanoseconds budget = options_.deadline - designs_[design].compute;
            if (!settle(point, known, links_[link].loss, designs_[design].compute, budget))
                open.push_back({&point,
                                budget,
                                {asked_of_lossy(known, links_[link].loss, budget), options_.confidence}});
        }
        if (!open.empty()) sample(open, size, link);
    }

    /// The share of frames that lose nothing, and take the lossless time.
    [[nodiscard]] static double unharmed(const lossless_exchange& known, double loss) {
        return std::pow(1 - loss, static_cast<double>(known.packets_there + known.packets_back));
    }

    /// The point, if it takes no sample.
    [[nodiscard]] bool settle(sweep_point& point, const lossless_exchange& known, double loss,
                              nanoseconds compute, nanoseconds budget) const {
        const double asked = options_.percentile / 100;
        const bool udp = options_.transfer.transport == link::protocol::udp;
        const double intact = unharmed(known, loss);
        const double surely = known.time <= budget ? intact : 0;
        const auto set = [&](sweep_method method, double low, double high) {
            const bool meets = low >= asked;
            point = {.method = method,
                     .decision = meets ? share_decision::at_least : share_decision::below,
                     .in_time = low,
                     .low = low,
                     .high = high};
            if (known.time != never && intact >= asked) point.latency = known.time + compute;
        };
        if (udp || intact == 1)
            set(known.method, surely, surely); // over UDP a frame is in time when all of it arrives
        else if (known.least > budget)
            set(sweep_method::bound, 0, 0);
        else if (surely >= asked)
            set(sweep_method::bound, surely, 1);
        else if (known.time > budget && 1 - intact < asked)
            set(sweep_method::bound, 0, 1 - intact);
        else
            return false;
        return true;
    }

    /// Whether this frame loses one of the packets whose loss could matter.
    [[nodiscard]] static bool loses_something(const lossless_exchange& known, double loss,
                                              std::uint64_t seed) {
        const auto any = [&](link::side from, std::uint64_t packets) {
            link::loss_process losses(link::bernoulli_loss{loss}, seed, static_cast<std::uint32_t>(from));
            for (std::uint64_t i = 0; i < packets; ++i)
                if (losses.next()) return true;
            return false;
        };
        return any(link::side::a, known.packets_there) || any(link::side::b, known.packets_back);
    }

    /// Where next to no frame loses anything, looking for those that do ends here; what is left is undecided.
    static constexpr std::uint32_t most_draws = 1'000'000;

    /// Frames until every design knows its answer. What lossless frames do is known, and how many there are:
    /// only those that lose something are simulated and counted. All designs see the same frames; each stops
    /// when it knows, and nothing later than the largest budget still of interest is simulated.
    void sample(std::vector<sampled_design>& open, std::size_t size, std::size_t link) {
        const lossless_exchange& known = lossless_[size * lines_.size() + line_of_[link]];
        const double loss = links_[link].loss;
        const std::uint64_t task = size * links_.size() + link;
        std::vector<nanoseconds> times;
        for (std::uint32_t draw = 0;
             !open.empty() && times.size() < options_.most_frames && draw < most_draws; ++draw) {
            if (cancelled()) return;
            const std::uint64_t seed = link::random_bits(options_.seed, 2, task, draw);
            if (!loses_something(known, loss, seed)) continue;
            const auto by_budget = [](const auto& left, const auto& right) {
                return left.budget < right.budget;
            };
            const nanoseconds horizon = std::max_element(open.begin(), open.end(), by_budget)->budget;
            const auto request = exchange(sizes_[size], links_[link], loss, seed);
            times.push_back(link::simulate(request, horizon).answered.value_or(never));
            ++frames_;
            for (sampled_design& each : open) each.share.count(times.back() <= each.budget);
            std::erase_if(open, [&](const sampled_design& each) {
                if (each.share.decision() == share_decision::undecided) return false;
                finish(each, known, loss, times);
                return true;
            });
        }
        for (const sampled_design& each : open) finish(each, known, loss, times);
    }

    /// The share of lossy frames that must be in time, so that with the others as many are as asked.
    [[nodiscard]] double asked_of_lossy(const lossless_exchange& known, double loss,
                                        nanoseconds budget) const {
        const double intact = unharmed(known, loss);
        return (options_.percentile / 100 - (known.time <= budget ? intact : 0)) / (1 - intact);
    }

    void finish(const sampled_design& sampled, const lossless_exchange& known, double loss,
                std::vector<nanoseconds> times) const {
        const double intact = unharmed(known, loss);
        const double base = known.time <= sampled.budget ? intact : 0;
        sweep_point& point = *sampled.point;
        point = {.method = sweep_method::sample,
                 .decision = sampled.share.decision(),
                 .in_time = base + (1 - intact) * sampled.share.share(),
                 .low = base + (1 - intact) * sampled.share.low(),
                 .high = base + (1 - intact) * sampled.share.high(),
                 .frames = static_cast<std::uint32_t>(times.size())};
        const double rank =
            std::ceil(asked_of_lossy(known, loss, sampled.budget) * static_cast<double>(times.size()) - 1e-9);
        const auto place = times.begin() + (static_cast<std::ptrdiff_t>((std::max)(rank, 1.0)) - 1);
        std::nth_element(times.begin(), place, times.end());
        if (*place <= sampled.budget)
            point.latency = (std::max)(*place, base > 0 ? known.time : nanoseconds(0)) +
                            (options_.deadline - sampled.budget);
    }

    void summarise() {
        for (const sweep_point& point : result_.points)
            ++result_.points_by[static_cast<std::size_t>(point.method)];
        result_.exchanges = (sizes_.size() - (sizes_.front() == 0 ? 1 : 0)) * links_.size();
        result_.frames = frames_;
        for (const lossless_exchange& each : lossless_) {
            if (!each.audit) continue;
            ++result_.audited;
            result_.largest_difference =
                (std::max)(result_.largest_difference, (std::chrono::abs)(*each.audit));
        }
    }
};

} // namespace detail

/// Every design on every link; design by design in the result. Throws sei::error for what can't be simulated,
/// before any work is done. If `cancelled` turns true, points that are not known by then stay `not_yet`.
[[nodiscard]] inline sweep_result sweep(std::span<const sweep_design> designs,
                                        std::span<const sweep_link> links,
                                        const sweep_options& options = {}) {
    return detail::sweep_run(designs, links, options).run();
}

} // namespace sei::study::inline SEI_TARGET
