// SPDX-License-Identifier: MIT
#pragma once
/// A report of made-up numbers for one network with three designs at two losses.

#include "support/loss_report.hpp"

namespace made_up {

[[nodiscard]] inline examples::interval around(double value, double reach) {
    return {value, value - reach, value + reach};
}

[[nodiscard]] inline examples::sweep_point point(double loss, double p50, double p95, double in_time,
                                                 double accuracy) {
    return {.loss = loss,
            .p50_ms = around(p50, 0),
            .p95_ms = around(p95, p95 / 10),
            .in_time = around(in_time, 0.01),
            .accuracy = around(accuracy, 0.02),
            .accuracy_in_time = around(in_time * accuracy, 0.02)};
}

[[nodiscard]] inline examples::loss_report losses() {
    using sei::design_kind;
    const double never = std::numeric_limits<double>::infinity();
    examples::loss_report report;
    report.losses = {0, 0.05};
    report.seeds = 3;
    report.deadline_ms = 50;
    report.server = sei::devices::x86_server();
    report.conditions = {{"link", "a <made up> one"}};
    examples::network_sweep network;
    network.network = "toy";
    network.images = 200;
    network.device = sei::devices::cortex_m7();
    network.accuracy = examples::wilson(0.9, 200);
    network.designs = {{design_kind::local,
                        "fc",
                        "none",
                        60,
                        0,
                        {0, 0, {point(0, 60, 60, 0, 0.9), point(0.05, 60, 60, 0, 0.9)}},
                        {0, 0, {point(0, 60, 60, 0, 0.9), point(0.05, 60, 60, 0, 0.9)}}},
                       {design_kind::remote,
                        "input",
                        "uint8",
                        0,
                        1,
                        {820, 1, {point(0, 1, 1.2, 1, 0.9), point(0.05, 1, never, 0.6, 0.9)}},
                        {800, 1, {point(0, 1, 1.2, 1, 0.9), point(0.05, 1, never, 0.9, 0.85)}}},
                       {design_kind::split,
                        "pool1",
                        "float32",
                        20,
                        0.5,
                        {12580, 13, {point(0, 21, 22, 1, 0.9), point(0.05, 22, 250, 0.7, 0.9)}},
                        {12752, 13, {point(0, 21, 22, 1, 0.9), point(0.05, 22, 30, 0.95, 0.88)}}}};
    report.networks = {network};
    return report;
}

} // namespace made_up
