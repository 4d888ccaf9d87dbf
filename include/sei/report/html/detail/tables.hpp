// SPDX-License-Identifier: MIT
#pragma once
/// The tables of the HTML report: every design with its reasons, every split, and where the numbers come
/// from.

#include <sei/report/chart/highlights.hpp>
#include <sei/report/data.hpp>
#include <sei/report/markup.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

[[nodiscard]] inline std::string table_ms(double value) {
    return std::isinf(value) ? "never" : fixed(value, value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);
}

struct cell {
    std::string label;
    std::string value;
};

/// The numbers of a design, in the order of the columns. Times in ms.
[[nodiscard]] inline std::vector<cell> numbers_of(const design& item, const requirements& asked) {
    const bool local = item.kind == design_kind::local;
    std::vector<cell> cells{{"in\u00A0time, %", fixed(item.accuracy_in_time * 100, 1)},
                            {"right, %", fixed(item.accuracy * 100, 1)},
                            {"late, %", fixed(item.deadline_miss_rate * 100, 1)},
                            {"p50, ms", table_ms(item.latency_ms.p50)}};
    if (asked.percentile != 50 && asked.percentile != 95 && asked.percentile != 99 && asked.percentile != 100)
        cells.push_back(
            {'p' + trimmed(asked.percentile, 3) + ", ms", table_ms(item.latency_ms.at_percentile)});
    for (const cell& each :
         {cell{"p95, ms", table_ms(item.latency_ms.p95)}, cell{"p99, ms", table_ms(item.latency_ms.p99)},
          cell{"max, ms", table_ms(item.latency_ms.max)}, cell{"device, ms", table_ms(item.device_ms)},
          cell{"link, ms", local ? "\u2013" : table_ms(item.link_ms)},
          cell{"server, ms", local ? "\u2013" : table_ms(item.server_ms)},
          cell{"bytes", std::to_string(item.wire_bytes)}, cell{"packets", std::to_string(item.packets)},
          cell{"RAM, KiB", fixed(static_cast<double>(item.device_ram_bytes) / 1024, 1)}})
        cells.push_back(each);
    return cells;
}

inline void add_design(markup& page, const report_data& data, std::size_t i) {
    const design& item = data.designs[i];
    const judgement& of = data.verdict.judgements[i];
    const std::string state = is_best(data, i) ? "best" : of.feasible ? "feasible" : "rejected";
    const std::string symbol = is_best(data, i) ? "\u2605 verdict"
                               : of.feasible    ? "\u2713 feasible"
                                                : "\u2717 rejected";
    page.open("tbody", {{"class", state}}).open("tr", {{"class", "row"}});
    page.element("td", {{"class", "n index"}}, std::to_string(i));
    page.open("td", {{"class", "place"}});
    page.text(item.kind == design_kind::split ? "after " + item.after : std::string(name_of(item.kind)));
    if (item.kind != design_kind::local) page.element("small", item.codec + " over " + item.transport);
    page.close();
    const std::vector<cell> numbers = numbers_of(item, data.requirements);
    for (const cell& each : numbers)
        page.element("td", {{"class", "n"}, {"data-label", each.label}}, each.value);
    page.element("td", {{"class", "state"}}, symbol).close();
    page.open("tr", {{"class", "why"}}).element("td", "");
    page.open("td", {{"colspan", std::to_string(numbers.size() + 2)}}).open("p");
    std::string reasons;
    for (const std::string& reason : of.reasons) reasons += (reasons.empty() ? "" : " ") + reason;
    if (of.on_pareto_front) reasons += " On the Pareto front.";
    page.text(reasons).close().close().close().close();
}

inline void add_designs(markup& page, const report_data& data) {
    page.element("h2", "Every design");
    const std::string note = "Under each, why it was rejected or ranked lower. The Pareto front holds the "
                             "designs that no other beats in accuracy, latency and RAM at once. Right: "
                             "answered rightly, and the answer reached the device, however late. ";
    page.element("p", {{"class", "note"}}, note + kernels_sentence(data));
    if (data.designs.empty()) return;
    page.open("table", {{"class", "designs"}}).open("thead").open("tr");
    page.element("th", {{"class", "n"}, {"scope", "col"}}, "#").element("th", {{"scope", "col"}}, "design");
    for (const cell& each : numbers_of(data.designs.front(), data.requirements))
        page.element("th", {{"class", "n"}, {"scope", "col"}}, each.label);
    page.element("th", {{"scope", "col"}}, "").close().close();
    for (std::size_t i = 0; i < data.designs.size(); ++i) add_design(page, data, i);
    page.close();
}

/// What a cut at each split costs, folded away.
inline void add_splits(markup& page, const report_data& data) {
    page.open("details").element("summary", "What each split point costs");
    page.open("div", {{"class", "scroll"}}).open("table", {{"class", "numbers"}}).open("thead").open("tr");
    for (const char* header : {"#", "after", "shape", "float32 bytes", "head MACs", "parameters", "arena"})
        page.element("th", {{"scope", "col"}}, header);
    page.close().close().open("tbody");
    for (const split_score& split : data.splits) {
        page.open("tr");
        for (const std::string& value :
             {std::to_string(split.index), split.after, shape_text(split.wire_shape),
              std::to_string(split.wire_bytes_float32), short_count(split.head_macs),
              bytes(split.head_parameter_bytes), bytes(split.head_arena_bytes)})
            page.element("td", value);
        page.close();
    }
    page.close().close().close().close();
}

inline void add_sources(markup& page, const report_data& data) {
    page.element("h2", "Where the numbers come from");
    page.open("dl");
    const auto entry = [&page](const std::string& name, const std::string& value) {
        page.element("dt", name).element("dd", value);
    };
    for (const fact& each : data.link) entry("link: " + each.name, each.value);
    entry("device", data.device.name + (data.device.source.empty() ? "" : ". " + data.device.source));
    entry("server", data.server.name + (data.server.source.empty() ? "" : ". " + data.server.source));
    if (!data.device.energy.source.empty()) entry("energy of the device", data.device.energy.source);
    for (const fact& each : data.provenance) entry(each.name, each.value);
    page.close();
}

} // namespace sei::report::inline SEI_RELEASE::detail
