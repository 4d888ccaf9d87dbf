// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/requirement_check.hpp: which requirements a design misses, and by how much.

#include <sei/advisor/words.hpp>
#include <sei/error.hpp>
#include <sei/model/results.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE {

/// One kind of requirement, in the order in which they are checked and told.
enum class requirement : std::uint8_t { deadline, accuracy, ram, flash, wire_bytes };

inline constexpr std::array every_requirement{requirement::deadline, requirement::accuracy, requirement::ram,
                                              requirement::flash, requirement::wire_bytes};

/// What is asked for of memory, and what the device has of it.
struct memory_limits {
    std::optional<std::uint64_t> asked{};
    std::optional<std::uint64_t> of_device{};

    /// The one that is felt.
    [[nodiscard]] std::optional<std::uint64_t> least() const {
        if (!asked || !of_device) return asked ? asked : of_device;
        return (std::min)(*asked, *of_device);
    }
    /// Asking for more would not help.
    [[nodiscard]] bool is_of_device() const { return of_device && (!asked || *of_device < *asked); }
};

[[nodiscard]] inline memory_limits limits_of(requirement which, const requirements& asked) {
    if (which == requirement::ram) return {asked.max_ram_bytes, asked.device_ram_bytes};
    if (which == requirement::flash) return {asked.max_flash_bytes, asked.device_flash_bytes};
    return {asked.max_wire_bytes, {}};
}

/// What a requirement asks for: a share, milliseconds or bytes; none when it is not asked for. Of memory the
/// smaller of what is asked for and what the device has.
[[nodiscard]] inline std::optional<double> asked_for(requirement which, const requirements& asked) {
    if (which == requirement::accuracy) return asked.min_accuracy;
    if (which == requirement::deadline) return asked.deadline_ms;
    const std::optional<std::uint64_t> limit = limits_of(which, asked).least();
    return limit ? std::optional(static_cast<double>(*limit)) : std::nullopt;
}

/// The same requirements without one of them; of memory without the limit that is felt, which another may
/// be behind.
[[nodiscard]] inline requirements without(requirement which, requirements asked) {
    const memory_limits limits = limits_of(which, asked);
    const bool of_device = limits.is_of_device();
    switch (which) {
    case requirement::accuracy:
        asked.min_accuracy.reset();
        break;
    case requirement::deadline:
        asked.deadline_ms.reset();
        break;
    case requirement::ram:
        (of_device ? asked.device_ram_bytes : asked.max_ram_bytes).reset();
        break;
    case requirement::flash:
        (of_device ? asked.device_flash_bytes : asked.max_flash_bytes).reset();
        break;
    case requirement::wire_bytes:
        asked.max_wire_bytes.reset();
        break;
    }
    return asked;
}

/// The accuracy that counts: `accuracy_in_time` under a deadline, else `accuracy`.
[[nodiscard]] inline double judged_accuracy(const design& item, const requirements& asked) {
    return asked.deadline_ms ? item.accuracy_in_time : item.accuracy;
}

/// What a design has where the requirement asks: a share, milliseconds or bytes.
[[nodiscard]] inline double found_in(requirement which, const design& item, const requirements& asked) {
    switch (which) {
    case requirement::accuracy:
        return judged_accuracy(item, asked);
    case requirement::deadline:
        return item.latency_ms.at_percentile;
    case requirement::ram:
        return static_cast<double>(item.device_ram_bytes);
    case requirement::flash:
        return static_cast<double>(item.device_flash_bytes);
    case requirement::wire_bytes:
        return static_cast<double>(item.wire_bytes);
    }
    return 0;
}

/// A requirement that a design misses. Numbers are a share, milliseconds (possibly infinite) or bytes.
struct shortfall {
    requirement which{};
    double found = 0;
    double asked = 0;

    /// By how much it is missed, as a share of what was asked; infinite for a frame that never came back.
    [[nodiscard]] double relative() const {
        if (which == requirement::accuracy) return (asked - found) / asked;
        return (found - asked) / (asked > 0 ? asked : 1.0);
    }
};

/// All requirements that the design misses; empty when it is feasible. Meeting a limit exactly is meeting it.
[[nodiscard]] inline std::vector<shortfall> shortfalls(const design& item, const requirements& asked) {
    std::vector<shortfall> missed;
    for (const requirement which : every_requirement) {
        const std::optional<double> wanted = asked_for(which, asked);
        if (!wanted) continue;
        const double found = found_in(which, item, asked);
        if (which == requirement::accuracy ? found < *wanted : found > *wanted)
            missed.push_back({which, found, *wanted});
    }
    return missed;
}

/// Throws sei::error when the requirements make no sense: NaN, a negative number, a share above 1.
inline void require_usable(const requirements& asked) {
    if (!(asked.percentile > 0 && asked.percentile <= 100))
        throw error("the percentile is " + sei::detail::short_number(asked.percentile) +
                    ", expected a number above 0 and up to 100");
    if (asked.min_accuracy && !(*asked.min_accuracy >= 0 && *asked.min_accuracy <= 1))
        throw error("the minimum accuracy is " + sei::detail::short_number(*asked.min_accuracy) +
                    ", expected a share from 0 to 1");
    if (asked.deadline_ms && !(*asked.deadline_ms > 0 && std::isfinite(*asked.deadline_ms)))
        throw error("the deadline is " + sei::detail::short_number(*asked.deadline_ms) +
                    " ms, expected a finite number above 0");
}

} // namespace sei::advisor::inline SEI_RELEASE
