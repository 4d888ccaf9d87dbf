// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor/sensitivity.hpp: how far each number can move, all others fixed, before the verdict is
/// another.
///
/// For the requirements the answer is exact: the verdict can only change at a value that some design has. For
/// the link it is looked for: whoever can measure designs under other conditions hands over a function that
/// does. The ends are numbers that reports print in full, so that whoever asks for them finds what they say.

#include <sei/advisor/best_design.hpp>
#include <sei/advisor/detail/decimal.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE {

namespace detail {

/// Requirements with another value in one place.
[[nodiscard]] inline requirements with(requirement which, double value, requirements asked) {
    const auto count = static_cast<std::uint64_t>((std::max)(value, 0.0));
    switch (which) {
    case requirement::accuracy:
        asked.min_accuracy = value;
        break;
    case requirement::deadline:
        asked.deadline_ms = value;
        break;
    case requirement::ram:
        asked.max_ram_bytes = count;
        break;
    case requirement::flash:
        asked.max_flash_bytes = count;
        break;
    case requirement::wire_bytes:
        asked.max_wire_bytes = count;
        break;
    }
    return asked;
}

/// The designs as they would be judged under one other requirement.
class varied_designs {
public:
    varied_designs(std::span<const design> designs, const requirements& asked, const advice_options& options)
        : designs_(designs.begin(), designs.end()), asked_(asked), options_(options) {}

    [[nodiscard]] std::optional<std::size_t> best() const { return best_design(designs_, asked_, options_); }

    [[nodiscard]] std::optional<std::size_t> best_under(requirement which, double value) {
        // Fewer or more answers come in time under another deadline.
        if (which == requirement::deadline)
            for (design& item : designs_) item.accuracy_in_time = accuracy_within(item, value);
        return best_design(designs_, with(which, value, asked_), options_);
    }

    /// The values at which the requirement gains or loses a design, ascending, each once.
    [[nodiscard]] std::vector<double> turning_points(requirement which) const {
        std::vector<double> values;
        for (const design& item : designs_) {
            values.push_back(found_in(which, item, asked_));
            if (which == requirement::deadline)
                values.insert(values.end(), item.right_latencies_ms.begin(), item.right_latencies_ms.end());
        }
        std::erase_if(values, [](double value) { return !std::isfinite(value); });
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        return values;
    }

private:
    std::vector<design> designs_;
    requirements asked_;
    advice_options options_;
};

[[nodiscard]] inline double just_below(double value) {
    return std::nextafter(value, -std::numeric_limits<double>::infinity());
}

/// The requirement as a number that only lets more designs through as it grows: accuracy is turned round.
struct allowance {
    requirement which;

