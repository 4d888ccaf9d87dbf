// SPDX-License-Identifier: MIT
#pragma once
/// By how much requirements must be relaxed until a design meets them: no more than it takes, and in numbers
/// that can be printed in full.
///
/// A later deadline lets more answers count, so deadline, accuracy and percentile are relaxed together: of
/// all deadlines from the asked one on, the one with the least sum of relative changes is taken.

#include <sei/advisor/detail/decimal.hpp>
#include <sei/advisor/recount.hpp>
#include <sei/advisor/requirement_check.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE::detail {

struct relaxation {
    requirements relaxed;
    double distance = 0; ///< sum of the relative changes, before rounding; infinite: no number would do
};

/// What one design must be allowed in time and accuracy under a deadline.
class relaxed_time {
public:
    relaxed_time(const design& item, const requirements& asked)
        : item_(item),
          asked_(asked),
          deadline_(*asked.deadline_ms),
          answers_suffice_(std::isfinite(item.latency_ms.at_percentile)),
          earliest_(answers_suffice_ ? (std::max)(deadline_, item.latency_ms.at_percentile) : deadline_) {}

    /// Infinite distance if too few frames are ever answered and the design doesn't say how many.
    void relax(relaxation& result) const {
        std::optional<double> best;
        for (const double deadline : candidates())
            if (!best || cost(deadline) < cost(*best)) best = deadline;
        result.distance += cost(*best);
        relax_shares(*best, result.relaxed);
        if (std::isinf(result.distance)) return;
        const double least = least_deadline(result.relaxed);
        if (least <= deadline_) return;
        const int decimals = usual_decimals(least);
        result.relaxed.deadline_ms = decimal(steps_up(least, decimals), decimals);
        relax_shares(*result.relaxed.deadline_ms, result.relaxed); // rounding may have let in more answers
    }

private:
    const design& item_;
    const requirements& asked_;
    double deadline_;      // asked for
    bool answers_suffice_; // as many as the percentile wants, if late
    double earliest_;

    [[nodiscard]] bool keeps_answers() const { return item_.measured && item_.measured->latencies_kept; }

    /// Where a longer deadline begins to gain something.
    [[nodiscard]] std::vector<double> candidates() const {
        std::vector<double> all{earliest_};
        const auto add = [&](const std::vector<double>& latencies) {
            for (std::size_t i = count_within(latencies, earliest_); i < latencies.size(); ++i)
                all.push_back(latencies[i]);
        };
        add(item_.right_latencies_ms);
        if (!answers_suffice_) add(item_.latencies_ms);
        return all;
    }

    [[nodiscard]] double percent_answered(double deadline) const {
        if (!keeps_answers()) return 0;
        const auto answered = static_cast<double>(count_within(item_.latencies_ms, deadline));
        return 100 * answered / static_cast<double>(item_.frames); // rounded once: 23 of 40 are 57.5
    }

    [[nodiscard]] double cost(double deadline) const {
        double sum = (deadline - deadline_) / deadline_;
        if (!answers_suffice_) {
            const double percent = percent_answered(deadline);
            if (percent == 0) return std::numeric_limits<double>::infinity();
            sum += (asked_.percentile - percent) / asked_.percentile;
        }
        if (const double accuracy = accuracy_within(item_, deadline);
            accuracy < asked_.min_accuracy.value_or(0))
            sum += (*asked_.min_accuracy - accuracy) / *asked_.min_accuracy;
        return sum;
    }

    /// Accuracy and percentile as they are at this deadline, rounded down; as asked where they suffice.
    void relax_shares(double deadline, requirements& relaxed) const {
        relaxed.min_accuracy = asked_.min_accuracy;
        if (const double accuracy = accuracy_within(item_, deadline);
            accuracy < asked_.min_accuracy.value_or(0))
            relaxed.min_accuracy = decimal(steps_down(accuracy, 3), 3);
        const double percent = percent_answered(deadline);
        if (answers_suffice_ || percent == 0) return;
        for (int decimals = 1; decimals == 1 || relaxed.percentile <= 0; ++decimals)
            relaxed.percentile = decimal(steps_down(percent, decimals), decimals);
    }

    /// The shortest deadline that meets this accuracy and percentile.
    [[nodiscard]] double least_deadline(const requirements& relaxed) const {
        double least = earliest_;
        if (!answers_suffice_) least = (std::max)(least, latency_at(item_, relaxed.percentile));
        const double wanted = relaxed.min_accuracy.value_or(0);
        if (accuracy_within(item_, least) >= wanted) return least;
        const std::vector<double>& right = item_.right_latencies_ms;
        return *std::partition_point(right.begin(), right.end(), [&](double latency) {
            return accuracy_within(item_, latency) < wanted;
        });
    }
};

/// A number of bytes with at most a tenth of its unit, rounded up.
[[nodiscard]] inline std::uint64_t printable_bytes(std::uint64_t count) {
    const double unit = unit_for(count).size;
    if (unit == 1) return count;
    return static_cast<std::uint64_t>(decimal(steps_up(static_cast<double>(count) / unit, 1), 1) * unit);
}

[[nodiscard]] inline double relax_bytes(std::uint64_t found, std::optional<std::uint64_t>& limit) {
    if (!limit || found <= *limit) return 0;
    const double asked = static_cast<double>(*limit);
    limit = printable_bytes(found);
    return (static_cast<double>(found) - asked) / (std::max)(asked, 1.0);
}

[[nodiscard]] inline relaxation relaxation_for(const design& item, const requirements& asked) {
    relaxation result{asked};
    requirements& relaxed = result.relaxed;
    if (asked.deadline_ms) {
        relaxed_time(item, asked).relax(result);
    } else if (item.accuracy < asked.min_accuracy.value_or(0)) {
        relaxed.min_accuracy = decimal(steps_down(item.accuracy, 3), 3);
        result.distance += (*asked.min_accuracy - item.accuracy) / *asked.min_accuracy;
    }
    result.distance += relax_bytes(item.device_ram_bytes, relaxed.max_ram_bytes);
    result.distance += relax_bytes(item.device_ram_bytes, relaxed.device_ram_bytes);
    result.distance += relax_bytes(item.device_flash_bytes, relaxed.max_flash_bytes);
    result.distance += relax_bytes(item.device_flash_bytes, relaxed.device_flash_bytes);
    result.distance += relax_bytes(item.wire_bytes, relaxed.max_wire_bytes);
    return result;
}

} // namespace sei::advisor::inline SEI_RELEASE::detail
