// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/advise.hpp: judges designs against requirements: the best design, and a reason for every
/// other.
///
/// A design is feasible when it meets every requirement. Among the feasible ones the highest accuracy counts
/// first, but differences that the test images can't resolve do not: all designs within a margin of the
/// highest are taken as equally accurate, and of these the fastest wins, then the one that sends fewest
/// bytes, then the one with the least work on the device, then the first in the list.
///
/// The margin is one standard error of the highest accuracy: the "one standard error rule" of Breiman,
/// Friedman, Olshen and Stone, Classification and Regression Trees (1984), 3.4.3, with the error of Agresti
/// and Coull, Approximate is better than "exact" (1998).

#include <sei/advisor/detail/nearest.hpp>
#include <sei/advisor/pareto.hpp>
#include <sei/advisor/recount.hpp>
#include <sei/advisor/requirement_check.hpp>
#include <sei/advisor/sentences.hpp>
#include <sei/error.hpp>
#include <sei/model/results.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE {

struct advice_options {
    std::optional<double> accuracy_margin; ///< a share; none: one standard error of the highest accuracy
};

/// One standard error of a share that was counted on that many frames, with two right and two wrong frames
/// added: sqrt(q (1 - q) / (n + 4)), q = (p n + 2) / (n + 4). Without them it would be 0 for p = 1, as if 50
/// frames could show that there never is a wrong answer.
[[nodiscard]] inline double standard_error(double share, std::uint64_t frames) {
    const double counted = static_cast<double>(frames) + 4;
    const double likely = (share * static_cast<double>(frames) + 2) / counted;
    return std::sqrt(likely * (1 - likely) / counted);
}

/// With fewer frames than these an accuracy is too uncertain to tell most designs apart: one standard error
/// is more than 2 points at 90 %.
inline constexpr std::uint64_t enough_frames = 200;

/// Throws sei::error when a design holds numbers that no measurement can give.
inline void require_measured(const design& item) {
    const auto is_share = [](double value) { return value >= 0 && value <= 1; };
    const auto refuse = [&item](const std::string& what) {
        throw error("the design '" + name_of(item) + "' has " + what);
    };
    if (item.frames == 0) refuse("0 frames, expected at least 1");
    for (const double share :
         {item.accuracy, item.accuracy_in_time, item.accuracy_at_server, item.deadline_miss_rate})
        if (!is_share(share))
            refuse("the accuracy or miss rate " + trimmed(share, 6) + ", expected a share from 0 to 1");
    const latency_summary& latency = item.latency_ms;
    for (const double time : {latency.p50, latency.p95, latency.p99, latency.max, latency.at_percentile,
                              item.device_ms, item.link_ms, item.server_ms})
        if (!(time >= 0)) refuse("the time " + trimmed(time, 6) + " ms, expected 0 or more");
    for (const std::vector<double>* latencies : {&item.latencies_ms, &item.right_latencies_ms})
        if (latencies->size() > item.frames || !std::is_sorted(latencies->begin(), latencies->end()))
            refuse("latencies that don't ascend, or more than the " + std::to_string(item.frames) +
                   " of its frames");
}