    [[nodiscard]] bool is_turned() const { return which == requirement::accuracy; }
    [[nodiscard]] bool is_bytes() const { return !is_turned() && which != requirement::deadline; }
    [[nodiscard]] double of(double value) const { return is_turned() ? -value : value; }
    /// Whether it can be asked for.
    [[nodiscard]] bool is_askable(double allowed) const {
        return is_turned()                      ? allowed >= -1 && allowed <= 0
               : which == requirement::deadline ? allowed > 0
                                                : allowed >= 0;
    }
    /// Digits after the point with which a report prints it: a hundredth of a percent, or the usual ones.
    [[nodiscard]] int decimals(double allowed) const {
        return is_bytes() ? 0 : is_turned() ? 4 : usual_decimals(allowed);
    }
};

/// Two neighbouring numbers as they are printed, the first below the point and the second not.
struct neighbours {
    double below = 0;
    double above = 0;
};

/// With so many digits that both can be asked for, the one that `accept` gets is on the right side of what is
/// asked now, and the verdicts differ; none if the point can't be passed at all.
template <class Accept>
[[nodiscard]] std::optional<neighbours> around(const allowance& scale, double point, const Accept& accept) {
    constexpr int most_decimals = 9;
    for (int decimals = scale.decimals(point); decimals <= most_decimals; ++decimals) {
        const double steps = steps_up(point, decimals);
        const neighbours found{decimal(steps - 1, decimals), decimal(steps, decimals)};
        if (scale.is_askable(found.below) && scale.is_askable(found.above) && accept(found)) return found;
        if (scale.is_bytes()) break;
    }
    return std::nullopt;
}

[[nodiscard]] inline verdict_range requirement_range(requirement which, varied_designs designs,
                                                     const requirements& asked) {
    static constexpr std::array<const char*, 5> names{"deadline", "accuracy", "RAM", "flash",
                                                      "bytes on the wire"};
    static constexpr std::array<quantity, 5> units{quantity::milliseconds, quantity::share, quantity::bytes,
                                                   quantity::bytes, quantity::bytes};
    const auto index = static_cast<std::size_t>(which);
    verdict_range range{.what = names[index], .unit = units[index], .present = asked_for(which, asked)};
    const allowance scale{which};
    const std::optional<std::size_t> verdict = designs.best();
    const double present = range.present ? scale.of(*range.present) : std::numeric_limits<double>::infinity();
    const auto best_at = [&](double allowed) { return designs.best_under(which, scale.of(allowed)); };
    std::vector<double> points;
    for (const double value : designs.turning_points(which)) points.push_back(scale.of(value));
    std::sort(points.begin(), points.end());

    std::optional<range_end> stricter;
    const auto changes_below = [&](double point) {
        return point <= present && best_at(just_below(point)) != verdict;
    };
    if (const auto point = std::find_if(points.rbegin(), points.rend(), changes_below);
        point != points.rend())
        if (const auto ends = around(scale, *point, [&](const neighbours& at) {
                return at.above <= present && best_at(at.below) != verdict;
            }))
            stricter = range_end{scale.of(ends->above), scale.of(ends->below), best_at(ends->below)};
    std::optional<range_end> looser;
    const auto changes_at = [&](double point) { return point > present && best_at(point) != verdict; };
    if (const auto point = std::find_if(points.begin(), points.end(), changes_at); point != points.end())
        if (const auto ends = around(scale, *point, [&](const neighbours& at) {
                return at.below >= present && best_at(at.above) != verdict;
            }))
            looser = range_end{scale.of(ends->below), scale.of(ends->above), best_at(ends->above)};
    range.lower = scale.is_turned() ? looser : stricter;
    range.upper = scale.is_turned() ? stricter : looser;
    return range;
}

} // namespace detail

/// One range for each requirement, asked for or not, in the order of `every_requirement`. With a deadline,
/// `right_latencies_ms` of the designs say how many answers another one would find in time; designs that
/// don't hold them keep the accuracy that they have. Throws as `advise` does.
[[nodiscard]] inline std::vector<verdict_range> requirement_ranges(std::span<const design> measured,
                                                                   const requirements& asked,
                                                                   const advice_options& options = {}) {
    if (measured.empty()) throw error("there are no designs to judge, expected at least one");
    require_usable(asked);
    for (const design& item : measured) require_measured(item);
    const std::vector<design> designs = recounted(measured, asked);
    std::vector<verdict_range> ranges;
    for (const requirement which : every_requirement) {
        // Without a deadline lateness counts for nothing, and asking for one changes what accuracy means.
        if (which == requirement::deadline && !asked.deadline_ms) continue;
        ranges.push_back(
            detail::requirement_range(which, detail::varied_designs(designs, asked, options), asked));
    }
    return ranges;
}

/// A number of the link, and between which values to look.
struct link_number {
    std::string what{}; ///< "rate"
    quantity unit = quantity::bits_per_second;
    double present = 0;
    double least = 0;
    double most = 0;
};

/// The verdict if the link had this number instead.
using verdict_at = std::function<std::optional<std::size_t>(double value)>;

