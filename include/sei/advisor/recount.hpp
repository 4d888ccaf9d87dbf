// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/recount.hpp: a measured design, counted again under another deadline or percentile.
///
/// A deadline and a percentile only say how the frames of a measurement are counted; a design that keeps its
/// latencies can be held against any of them. What cannot be counted again is refused.

#include <sei/advisor/words.hpp>
#include <sei/error.hpp>
#include <sei/model/results.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE {

namespace detail {

/// How many of the values, which ascend, don't exceed the limit.
[[nodiscard]] inline std::size_t count_within(std::span<const double> ascending, double limit) {
    return static_cast<std::size_t>(std::upper_bound(ascending.begin(), ascending.end(), limit) -
                                    ascending.begin());
}

[[nodiscard]] inline double share_of(std::size_t count, const design& item) {
    return static_cast<double>(count) / static_cast<double>(item.frames);
}

} // namespace detail

/// Whether the numbers of the design are those under the deadline and percentile that are asked for. Without
/// a deadline all answers count, however late.
[[nodiscard]] inline bool is_counted_under(const design& item, const requirements& asked) {
    if (!item.measured) return true;
    if (!asked.deadline_ms && !item.measured->latencies_kept) return false;
    return item.measured->percentile == asked.percentile &&
           asked.deadline_ms.value_or(item.measured->deadline_ms) == item.measured->deadline_ms;
}

/// Share of frames that are answered rightly within the deadline, from the latencies that the design keeps;
/// `accuracy_in_time` if it keeps none.
[[nodiscard]] inline double accuracy_within(const design& item, double deadline_ms) {
    if (item.measured ? !item.measured->latencies_kept : item.right_latencies_ms.empty())
        return item.accuracy_in_time;
    return detail::share_of(detail::count_within(item.right_latencies_ms, deadline_ms), item);
}

/// Within which at least `percent` percent of the frames are answered; infinite if fewer ever are. The design
/// must keep its latencies.
[[nodiscard]] inline double latency_at(const design& item, double percent) {
    const std::size_t rank = nearest_rank(percent, static_cast<std::size_t>(item.frames));
    return rank == 0 || rank > item.latencies_ms.size() ? std::numeric_limits<double>::infinity()
                                                        : item.latencies_ms[rank - 1];
}

/// Throws sei::error unless the design is counted under what is asked.
inline void require_counted(const design& item, const requirements& asked) {
    if (is_counted_under(item, asked)) return;
    throw error("the design '" + name_of(item) + "' was counted under a deadline of " +
                trimmed(item.measured->deadline_ms, 6) + " ms at percentile " +
                trimmed(item.measured->percentile, 6) + ", expected " +
                (asked.deadline_ms ? trimmed(*asked.deadline_ms, 6) + " ms" : "no deadline") +
                " at percentile " + trimmed(asked.percentile, 6) +
                (item.measured->latencies_kept ? " (advisor::recounted counts it again)"
                                               : ", or latencies to count it again"));
}

/// The design as it would have been counted under this deadline and percentile; itself, if it is. What other
/// losses would do to it is left out then, for their latencies are not kept. Throws sei::error if the
/// design doesn't keep its latencies.
[[nodiscard]] inline design recounted(const design& item, const requirements& asked) {
    if (is_counted_under(item, asked)) return item;
    if (!item.measured->latencies_kept) require_counted(item, asked);
    design other = item;
    other.measured->percentile = asked.percentile;
    other.latency_ms.at_percentile = latency_at(item, asked.percentile);
    other.against_loss.clear();
    if (!asked.deadline_ms) return other;
    other.measured->deadline_ms = *asked.deadline_ms;
    other.accuracy_in_time = accuracy_within(item, *asked.deadline_ms);
    const std::size_t in_time = detail::count_within(item.latencies_ms, *asked.deadline_ms);
    other.deadline_miss_rate = detail::share_of(static_cast<std::size_t>(item.frames) - in_time, item);
    return other;
}

/// All of them.
[[nodiscard]] inline std::vector<design> recounted(std::span<const design> designs,
                                                   const requirements& asked) {
    std::vector<design> others;
    others.reserve(designs.size());
    for (const design& item : designs) others.push_back(recounted(item, asked));
    return others;
}

} // namespace sei::advisor::inline SEI_RELEASE
