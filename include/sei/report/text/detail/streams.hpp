// SPDX-License-Identifier: MIT
#pragma once
/// What the stations of each design did, as a table of the text report.

#include <sei/report/detail/stream_cells.hpp>
#include <sei/report/text/detail/table.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

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

} // namespace sei::report::inline SEI_RELEASE::detail