namespace detail {

/// Three digits that count, at most six after the point: what a report prints in full, and what a link can be
/// asked for.
[[nodiscard]] inline double round_number(double value) {
    if (value == 0) return 0;
    const int decimals = (std::min)(2 - static_cast<int>(std::floor(std::log10(value))), 6);
    return decimal((std::round)(shifted(value, decimals)), decimals);
}

/// Looks for the end of a range in one direction; see `link_range`.
class range_search {
public:
    range_search(const link_number& number, const verdict_at& verdict)
        : number_(number), verdict_(verdict), present_(verdict(number.present)) {}

    [[nodiscard]] std::optional<range_end> look(double factor, double end, int halvings) const {
        double holds = number_.present;
        while (holds != end) {
            const double changes = step_from(holds, factor, end);
            if (const auto best = verdict_(changes); best != present_)
                return narrowed({holds, changes, best}, halvings);
            holds = changes;
        }
        return std::nullopt;
    }

private:
    const link_number& number_;
    const verdict_at& verdict_;
    std::optional<std::size_t> present_;

    [[nodiscard]] double step_from(double holds, double factor, double end) const {
        const double next = round_number(holds * factor);
        if (factor > 1) return next > holds ? (std::min)(next, end) : end;
        // Steps towards 0 never arrive there: what is left after ten of them is one step.
        return next < number_.present / 1024 || next >= holds ? end : (std::max)(next, end);
    }

    [[nodiscard]] range_end narrowed(range_end found, int halvings) const {
        for (int i = 0; i < halvings; ++i) {
            const double middle =
                round_number(found.changes > 0 && found.holds > 0 ? std::sqrt(found.holds * found.changes)
                                                                  : (found.holds + found.changes) / 2);
            if (middle == found.holds || middle == found.changes) break;
            const auto best = verdict_(middle);
            if (best == present_)
                found.holds = middle;
            else
                found = {found.holds, middle, best};
        }
        return found;
    }
};

} // namespace detail

/// How far the number can move before the verdict is another. Looks in steps of about a factor of two away
/// from the present value (then at the end itself) until the verdict changes, and halves the last step
/// `halvings` times, always at numbers of three digits: a verdict that changes and changes back within one
/// step is not seen. Throws sei::error unless 0 <= least <= present <= most and present > 0.
[[nodiscard]] inline verdict_range link_range(const link_number& number, const verdict_at& verdict,
                                              int halvings = 4) {
    if (!(number.least >= 0 && number.least <= number.present && number.present <= number.most &&
          number.present > 0 && std::isfinite(number.most)))
        throw error("the " + number.what + " is looked at from " + trimmed(number.least, 6) + " to " +
                    trimmed(number.most, 6) + " around " + trimmed(number.present, 6) +
                    ", expected 0 or more, ascending, the middle above 0");
    const detail::range_search search(number, verdict);
    return {.what = number.what,
            .unit = number.unit,
            .present = number.present,
            .lower = search.look(0.5, number.least, halvings),
            .upper = search.look(2, number.most, halvings),
            .least = number.least,
            .most = number.most};
}

/// The same for the loss, from a map: only its losses are looked at, at the present rate.
[[nodiscard]] inline verdict_range loss_range(const crossover_map& map) {
    verdict_range range{.what = "loss",
                        .unit = quantity::share,
                        .present = map.losses[map.here_loss],
                        .least = map.losses.front(),
                        .most = map.losses.back()};
    const auto winner = [&map](std::size_t loss) { return map.winner(loss, map.here_rate); };
    const auto end = [&](std::size_t holds, std::size_t changes) {
        return range_end{map.losses[holds], map.losses[changes], winner(changes)};
    };
    for (std::size_t i = map.here_loss; i > 0 && !range.lower; --i)
        if (winner(i - 1) != winner(map.here_loss)) range.lower = end(i, i - 1);
    for (std::size_t i = map.here_loss; i + 1 < map.losses.size() && !range.upper; ++i)
        if (winner(i + 1) != winner(map.here_loss)) range.upper = end(i, i + 1);
    return range;
}

} // namespace sei::advisor::inline SEI_RELEASE
