// SPDX-License-Identifier: MIT
#pragma once
/// Which few designs a picture names: the verdict and the best of each other kind. The rest stays grey.

#include <sei/report/chart/svg.hpp>
#include <sei/report/data.hpp>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

namespace sei::report::inline SEI_RELEASE {

[[nodiscard]] inline bool is_best(const report_data& data, std::size_t i) { return data.verdict.best == i; }

/// At most one design of each kind: the verdict, else feasible before accurate before fast.
[[nodiscard]] inline std::vector<std::size_t> highlights(const report_data& data) {
    const auto order = [&data](std::size_t i) {
        const design& item = data.designs[i];
        return std::tuple(!is_best(data, i), !data.verdict.judgements[i].feasible,
                          -judged_accuracy(item, data.requirements), item.latency_ms.at_percentile);
    };
    std::vector<std::size_t> chosen;
    for (const design_kind kind : {design_kind::local, design_kind::remote, design_kind::split}) {
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < data.designs.size(); ++i)
            if (data.designs[i].kind == kind) members.push_back(i);
        const auto best =
            std::min_element(members.begin(), members.end(), [&order](std::size_t left, std::size_t right) {
                return order(left) < order(right);
            });
        if (best != members.end()) chosen.push_back(*best);
    }
    return chosen;
}

[[nodiscard]] inline bool is_highlight(const std::vector<std::size_t>& chosen, std::size_t i) {
    return std::find(chosen.begin(), chosen.end(), i) != chosen.end();
}

[[nodiscard]] inline mark mark_of(design_kind kind) {
    if (kind == design_kind::local) return mark::square;
    return kind == design_kind::remote ? mark::triangle : mark::circle;
}

/// Class names for the style sheet: the kind, and whether it is the verdict.
[[nodiscard]] inline std::string style_of(const report_data& data, std::size_t i) {
    return std::string(name_of(data.designs[i].kind)) + (is_best(data, i) ? " best" : "");
}

/// A label in two lines: where the cut is, and what crosses it. A star marks the verdict.
struct two_lines {
    std::string first;
    std::string second;
};

[[nodiscard]] inline two_lines label_of(const report_data& data, std::size_t i, std::size_t columns) {
    const design& item = data.designs[i];
    std::string place(name_of(item.kind));
    if (item.kind == design_kind::split)
        place = (display_width(printable(item.after)) + 8 > columns ? "" : "after ") + item.after;
    const std::string how = item.kind == design_kind::local ? "" : item.codec + ' ' + item.transport;
    return {shortened(printable((is_best(data, i) ? "\u2605 " : "") + place), columns),
            shortened(printable(how), columns)};
}

/// Moves labels apart that would overlap: positions at least `gap` apart, between `low` and `high`.
[[nodiscard]] inline std::vector<double> spread(const std::vector<double>& wanted, double gap, double low,
                                                double high) {
    std::vector<std::size_t> order(wanted.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&wanted](std::size_t left, std::size_t right) {
        return std::tie(wanted[left], left) < std::tie(wanted[right], right);
    });
    std::vector<double> placed = wanted;
    double next = low;
    for (const std::size_t i : order) {
        placed[i] = (std::max)(placed[i], next);
        next = placed[i] + gap;
    }
    double limit = high;
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
        placed[*i] = (std::min)(placed[*i], limit);
        limit = placed[*i] - gap;
    }
    return placed;
}

} // namespace sei::report::inline SEI_RELEASE
