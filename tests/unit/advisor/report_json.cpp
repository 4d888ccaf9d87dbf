// SPDX-License-Identifier: MIT
#include <sei/advisor/report_json.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <set>

namespace {

using json = nlohmann::json;

json parsed(const sei::advisor::report_data& data) { return json::parse(sei::advisor::to_json(data)); }

std::set<std::string> keys(const json& object) {
    std::set<std::string> names;
    for (const auto& [name, value] : object.items()) names.insert(name);
    return names;
}

} // namespace

TEST_CASE("the report parses back and has the fields that docs/reference/report.md lists") {
    const json report = parsed(sample_report());
    CHECK(keys(report) == std::set<std::string>{"format", "sei", "title", "network", "images", "accuracy",
                                                "requirements", "link", "loss", "device", "server",
                                                "provenance", "splits", "designs", "verdict",
                                                "verdict_reasons"});
    CHECK(keys(report["splits"][0]) ==
          std::set<std::string>{"index", "after", "kind", "wire_shape", "wire_bytes_float32", "head_macs",
                                "head_parameter_bytes", "head_arena_bytes", "cui", "cui_log10",
                                "lrp_abs_total", "is_candidate"});
    CHECK(keys(report["designs"][0]) == std::set<std::string>{"kind",
                                                              "split_index",
                                                              "after",
                                                              "transport",
                                                              "codec",
                                                              "wire_bytes",
                                                              "packets",
                                                              "frames",
                                                              "accuracy",
                                                              "accuracy_in_time",
                                                              "latency_ms",
                                                              "deadline_miss_rate",
                                                              "device_ms",
                                                              "link_ms",
                                                              "server_ms",
                                                              "device_ram_bytes",
                                                              "device_flash_bytes",
                                                              "against_loss",
                                                              "feasible",
                                                              "on_pareto_front",
                                                              "reasons"});
    CHECK(keys(report["designs"][0]["latency_ms"]) ==
          std::set<std::string>{"p50", "p95", "p99", "max", "at_percentile"});
    CHECK(keys(report["requirements"]) == std::set<std::string>{"min_accuracy", "deadline_ms", "percentile",
                                                                "max_ram_bytes", "max_flash_bytes",
                                                                "max_wire_bytes"});
    CHECK(keys(report["device"]) == std::set<std::string>{"name", "source", "operations_per_second",
                                                          "seconds_per_node", "ram_bytes", "flash_bytes"});
}

TEST_CASE("the fields hold what the data hold") {
    const sei::advisor::report_data data = sample_report();
    const json report = parsed(data);
    CHECK(report["format"] == 1);
    CHECK(report["sei"] == sei::advisor::version_text());
    CHECK(report["network"] == "fashion_net");
    CHECK(report["images"] == 2000);
    CHECK(report["accuracy"].get<double>() == data.accuracy);
    CHECK(report["link"]["rate"] == "10 Mbit/s");
    CHECK(report["loss"].get<double>() == 0.01);
    CHECK(report["splits"][2]["wire_shape"] == json::array({16, 14, 14}));
    CHECK(report["splits"][2]["is_candidate"] == true);
    CHECK(report["splits"][1]["cui"].get<double>() == 6.1e-5);
    CHECK(report["designs"].size() == 6U);
    CHECK(report["designs"][0]["kind"] == "local");
    CHECK(report["designs"][4]["kind"] == "split");
    CHECK(report["designs"][4]["latency_ms"]["p95"].get<double>() == 38.6);
    CHECK(report["designs"][4]["feasible"] == true);
    CHECK(report["designs"][0]["reasons"] == json(data.verdict.judgements[0].reasons));
    CHECK(report["verdict"] == 4);
    CHECK(report["verdict_reasons"] == json(data.verdict.reasons));
}

TEST_CASE("what is infinite, not asked for or not measured is null") {
    sei::advisor::report_data data = sample_report();
    data.designs[1].latency_ms.max = never;
    data.verdict.best.reset();
    data.loss.reset();
    const json report = parsed(data);
    CHECK(report["designs"][1]["latency_ms"]["max"].is_null());
    CHECK(report["designs"][1]["against_loss"][2]["latency_ms"].is_null());
    CHECK(report["designs"][1]["against_loss"][1]["latency_ms"].is_number());
    CHECK(report["splits"][0]["cui"].is_null());
    CHECK(report["requirements"]["max_flash_bytes"].is_null());
    CHECK(report["verdict"].is_null());
    CHECK(report["loss"].is_null());
}

TEST_CASE("hostile names come back as they were, but for bytes that are not UTF-8") {
    const sei::advisor::report_data data = hostile_report();
    const json report = parsed(data);
    std::string expected = data.network;
    expected.replace(expected.find('\xff'), 1, "\xEF\xBF\xBD");
    CHECK(report["network"] == expected);
    CHECK(report["splits"][0]["after"] == expected);
}

TEST_CASE("the same data give the same bytes, other data others") {
    CHECK(sei::advisor::to_json(sample_report()) == sei::advisor::to_json(sample_report()));
    sei::advisor::report_data other = sample_report();
    other.accuracy = 0.5;
    CHECK(sei::advisor::to_json(other) != sei::advisor::to_json(sample_report()));
}
