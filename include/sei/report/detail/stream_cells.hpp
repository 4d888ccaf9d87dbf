// SPDX-License-Identifier: MIT
#pragma once
/// What the stations of each design did: answers, drops, shares of the time, and the energy of a frame.

#include <sei/report/data.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

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

} // namespace sei::report::inline SEI_RELEASE::detail
