// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/loss_tables.hpp: designs against packet loss as tables, for a terminal and for the page.

#include "loss_report.hpp"
#include "table.hpp"

#include <optional>

namespace examples {

struct titled_table {
    std::string title;
    std::vector<std::string> headers;
    std::vector<std::vector<std::string>> rows; ///< one cell for each header
};

/// The greatest loss up to which 95 % of the frames were answered by the deadline; none if they never were.
[[nodiscard]] inline std::optional<double> in_time_up_to(const transport_sweep& over, double deadline_ms) {
    std::optional<double> last;
    for (const sweep_point& each : over.points) {
        if (each.p95_ms.value > deadline_ms) break;
        last = each.loss;
    }
    return last;
}

namespace detail {

[[nodiscard]] inline std::string tenths_of_percent(double share) {
    return sei::advisor::fixed(share * 100, 1);
}

[[nodiscard]] inline std::string percent_cell(const interval& share) {
    return tenths_of_percent(share.value);
}

/// Value and the ends of its interval.
[[nodiscard]] inline std::string range_cell(const interval& share) {
    return tenths_of_percent(share.value) + " (" + tenths_of_percent(share.low) + " to " +
           tenths_of_percent(share.high) + ")";
}

[[nodiscard]] inline std::string milliseconds_cell(const interval& latency) {
    if (std::isinf(latency.value)) return "never";
    return sei::advisor::fixed(latency.value, sei::advisor::usual_decimals(latency.value));
}

using cell_of = std::string (*)(const interval&);

[[nodiscard]] inline titled_table against_loss(const std::string& title, const network_sweep& network,
                                               transport_sweep design_sweep::*transport,
                                               interval sweep_point::*member, cell_of cell) {
    titled_table result{title, {"packets lost, %"}, {}};
    for (const sweep_point& each : (network.designs.front().*transport).points)
        result.headers.push_back(sei::advisor::trimmed(each.loss * 100, 2));
    for (const design_sweep& design : network.designs) {
        result.rows.push_back({name_of(design)});
        for (const sweep_point& each : (design.*transport).points)
            result.rows.back().push_back(cell(each.*member));
    }
    return result;
}

[[nodiscard]] inline std::string up_to_cell(std::optional<double> loss) {
    return loss ? sei::advisor::trimmed(*loss * 100, 2) : "not at all";
}

} // namespace detail

/// What each design costs, how much loss it bears over TCP, and what the most loss leaves over UDP.
[[nodiscard]] inline titled_table overview(const network_sweep& network, const loss_report& report) {
    titled_table result{
        "At a glance",
        {"design", "bytes a frame", "packets", "device ms", "server ms", "TCP: 95 % in time up to % loss",
         "UDP: 95 % in time up to % loss",
         "UDP: % right at " + sei::advisor::trimmed(report.losses.back() * 100, 2) + " % loss"},
        {}};
    for (const design_sweep& each : network.designs)
        result.rows.push_back({name_of(each), std::to_string(each.udp.wire_bytes),
                               std::to_string(each.udp.packets), sei::advisor::fixed(each.device_ms, 2),
                               sei::advisor::fixed(each.server_ms, 2),
                               detail::up_to_cell(in_time_up_to(each.tcp, report.deadline_ms)),
                               detail::up_to_cell(in_time_up_to(each.udp, report.deadline_ms)),
                               detail::tenths_of_percent(each.udp.points.back().accuracy.value)});
    return result;
}

/// Every number that the figures show, and accuracy in time beside it.
[[nodiscard]] inline std::vector<titled_table> tables_of(const network_sweep& network) {
    using detail::against_loss;
    const auto tcp = &design_sweep::tcp;
    const auto udp = &design_sweep::udp;
    return {against_loss("TCP: milliseconds, median", network, tcp, &sweep_point::p50_ms,
                         detail::milliseconds_cell),
            against_loss("TCP: milliseconds, 95th percentile", network, tcp, &sweep_point::p95_ms,
                         detail::milliseconds_cell),
            against_loss("TCP: frames answered in time, %", network, tcp, &sweep_point::in_time,
                         detail::percent_cell),
            against_loss("TCP: frames right, however late, %", network, tcp, &sweep_point::accuracy,
                         detail::percent_cell),
            against_loss("TCP: frames right and in time, %", network, tcp, &sweep_point::accuracy_in_time,
                         detail::percent_cell),
            against_loss("UDP: frames right, % (95 % interval)", network, udp, &sweep_point::accuracy,
                         detail::range_cell),
            against_loss("UDP: frames answered in time, %", network, udp, &sweep_point::in_time,
                         detail::percent_cell),
            against_loss("UDP: frames right and in time, %", network, udp, &sweep_point::accuracy_in_time,
                         detail::percent_cell)};
}

/// "fashion_cnn: 1000 images, 90.3 % right when uncut; ..."
[[nodiscard]] inline std::string summary_of(const network_sweep& network, const loss_report& report) {
    return sei::advisor::counted(network.images, "image") + ", " +
           detail::tenths_of_percent(network.accuracy.value) +
           " % right by the uncut network (95 % interval " + detail::tenths_of_percent(network.accuracy.low) +
           " to " + detail::tenths_of_percent(network.accuracy.high) + " %); device " + network.device.name +
           ", server " + report.server.name + ".";
}

namespace detail {

[[nodiscard]] inline std::string text_of(const titled_table& source) {
    table cells(source.headers);
    for (const std::vector<std::string>& row : source.rows) cells.add(row);
    return '\n' + source.title + "\n\n" + cells.in(table_form::text);
}

} // namespace detail

/// The report for a terminal.
[[nodiscard]] inline std::string to_text(const loss_report& report) {
    std::string text = std::string(ours) + '\n';
    for (const sei::report::fact& each : report.conditions)
        text += "  " + each.name + ": " + each.value + '\n';
    for (const network_sweep& network : report.networks) {
        text += '\n' + network.network + ": " + summary_of(network, report) + '\n';
        text += detail::text_of(overview(network, report));
        for (const titled_table& each : tables_of(network)) text += detail::text_of(each);
    }
    return text;
}

} // namespace examples
