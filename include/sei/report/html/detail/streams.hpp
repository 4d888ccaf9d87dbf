// SPDX-License-Identifier: MIT
#pragma once
/// What the stations of each design did, as a table of the HTML report.

#include <sei/report/detail/stream_cells.hpp>
#include <sei/report/markup.hpp>

#include <cstddef>
#include <string>

namespace sei::report::inline SEI_RELEASE::detail {

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

} // namespace sei::report::inline SEI_RELEASE::detail
