// SPDX-License-Identifier: MIT
#pragma once
/// What the advisor says of a design, one full sentence at a time.

#include <sei/advisor/requirement_check.hpp>
#include <sei/advisor/words.hpp>

#include <cmath>
#include <string>

namespace sei::advisor::inline SEI_RELEASE {

[[nodiscard]] inline std::uint64_t as_bytes(double value) { return static_cast<std::uint64_t>(value); }

[[nodiscard]] inline std::string percentile_of(const requirements& asked) {
    return trimmed(asked.percentile, 3) + " %";
}

/// "Right and in time on" under a deadline, "Right on" without one.
[[nodiscard]] inline std::string right_on(const requirements& asked) {
    return asked.deadline_ms ? "Right and in time on " : "Right on ";
}

[[nodiscard]] inline std::string too_rarely_answered(const requirements& asked) {
    return "Fewer than " + percentile_of(asked) + " of frames are ever answered";
}

/// "Needs 3136 bytes of RAM on the device", "Sends 784 bytes per frame".
[[nodiscard]] inline std::string needs(requirement which, const std::string& amount) {
    if (which == requirement::ram) return "Needs " + amount + " of RAM on the device";
    if (which == requirement::flash) return "Needs " + amount + " of flash on the device";
    return "Sends " + amount + " per frame";
}

/// A requirement with its number: "the accuracy of 88 %", "the deadline of 50 ms at percentile 95".
[[nodiscard]] inline std::string requirement_phrase(requirement which, const requirements& asked) {
    const double value = asked_for(which, asked).value_or(0);
    if (limits_of(which, asked).is_of_device())
        return "the device's " + exact_bytes(as_bytes(value)) + " of " +
               (which == requirement::ram ? "RAM" : "flash");
    switch (which) {
    case requirement::accuracy:
        return "the accuracy of " + percent(value);
    case requirement::deadline:
        return "the deadline of " + milliseconds(value) + " at percentile " + trimmed(asked.percentile, 3);
    case requirement::ram:
        return "the limit of " + exact_bytes(as_bytes(value)) + " of RAM";
    case requirement::flash:
        return "the limit of " + exact_bytes(as_bytes(value)) + " of flash";
    case requirement::wire_bytes:
        return "the limit of " + exact_bytes(as_bytes(value)) + " on the wire";
    }
    return {};
}

/// Why the design is rejected: found, asked, and by how much.
[[nodiscard]] inline std::string sentence_for(const shortfall& missed, const design& item,
                                              const requirements& asked) {
    if (missed.which == requirement::accuracy) {
        const comparison is = compare_shares(missed.found, missed.asked);
        const bool only_late = asked.deadline_ms && item.accuracy >= missed.asked;
        const std::string patient = only_late ? " (on " + percent(item.accuracy) + " however late)" : "";
        return right_on(asked) + is.found + " of frames" + patient + ": " + is.difference + " below the " +
               is.asked + " asked.";
    }
    if (missed.which == requirement::deadline) {
        if (std::isinf(missed.found))
            return too_rarely_answered(asked) + ", so the deadline of " + milliseconds(missed.asked) +
                   " is missed.";
        const comparison is = compare_milliseconds(missed.found, missed.asked);
        return percentile_of(asked) + " of frames are answered only within " + is.found + ": " +
               is.difference + " over the deadline of " + is.asked + ".";
    }
    const comparison is = compare_bytes(as_bytes(missed.found), as_bytes(missed.asked));
    return needs(missed.which, is.found) + ": " + is.difference + " over the " + is.asked + " allowed.";
}

/// How well a feasible design meets a requirement: found, asked, and the margin.
[[nodiscard]] inline std::string margin_sentence(requirement which, const design& item,
                                                 const requirements& asked) {
    const double found = found_in(which, item, asked);
    const double wanted = asked_for(which, asked).value_or(0);
    const bool exact = found == wanted;
    if (which == requirement::accuracy) {
        const comparison is = compare_shares(found, wanted);
        return right_on(asked) + is.found + " of frames: " +
               (exact ? "just what was asked." : is.difference + " above the " + is.asked + " asked.");
    }
    if (which == requirement::deadline) {
        const comparison is = compare_milliseconds(found, wanted);
        return percentile_of(asked) + " of frames are answered within " + is.found + ": " +
               (exact ? "just the deadline." : is.difference + " before the deadline of " + is.asked + ".");
    }
    const comparison is = compare_bytes(as_bytes(found), as_bytes(wanted));
    return needs(which, is.found) + ": " +
           (exact ? "just what is allowed." : is.difference + " less than the " + is.asked + " allowed.");
}

/// Why a feasible design is ranked below the best. `highest` is the most accurate feasible design's accuracy.
[[nodiscard]] inline std::string rank_sentence(const design& item, const design& best, double highest,
                                               double margin, const requirements& asked) {
    const double accuracy = judged_accuracy(item, asked);
    const std::string within = trimmed(margin * 100, 2) + " points";
    if (accuracy < highest - margin) {
        const comparison is = compare_shares(accuracy, highest);
        return "Ranked lower: right on " + is.found + " of frames, " + is.difference + " below the " +
               is.asked + " of the most accurate feasible design; the margin is " + within + ".";
    }
    const std::string alike = "Ranked lower: as accurate as the best within " + within;
    if (item.latency_ms.at_percentile > best.latency_ms.at_percentile) {
        if (std::isinf(item.latency_ms.at_percentile))
            return alike + ", but fewer than " + percentile_of(asked) + " of its frames are ever answered.";
        const comparison is =
            compare_milliseconds(item.latency_ms.at_percentile, best.latency_ms.at_percentile);
        return alike + ", but slower: " + is.found + " against " + is.asked + " for " + percentile_of(asked) +
               " of frames.";
    }
    if (item.wire_bytes > best.wire_bytes) {
        const comparison is = compare_bytes(item.wire_bytes, best.wire_bytes);
        return alike + " and as fast, but it sends more: " + is.found + " against " + is.asked +
               " per frame.";
    }
    if (item.device_ms > best.device_ms) {
        const comparison is = compare_milliseconds(item.device_ms, best.device_ms);
        return alike + " and as fast, but the device computes longer: " + is.found + " against " + is.asked +
               " per frame.";
    }
    return "Ranked lower: equal to the best in all that is judged, and later in the list.";
}

} // namespace sei::advisor::inline SEI_RELEASE
