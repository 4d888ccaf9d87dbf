// SPDX-License-Identifier: MIT
#include "support/loss_report.hpp"

#include "made_up_losses.hpp"

#include <doctest/doctest.h>

TEST_CASE("The JSON holds every number, and null for what never came back") {
    const auto report = nlohmann::json::parse(examples::to_json(made_up::losses()));
    CHECK(report["format"] == 1);
    CHECK(report["note"].get<std::string>().find("ours") != std::string::npos);
    CHECK(report["losses"] == nlohmann::json({0.0, 0.05}));
    CHECK(report["seeds"] == 3);
    CHECK(report["deadline_ms"] == 50);
    CHECK(report["server"]["name"] == "x86-server");
    CHECK(report["conditions"]["link"] == "a <made up> one");
    const nlohmann::json& network = report["networks"][0];
    CHECK(network["network"] == "toy");
    CHECK(network["images"] == 200);
    CHECK(network["device"]["name"] == "cortex-m7");
    CHECK(network["accuracy"] == 0.9);
    CHECK(network["accuracy_low"] < 0.9);
    REQUIRE(network["designs"].size() == 3);
    const nlohmann::json& remote = network["designs"][1];
    CHECK(remote["name"] == "remote");
    CHECK(remote["kind"] == "remote");
    CHECK(remote["codec"] == "uint8");
    CHECK(remote["server_ms"] == 1);
    CHECK(remote["udp"]["wire_bytes"] == 800);
    CHECK(remote["tcp"]["packets"] == 1);
    CHECK(remote["tcp"]["points"][0]["p95_ms"] == 1.2);
    CHECK(remote["tcp"]["points"][1]["p95_ms"].is_null());
    CHECK(remote["udp"]["points"][1]["accuracy"] == 0.85);
    CHECK(network["designs"][2]["name"] == "pool1");
}
