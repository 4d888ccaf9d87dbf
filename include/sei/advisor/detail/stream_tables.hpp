// SPDX-License-Identifier: MIT
#pragma once
/// What the stations of each design did: answers, drops, shares of the time, and the energy of a frame.

#include <sei/advisor/detail/text_table.hpp>
#include <sei/advisor/markup.hpp>
#include <sei/advisor/report.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE::detail {

[[nodiscard]] inline bool has_streams(const report_data& data) {
    return std::any_of(data.designs.begin(), data.designs.end(), [](const design& item) {
        return item.stream.answers_per_second > 0 || item.stream.device_use > 0 || item.stream.uplink_use > 0;
    });
}

struct stream_cell {
    std::string label;
    std::string value;
};

[[nodiscard]] inline std::string millijoules_cell(const std::optional<double>& value) {
    return value ? significant(*value, 3) : "?";
}

/// "0", or where frames were dropped: "12 at the link".
[[nodiscard]] inline std::string drops_cell(const stream_summary& stream) {
    std::string text;
    const auto add = [&text](std::uint64_t count, const char* where) {
        if (count != 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + ' ' + where;
    };
    add(stream.dropped_at_device, "device");
    add(stream.dropped_at_link, "link");
    add(stream.dropped_at_server, "server");
    return text.empty() ? "0" : text;
}

[[nodiscard]] inline std::vector<stream_cell> stream_cells(const design& item) {
    const stream_summary& stream = item.stream;
    const auto share = [](double value) { return fixed(value * 100, 1); };
    return {{"answers/s", fixed(stream.answers_per_second, 1)},
            {"dropped", drops_cell(stream)},
            {"device", share(stream.device_use)},
            {"up", share(stream.uplink_use)},
            {"down", share(stream.downlink_use)},
            {"server", share(stream.server_use)},
            {"computing", millijoules_cell(item.energy.computing_mj)},
            {"in all", millijoules_cell(total_mj(item.energy))}};
}

/// Why the energy of a frame is unknown, as a sentence; empty if it is known of every design.
[[nodiscard]] inline std::string missing_energy_sentence(const report_data& data) {
    const bool known = std::all_of(data.designs.begin(), data.designs.end(),
                                   [](const design& item) { return total_mj(item.energy).has_value(); });
    if (known) return {};
    const device_energy& energy = data.device.energy;
    std::string unknown;
    const auto add = [&unknown](const std::optional<double>& value, const char* what) {
        if (!value) unknown += (unknown.empty() ? "" : ", ") + std::string(what);
    };
    add(energy.joules_per_mac, "computing");
    add(energy.joules_per_bit_sent, "sending");
    add(energy.joules_per_bit_received, "receiving");
    add(energy.idle_watts, "idling");
    return "?: the profile of " + data.device.name + " does not say what it draws for " + unknown + '.';
}

[[nodiscard]] inline std::string place_of(const design& item) {
    return item.kind == design_kind::split ? "after " + item.after : std::string(name_of(item.kind));
}

/// Heading, lines and notes for the text report.
struct stream_text {
    std::string heading;
    std::vector<std::string> lines;
    std::string note;
};

[[nodiscard]] inline stream_text stream_lines(const report_data& data, std::size_t width) {
    std::vector<text_table::column> columns{{"design", align::left}, {"#"}, {"codec", align::left}};
    for (const stream_cell& each : stream_cells(data.designs.front())) columns.push_back({each.label});
    text_table table(std::move(columns));
    for (std::size_t i = 0; i < data.designs.size(); ++i) {
        const design& item = data.designs[i];
        std::vector<std::string> cells{printable(place_of(item)), std::to_string(i), printable(item.codec)};
        for (const stream_cell& each : stream_cells(item)) cells.push_back(each.value);
        table.add(std::move(cells));
    }
    const std::uint64_t devices = data.designs.front().stream.devices;
    return {"Stations (" + counted(devices, "device") +
                "; device, link up and down, server: % of the time at work; energy: mJ per frame)",
            table.lines(width), missing_energy_sentence(data)};
}

/// Folded away below the designs.
inline void add_streams(markup& page, const report_data& data) {
    if (!has_streams(data)) return;
    page.open("details").element("summary", "How busy the stations were, and what a frame cost in energy");
    page.element("p", {{"class", "note"}},
                 counted(data.designs.front().stream.devices, "device") +
                     ". Answers per second of all devices together; frames dropped because too many waited; "
                     "shares of the time, in %, that a device, the link in each direction and the server "
                     "were at work; energy of the device in mJ per frame. " +
                     missing_energy_sentence(data));
    page.open("div", {{"class", "scroll"}}).open("table", {{"class", "numbers"}}).open("thead").open("tr");
    page.element("th", {{"scope", "col"}}, "#").element("th", {{"scope", "col"}}, "design");
    for (const stream_cell& each : stream_cells(data.designs.front()))
        page.element("th", {{"scope", "col"}}, each.label);
    page.close().close().open("tbody");
    for (std::size_t i = 0; i < data.designs.size(); ++i) {
        const design& item = data.designs[i];
        page.open("tr").element("td", std::to_string(i));
        page.element("td", place_of(item) + (item.kind == design_kind::local ? "" : ", " + item.codec));
        for (const stream_cell& each : stream_cells(item)) page.element("td", each.value);
        page.close();
    }
    page.close().close().close().close();
}

} // namespace sei::advisor::inline SEI_RELEASE::detail
