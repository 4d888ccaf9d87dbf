// SPDX-License-Identifier: MIT
#include <sei/report/json.hpp>

#include "../advisor/support.hpp"

#include <doctest/doctest.h>

#include <set>

namespace {

using json = nlohmann::json;

json parsed(const sei::report::report_data& data) { return json::parse(sei::report::to_json(data)); }

std::set<std::string> keys(const json& object) {
    std::set<std::string> names;
    for (const auto& [name, value] : object.items()) names.insert(name);
    return names;
}

} // namespace

TEST_CASE("the report parses back and has the fields that docs/reference/report.md lists") {
    const json report = parsed(ranked_report());
    CHECK(keys(report) == std::set<std::string>{"format",         "sei",
                                                "title",          "network",
                                                "images",         "accuracy",
                                                "warnings",       "requirements",
                                                "link",           "loss",
                                                "device",         "server",
                                                "provenance",     "importance_note",
                                                "relevance_note", "splits",
                                                "ranking",        "score_to_believe",
                                                "heat_maps",      "designs",
                                                "sensitivity",    "crossover",
                                                "verdict",        "nearest",
                                                "verdict_reasons"});
    CHECK(keys(report["splits"][0]) == std::set<std::string>{"index",
                                                             "after",
                                                             "kind",
                                                             "wire_shape",
                                                             "wire_bytes_float32",
                                                             "head_macs",
                                                             "head_parameter_bytes",
                                                             "head_arena_bytes",
                                                             "cui",
                                                             "cui_log10",
                                                             "lrp_abs_total",
                                                             "importance_log10",
                                                             "importance_log10_low",
                                                             "importance_log10_high",
                                                             "importance_by_class",
                                                             "prominence",
                                                             "peak_share",
                                                             "null_share",
                                                             "candidate",
                                                             "is_candidate",
                                                             "damages"});
    CHECK(keys(report["splits"][0]["damages"][0]) ==
          std::set<std::string>{"damage", "shift", "turn", "norm", "sum", "lost_relevance"});
    CHECK(keys(report["ranking"][0]) == std::set<std::string>{"score", "correlation", "low_over_layers",
                                                              "high_over_layers", "low_over_images",
                                                              "high_over_images", "p_value", "doubt",
                                                              "given_depth", "regret"});
    CHECK(keys(report["heat_maps"][0]) == std::set<std::string>{"title", "width", "height", "values"});
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
                                                              "accuracy_at_server",
                                                              "measured_under",
                                                              "latency_ms",
                                                              "deadline_miss_rate",
                                                              "device_ms",
                                                              "link_ms",
                                                              "server_ms",
                                                              "device_ram_bytes",
                                                              "device_flash_bytes",
                                                              "against_loss",
                                                              "stream",
                                                              "energy_mj",
                                                              "feasible",
                                                              "on_pareto_front",
                                                              "missed",
                                                              "reasons"});
    CHECK(keys(report["designs"][0]["latency_ms"]) ==
          std::set<std::string>{"p50", "p95", "p99", "max", "at_percentile"});
    CHECK(keys(report["requirements"]) == std::set<std::string>{"min_accuracy", "deadline_ms", "percentile",
                                                                "max_ram_bytes", "max_flash_bytes",
                                                                "max_wire_bytes"});
    CHECK(keys(report["device"]) == std::set<std::string>{"name", "source", "kernels",
                                                          "operations_per_second", "seconds_per_node",
                                                          "ram_bytes", "flash_bytes", "energy"});
    CHECK(keys(report["device"]["energy"]) == std::set<std::string>{"joules_per_mac", "joules_per_bit_sent",
                                                                    "joules_per_bit_received", "idle_watts",
                                                                    "source"});
    const json& stream = report["designs"][0]["stream"];
    CHECK(keys(stream) == std::set<std::string>{"devices", "answers_per_second", "dropped", "use"});
    CHECK(keys(stream["dropped"]) == std::set<std::string>{"device", "link", "server"});
    CHECK(keys(stream["use"]) == std::set<std::string>{"device", "uplink", "downlink", "server"});
    CHECK(keys(report["designs"][0]["energy_mj"]) ==
          std::set<std::string>{"computing", "sending", "receiving", "idle", "total"});
}

TEST_CASE("streams and energy hold what the data hold, and null where nobody knows") {
    sei::report::report_data data = sample_report();
    data.designs[1].stream = {.devices = 3,
                              .answers_per_second = 58.5,
                              .dropped_at_link = 7,
                              .device_use = 0.25,
                              .server_use = 0.75};
    data.designs[1].energy = {.computing_mj = 1.5, .sending_mj = 0.5, .receiving_mj = 0.25, .idle_mj = 2};
    data.designs[2].energy = {.computing_mj = 1.5};
    const json report = parsed(data);
    const json& design = report["designs"][1];
    CHECK(design["stream"]["devices"] == 3);
    CHECK(design["stream"]["answers_per_second"] == 58.5);
    CHECK(design["stream"]["dropped"]["link"] == 7);
    CHECK(design["stream"]["use"]["device"] == 0.25);
    CHECK(design["stream"]["use"]["server"] == 0.75);
    CHECK(design["energy_mj"]["total"] == 4.25);
    CHECK(report["designs"][2]["energy_mj"]["computing"] == 1.5);
    CHECK(report["designs"][2]["energy_mj"]["sending"].is_null());
    CHECK(report["designs"][2]["energy_mj"]["total"].is_null());
    CHECK(report["device"]["energy"]["joules_per_mac"] == 1.6e-9);
    CHECK(report["device"]["energy"]["idle_watts"].is_null());
}