namespace detail {

/// Who won, and against which field: what the reasons are made of.
struct ranking {
    std::vector<std::size_t> feasible;
    std::vector<std::size_t> as_accurate; ///< feasible and within the margin of the highest accuracy
    double highest = 0;                   ///< accuracy among the feasible
    double margin = 0;
    std::size_t best = 0;
};

/// What decides between equally accurate designs, smaller being better.
[[nodiscard]] inline auto tie_break(const design& item) {
    return std::tuple(item.latency_ms.at_percentile, item.wire_bytes, item.device_ms);
}

[[nodiscard]] inline ranking rank(std::span<const design> designs, std::vector<std::size_t> feasible,
                                  const requirements& asked, const advice_options& options) {
    ranking result;
    result.feasible = std::move(feasible);
    const auto accuracy = [designs, &asked](std::size_t i) { return judged_accuracy(designs[i], asked); };
    const std::size_t most_accurate = *std::max_element(
        result.feasible.begin(), result.feasible.end(),
        [&](std::size_t left, std::size_t right) { return accuracy(left) < accuracy(right); });
    result.highest = accuracy(most_accurate);
    result.margin =
        options.accuracy_margin.value_or(standard_error(result.highest, designs[most_accurate].frames));
    for (const std::size_t i : result.feasible)
        if (accuracy(i) >= result.highest - result.margin) result.as_accurate.push_back(i);
    result.best = *std::min_element(result.as_accurate.begin(), result.as_accurate.end(),
                                    [designs](std::size_t left, std::size_t right) {
                                        return tie_break(designs[left]) < tie_break(designs[right]);
                                    });
    return result;
}

/// "Of the 4 designs that are equally accurate (within 0.67 points), it answers first: 31.2 ms; next: ..."
[[nodiscard]] inline std::string victory_sentence(std::span<const design> designs, const ranking& field,
                                                  const requirements& asked) {
    if (field.feasible.size() == 1) return "No other design meets every requirement.";
    const std::string margin = trimmed(field.margin * 100, 2) + " points";
    if (field.as_accurate.size() == 1)
        return "It is the most accurate of the " + counted(field.feasible.size(), "feasible design") +
               ", by more than the margin of " + margin + ".";
    const auto is_faster_than = [&](std::size_t other) {
        return other == field.best ||
               designs[field.best].latency_ms.at_percentile < designs[other].latency_ms.at_percentile;
    };
    const bool fastest = std::all_of(field.as_accurate.begin(), field.as_accurate.end(), is_faster_than);
    return "Of the " + counted(field.as_accurate.size(), "feasible design") +
           " whose accuracy is the same within " + margin + " (highest: " + percent(field.highest) +
           "), it is the fastest" +
           (fastest ? " at percentile " + trimmed(asked.percentile, 3) + "."
                    : ", and among the equally fast the one that sends and computes least.");
}

[[nodiscard]] inline std::vector<std::string>
reasons_for_best(std::span<const design> designs, const ranking& field, const requirements& asked) {
    std::vector<std::string> reasons;
    for (const requirement which : every_requirement)
        if (asked_for(which, asked)) reasons.push_back(margin_sentence(which, designs[field.best], asked));
    reasons.push_back(victory_sentence(designs, field, asked));
    return reasons;
}

/// Accuracy, latency and RAM. Latency already pays for the bytes on the wire; nothing else pays for memory.
[[nodiscard]] inline std::vector<bool> front_of(std::span<const design> designs, const requirements& asked) {
    std::vector<objectives<3>> points;
    points.reserve(designs.size());
    for (const design& item : designs)
        points.push_back({-judged_accuracy(item, asked), item.latency_ms.at_percentile,
                          static_cast<double>(item.device_ram_bytes)});
    return pareto_front<3>(points);
}

} // namespace detail

namespace detail {

/// `advise`, of designs that are counted under what is asked.
[[nodiscard]] inline verdict judge(std::span<const design> designs, const requirements& asked,
                                   const advice_options& options) {
    verdict result;
    const std::vector<bool> on_front = front_of(designs, asked);
    std::vector<std::size_t> feasible;
    for (std::size_t i = 0; i < designs.size(); ++i) {
        judgement& of = result.judgements.emplace_back();
        of.on_pareto_front = on_front[i];
        for (const shortfall& missed : shortfalls(designs[i], asked))
            of.reasons.push_back(sentence_for(missed, designs[i], asked));
        of.feasible = of.reasons.empty();
        if (of.feasible) feasible.push_back(i);
    }
    if (feasible.empty()) {
        result.nearest = nearest(designs, asked);
        result.reasons = reasons_for_none(designs, *result.nearest, asked);
        return result;
    }

    const ranking field = rank(designs, std::move(feasible), asked, options);
    for (const std::size_t i : field.feasible)
        if (i != field.best)
            result.judgements[i].reasons.push_back(
                rank_sentence(designs[i], designs[field.best], field.highest, field.margin, asked));
    result.best = field.best;
    result.judgements[field.best].reasons = reasons_for_best(designs, field, asked);
    result.reasons = result.judgements[field.best].reasons;
    result.reasons.insert(result.reasons.begin(), "Best is " + name_of(designs[field.best]) + "; " +
                                                      std::to_string(field.feasible.size()) + " of " +
                                                      counted(designs.size(), "design") +
                                                      (field.feasible.size() == 1 ? " meets" : " meet") +
                                                      " every requirement.");
    return result;
}

} // namespace detail

/// The best design for these requirements, with reasons. Designs that were measured under another deadline or
/// percentile are counted again (see recount.hpp). Deterministic; throws sei::error at numbers that make no
/// sense, or that can't be counted again. O(n log n) for n designs, but for the Pareto front (see pareto.hpp)
/// and, if none is feasible, for the latencies that the designs keep.
[[nodiscard]] inline verdict advise(std::span<const design> designs, const requirements& asked,
                                    const advice_options& options = {}) {
    if (designs.empty()) throw error("there are no designs to judge, expected at least one");
    require_usable(asked);
    if (options.accuracy_margin && !(*options.accuracy_margin >= 0 && *options.accuracy_margin <= 1))
        throw error("the accuracy margin is " + trimmed(*options.accuracy_margin, 6) +
                    ", expected a share from 0 to 1");
    for (const design& item : designs) require_measured(item);
    const auto is_counted = [&asked](const design& item) { return is_counted_under(item, asked); };
    if (std::all_of(designs.begin(), designs.end(), is_counted))
        return detail::judge(designs, asked, options);
    return detail::judge(recounted(designs, asked), asked, options);
}

} // namespace sei::advisor::inline SEI_RELEASE
