// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/loss_report.hpp: designs against packet loss, as plain data and as JSON.

#include "loss_sweep.hpp"

#include <sei/report/data.hpp>

#include <nlohmann/json.hpp>

namespace examples {

/// Everything that the reports tell.
struct loss_report {
    std::vector<double> losses; ///< ascending
    std::uint64_t seeds = 1;
    double deadline_ms = 0;
    sei::device server;
    std::vector<sei::report::fact> conditions;
    std::vector<network_sweep> networks;
};

/// The version of the JSON; it grows when a field changes its meaning or goes.
inline constexpr int loss_report_format = 1;

/// Whose numbers these are.
inline constexpr std::string_view ours =
    "These figures are ours: computed by sei, with its networks, device profiles and link model, under the "
    "conditions below. The exact numbers of the paper (Capogrosso et al., Split-Et-Impera, DDECS 2023, arXiv "
    "2303.12524) are not public.";

namespace detail {

using ordered_json = nlohmann::ordered_json;

/// JSON has no infinity: never is null.
[[nodiscard]] inline ordered_json finite(double value) {
    return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

inline void add(ordered_json& to, const std::string& name, const interval& range) {
    to[name] = finite(range.value);
    to[name + "_low"] = finite(range.low);
    to[name + "_high"] = finite(range.high);
}

[[nodiscard]] inline ordered_json json_of(const transport_sweep& over) {
    ordered_json points = ordered_json::array();
    for (const sweep_point& each : over.points) {
        ordered_json point{{"loss", each.loss}};
        add(point, "p50_ms", each.p50_ms);
        add(point, "p95_ms", each.p95_ms);
        add(point, "in_time", each.in_time);
        add(point, "accuracy", each.accuracy);
        add(point, "accuracy_in_time", each.accuracy_in_time);
        points.push_back(std::move(point));
    }
    return {{"wire_bytes", over.wire_bytes}, {"packets", over.packets}, {"points", std::move(points)}};
}

[[nodiscard]] inline ordered_json json_of(const sei::device& profile) {
    return {{"name", profile.name}, {"source", profile.source}};
}

[[nodiscard]] inline ordered_json json_of(const network_sweep& network) {
    ordered_json object{
        {"network", network.network}, {"images", network.images}, {"device", json_of(network.device)}};
    add(object, "accuracy", network.accuracy);
    object["designs"] = ordered_json::array();
    for (const design_sweep& each : network.designs)
        object["designs"].push_back({{"name", name_of(each)},
                                     {"kind", sei::advisor::name_of(each.kind)},
                                     {"after", each.after},
                                     {"codec", each.codec},
                                     {"device_ms", each.device_ms},
                                     {"server_ms", each.server_ms},
                                     {"tcp", json_of(each.tcp)},
                                     {"udp", json_of(each.udp)}});
    return object;
}

} // namespace detail

/// One object; shares from 0 to 1, latencies in milliseconds or null for never.
[[nodiscard]] inline std::string to_json(const loss_report& report) {
    detail::ordered_json object{{"format", loss_report_format},
                                {"sei", sei::report::version_text()},
                                {"note", ours},
                                {"losses", report.losses},
                                {"seeds", report.seeds},
                                {"deadline_ms", report.deadline_ms}};
    object["server"] = detail::json_of(report.server);
    object["conditions"] = detail::ordered_json::object();
    for (const sei::report::fact& each : report.conditions) object["conditions"][each.name] = each.value;
    object["networks"] = detail::ordered_json::array();
    for (const network_sweep& each : report.networks) object["networks"].push_back(detail::json_of(each));
    return sei::printable_json(object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) +
           '\n';
}

} // namespace examples