TEST_CASE("the fields hold what the data hold") {
    const sei::report::report_data data = sample_report();
    const json report = parsed(data);
    CHECK(report["format"] == 1);
    CHECK(report["sei"] == sei::report::version_text());
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

TEST_CASE("scores, their validation and heat maps hold what the data hold") {
    const json report = parsed(ranked_report());
    const json& split = report["splits"][3];
    CHECK(report["importance_note"] == "sums over channels and positions");
    CHECK(report["relevance_note"] == "");
    CHECK(split["importance_log10"].get<double>() == 1.25);
    CHECK(split["importance_log10_low"].get<double>() == 1.125);
    CHECK(split["importance_log10_high"].get<double>() == 1.375);
    CHECK(split["importance_by_class"] == json::array({0.5, nullptr}));
    CHECK(split["prominence"].get<double>() == 0.125);
    CHECK(split["peak_share"].get<double>() == 0.5);
    CHECK(split["null_share"].get<double>() == 0.05);
    CHECK(split["candidate"] == "noise");
    CHECK(split["damages"][0]["damage"] == "int8");
    CHECK(split["damages"][1]["shift"].get<double>() == 0.3);
    CHECK(split["damages"][1]["turn"].get<double>() == 0.1);
    CHECK(split["damages"][1]["lost_relevance"].is_null());
    CHECK(report["splits"][4]["candidate"] == "architecture");
    CHECK(report["splits"][0]["importance_log10"].is_null());
    CHECK(report["splits"][0]["importance_log10_low"].is_null());
    CHECK(report["splits"][0]["null_share"].is_null());
    CHECK(report["ranking"][0]["given_depth"].is_null());
    CHECK(report["ranking"][0]["doubt"] == "like_noise");
    CHECK(report["ranking"][1]["score"] == "turn");
    CHECK(report["ranking"][1]["p_value"].get<double>() == 0.012);
    CHECK(report["ranking"][1]["doubt"] == "none");
    CHECK(report["score_to_believe"] == 1);
    CHECK(parsed(sample_report())["score_to_believe"].is_null());
    CHECK(report["heat_maps"][0]["values"] == json::array({1.0, -0.5, 0.0, nullptr}));
    CHECK(report["heat_maps"][0]["width"] == 2);
}

TEST_CASE("map, ranges and missed requirements hold what the data hold") {
    const sei::report::report_data data = mapped_report();
    const json report = json::parse(to_json(data));
    const json& map = report["crossover"];
    CHECK(keys(map) ==
          std::set<std::string>{"rates_bits_per_second", "losses", "winners", "here_rate", "here_loss"});
    CHECK(map["rates_bits_per_second"].size() == 9U);
    CHECK(map["winners"].size() == 6U);
    CHECK(map["winners"][3][5] == 4U);
    CHECK(map["winners"][5][0].is_null());
    CHECK(report["sensitivity"].size() == 8U);
    const json& rate = report["sensitivity"][5];
    CHECK(keys(rate) == std::set<std::string>{"what", "unit", "present", "lower", "upper", "least", "most"});
    CHECK(rate["unit"] == "bit/s");
    CHECK(rate["lower"] == json{{"holds", 4.2e6}, {"changes", 4e6}, {"best", 5}});
    CHECK(rate["upper"].is_null());
    CHECK(report["sensitivity"][6]["upper"]["best"].is_null());
    const json& missed = report["designs"][2]["missed"];
    REQUIRE(missed.size() == 3U);
    CHECK(missed[0] == json{{"requirement", "deadline_ms"}, {"found", 64.0}, {"asked", 50.0}});
    CHECK(missed[2]["requirement"] == "max_ram_bytes");
    CHECK(report["designs"][4]["missed"].empty());
    CHECK(json::parse(to_json(sample_report()))["crossover"].is_null());
}

TEST_CASE("what is infinite, not asked for or not measured is null") {
    sei::report::report_data data = sample_report();
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
    const sei::report::report_data data = hostile_report();
    const json report = parsed(data);
    std::string expected = data.network;
    expected.replace(expected.find('\xff'), 1, "\xEF\xBF\xBD");
    CHECK(report["network"] == expected);
    CHECK(report["splits"][0]["after"] == expected);
    CHECK(report["splits"][0]["damages"][0]["damage"] == expected);
    CHECK(report["ranking"][0]["score"] == expected);
    CHECK(report["heat_maps"][0]["title"] == expected);
}

TEST_CASE("the same data give the same bytes, other data others") {
    CHECK(sei::report::to_json(sample_report()) == sei::report::to_json(sample_report()));
    sei::report::report_data other = sample_report();
    other.accuracy = 0.5;
    CHECK(sei::report::to_json(other) != sei::report::to_json(sample_report()));
    CHECK(sei::report::to_json(ranked_report()) == sei::report::to_json(ranked_report()));
}
